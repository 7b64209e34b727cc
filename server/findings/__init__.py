"""What the reports say, counted."""
