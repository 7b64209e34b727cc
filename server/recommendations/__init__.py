"""Recommendations on pages and from files: listed, assessed, carried over from past missions."""
