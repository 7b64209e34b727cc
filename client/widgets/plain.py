"""Whether everything is laid out for a screen reader: line by line, nothing moves by itself."""


class _Layout:
    is_plain = False


def lay_out_plainly(*, plain: bool) -> None:
    """From now on lay out line by line, or as for eyes."""
    _Layout.is_plain = plain


def is_plain() -> bool:
    """Whether the widgets are to be laid out line by line."""
    return _Layout.is_plain
