"""The mission's server."""
