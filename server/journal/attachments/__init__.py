"""Photographs, recordings and files: uploaded in pieces, kept by their hash, opened with care."""
