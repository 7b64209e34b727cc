"""The languages that statements are written in: numbers, cases and places; clauses; phrases."""
