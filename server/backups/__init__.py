"""Backups of the home: database and keys in one file, taken while the server runs."""
