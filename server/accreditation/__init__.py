"""Organisations, how many observers each was granted, and what does not add up."""
