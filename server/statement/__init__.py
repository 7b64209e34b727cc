"""From findings to sentences."""
