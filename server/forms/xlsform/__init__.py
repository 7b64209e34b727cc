"""From an XLSForm, as authors and other programs write it, to a form."""
