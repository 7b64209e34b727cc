"""The history of the database's shape, and the deeds that move a database along it."""
