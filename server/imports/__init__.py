"""Registers from files: each file is kept, read with what people say of it, compared, applied."""
