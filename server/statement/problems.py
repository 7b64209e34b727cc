"""What can be wrong with a request for a statement."""

from shared.problems import Problem


class UnknownTemplate(Problem):
    """There is no template of this name."""

    status = 422
    code = "unknown-template"
    title = "There is no such template"


class UnknownLanguage(Problem):
    """There is no wording for this language."""

    status = 422
    code = "unknown-language"
    title = "Statements are not drafted in this language yet"


class UnknownFormat(Problem):
    """A statement can't be written in this format."""

    status = 422
    code = "unknown-format"
    title = "Statements are not written in this format"


class StatementUnprintable(Problem):
    """The text of a statement can't be set as a PDF."""

    status = 422
    code = "statement-unprintable"
    title = "The statement can't be printed"


class TemplateUnreadable(Problem):
    """A mission's own template can't be used as it is."""

    status = 422
    code = "template-unreadable"
    title = "The template can't be used"


class TemplateChanged(Problem):
    """Somebody else kept another version of a template in the meantime."""

    status = 409
    code = "template-changed"
    title = "Somebody else changed the template meanwhile"
