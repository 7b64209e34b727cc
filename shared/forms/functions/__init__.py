"""The functions that expressions may call, by theme; `catalogue` has them all."""
