"""What headquarters tells the teams, and who has read it."""
