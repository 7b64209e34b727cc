"""Checklists in: XLSForm, the standard library, publishing."""
