"""What the statement's paged formats (DOCX, PDF) share: one layout, its phrases, its templates."""
