"""Observers known to the field by a code; who they are stands in a sealed store of its own."""
