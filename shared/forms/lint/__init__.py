"""An author's mistakes, found when a form is published: each with row, code and cure."""
