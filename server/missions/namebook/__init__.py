"""Pages of names: how bodies, places and officials are spelt, with every other spelling."""
