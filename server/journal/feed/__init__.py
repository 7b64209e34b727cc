"""The feed of changes: what a team's laptops are told, in pages, by a cursor."""
