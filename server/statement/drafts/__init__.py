"""Kept drafts: what people write into a drafted statement, beside it and never in its place."""
