"""What is looked for in a form, theme by theme. Each module yields findings about one subject."""
