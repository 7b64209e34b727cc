"""Pages of names with all their spellings, and of the published texts that facts are from."""
