"""What can go wrong with a form."""

from shared.problems import Problem


class FormUnreadable(Problem):
    """The file is not an XLSForm that can be read at all."""

    status = 422
    code = "form-unreadable"
    title = "The form can't be read"


class FormNotPublishable(Problem):
    """The file was read, and has mistakes that would mislead observers."""

    status = 422
    code = "form-not-publishable"
    title = "The form has mistakes"


class FormVersionUsed(Problem):
    """The version is published already, with other content."""

    status = 409
    code = "form-version-used"
    title = "This version of the form is published already"


class UnknownForm(Problem):
    """The mission has no such form."""

    status = 404
    code = "unknown-form"
    title = "The mission has no such form"


class DraftOutsideDrill(Problem):
    """A draft may be tried in drills only."""

    status = 409
    code = "draft-outside-drill"
    title = "Drafts are for drills"


class BadFormName(Problem):
    """A new form can't be called or kept like this."""

    status = 422
    code = "bad-form-name"
    title = "A form can't be called that"


class FormsNotComparable(Problem):
    """What is to be compared is not two versions of a form."""

    status = 422
    code = "forms-not-comparable"
    title = "There are no two versions to compare"
