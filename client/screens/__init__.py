"""What the observer sees, one screen a file, its look beside it."""
