"""What can go wrong when a form is written out."""

from shared.problems import Problem


class FormUnprintable(Problem):
    """The form can't be set on paper."""

    status = 422
    code = "form-unprintable"
    title = "The form can't be printed"


class FormLacksLanguage(Problem):
    """The form is not written in the language that was asked for."""

    status = 422
    code = "form-lacks-language"
    title = "The form is not written in this language"


class UnknownFormFormat(Problem):
    """Forms are not written out in such a format."""

    status = 422
    code = "unknown-form-format"
    title = "Forms are not written in this format"
