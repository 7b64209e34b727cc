"""What leaves the mission as data: its reports as tables, with the form's dictionary and a seal."""
