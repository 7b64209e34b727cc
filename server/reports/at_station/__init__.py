"""What is known of one station, and stations that only the observers know."""
