"""The deployment sheet of a team, on paper: where it goes when, and whom it calls."""
