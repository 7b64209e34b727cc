"""The log of what laptops have to be told: which piece has changed, in the order of commits."""
