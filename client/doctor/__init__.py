"""What is the matter with this laptop, in words that can be read over the phone."""
