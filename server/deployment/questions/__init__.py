"""What is asked about plans: nothing is refused, as only people know the roads and the reasons."""
