"""What a checklist looks things up in: attached tables, facts of the laptop, the last report."""

import hashlib
import time

import pytest

from client.laptop import Laptop
from shared.forms.model import Form, FormFile, Integer, Section, TextQuestion
from tests.client.samples import keep_pack, make_pack

ROWS = 50_000
CONTENT = b"code,voters,region\n" + b"".join(
    b"%05d,%d,r%d\n" % (number, number % 3_000, number % 100) for number in range(ROWS)
)
FILE = FormFile(
    name="stations.csv",
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    columns=("code", "voters", "region"),
    rows=ROWS,
)
FORM = Form(
    id="turnout",
    version="1",
    title={"en": "Turnout"},
    sections=(
        Section(
            name="s",
            label={"en": "S"},
            children=(
                TextQuestion(name="code", label={"en": "Code"}),
                Integer(
                    name="before",
                    label={"en": "Last time"},
                    dynamic_default="${last-saved#voters}",
                ),
                Integer(
                    name="voters",
                    label={"en": "Voters"},
                    calculation="pulldata('stations', 'voters', 'code', ${code})",
                ),
            ),
        ),
    ),
    files=(FILE,),
)


@pytest.fixture
def filling(enrolled: Laptop) -> Laptop:
    keep_pack(enrolled, make_pack(forms=(FORM,)), enrolled.clock())
    return enrolled


def test_a_row_of_fifty_thousand_is_found_in_less_than_a_millisecond(filling: Laptop) -> None:
    filling.changes.keep_file(FILE.sha256, CONTENT)
    tables = filling.drafts.surroundings.of(FORM).tables
    assert tables is not None
    tables.find_rows("stations", {"code": "00000"})
    began = time.process_time()
    for number in range(0, ROWS, 500):
        rows = tables.find_rows("stations", {"code": f"{number:05}"}) or ()
        assert [row["voters"] for row in rows] == [str(number % 3_000)]
    assert (time.process_time() - began) / (ROWS / 500) < 0.001


def test_tables_are_read_once_and_not_for_a_glance(filling: Laptop) -> None:
    filling.changes.keep_file(FILE.sha256, CONTENT)
    surroundings = filling.drafts.surroundings
    assert not surroundings.has_tables(FORM)
    assert surroundings.at_hand(FORM).tables is None
    assert not surroundings.has_tables(FORM)
    surroundings.read_tables(FORM)
    assert surroundings.has_tables(FORM)
    assert surroundings.at_hand(FORM).tables is not None


def test_a_table_that_has_not_come_yet_keeps_no_checklist_from_being_filled(
    filling: Laptop,
) -> None:
    draft = filling.drafts.open(FORM, "42")
    filling.drafts.set_answer(draft.id, "code", "00042")
    found = filling.drafts.glance_at(filling.drafts.get(draft.id))
    assert "voters" not in found.report_answers
    filling.changes.keep_file(FILE.sha256, CONTENT)
    filling.drafts.surroundings.read_tables(FORM)
    found = filling.drafts.glance_at(filling.drafts.get(draft.id))
    assert found.report_answers["voters"] == 42


def test_a_new_draft_begins_with_what_the_last_report_had(filling: Laptop) -> None:
    filling.changes.keep_file(FILE.sha256, CONTENT)
    first = filling.drafts.open(FORM, "42")
    assert "before" not in first.answers
    filling.drafts.set_answer(first.id, "code", "01234")
    filling.drafts.finish(first.id)
    assert filling.drafts.open(FORM, "57").answers == {"before": 1234}
