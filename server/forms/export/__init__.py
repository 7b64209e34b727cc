"""A form out again: spreadsheet, XForm, JSON, and paper that is filled in with a pen."""
