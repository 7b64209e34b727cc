"""Setting a mission up by pages: new ones, settings, versions, and its file handed in."""
