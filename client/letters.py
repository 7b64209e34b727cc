"""What people type, made fit to be stored."""


def clean(text: str) -> str:
    """Replace by `?` what a broken terminal may send and UTF-8 can't carry."""
    return text.encode("utf-8", "replace").decode()
