"""Tables that people send: CSV in whatever encoding, and spreadsheets."""
