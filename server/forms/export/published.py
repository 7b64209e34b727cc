"""A published form as it was read once, so that it is written out like any other."""

from sqlmodel import Session

from server.forms import service
from server.forms.models import PublishedForm
from server.forms.reading import FormReading


def reading_of(db: Session, published: PublishedForm) -> FormReading:
    """Return the form as it was published: document, XForm, source and files."""
    contents = {
        name: service.find_file(db, published.mission_id, sha256)
        for name, sha256 in published.files.items()
    }
    return FormReading(
        form=service.form_of(published),
        xform=published.xform,
        findings=(),
        source=published.source,
        name=published.source_name,
        attached={name: content for name, content in contents.items() if content is not None},
        draft=published.draft,
    )
