"""Samples of stations: drawn from the register, kept, replaced by rule, handed to teams."""
