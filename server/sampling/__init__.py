"""How stations are chosen, and what those chosen can say of the others. Pure."""
