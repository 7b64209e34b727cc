"""How a question stands, as far as it is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from client.attached_files import AttachedFile
from client.widgets.signs import Offer
from shared.forms.answers import Answer
from shared.forms.model import SeenBy


@dataclass(frozen=True)
class QuestionState:
    """All that a question shows about how it stands."""

    answer: Answer | None = None
    comment: str = ""
    seen_by: SeenBy | None = None
    remarks: Sequence[str] = field(default_factory=tuple)
    """What is wrong or missing, a sentence each."""
    is_required: bool = False
    label: str | None = None
    """With answers filled in; None = as the form has it."""
    hint: str | None = None
    guidance: str = ""
    """The longer hint, while it is asked for."""
    has_guidance: bool = False
    media: str = ""
    """What belongs to the question and can't be shown, such as `picture: seal.png`."""
    offers: Sequence[Offer] | None = None
    """What can be chosen now; None = what the form lists. Of a long list only what is chosen."""
    many: int = 0
    """How long a list is that is searched; 0 = it is not."""
    held: str = ""
    """Of a ranking: the choice that the next step moves."""
    files: Sequence[AttachedFile] = ()
    is_read_only: bool = False
