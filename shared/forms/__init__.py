"""Checklists: their model, answers, expressions and review."""
