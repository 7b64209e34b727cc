"""Pages of the election's facts: what is so, who says so, and where sources differ."""
