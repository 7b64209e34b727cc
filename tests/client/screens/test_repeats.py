"""Instances of a repeat at the keyboard: added, gone through, removed, brought back."""

import pytest

from client.screens.finish import FinishScreen
from shared.forms.model import Form, Integer, Repeat, Section, TextQuestion
from shared.sync.protocol import ReportBody
from tests.client.fake_server import FakeServer
from tests.client.samples import make_pack
from tests.client.screens import everything
from tests.client.screens.steps import Program


@pytest.fixture
async def filling(program: Program, server: FakeServer) -> Program:
    """The checklist with everything, on its first page."""
    return await opened(program, server, everything.FORM)


async def opened(program: Program, server: FakeServer, form: Form) -> Program:
    everything.give_files(program.laptop)
    server.mission_pack = make_pack(forms=(form,))
    await program.press("y")
    await program.open_checklist()
    return program


async def add(program: Program, who: str, votes: str) -> None:
    await program.press("ctrl+a", "enter")
    await program.type(who)
    await program.press("enter")
    await program.type(votes)
    await program.press("enter")


async def test_contestants_are_added_one_after_the_other(filling: Program) -> None:
    await filling.press("right")
    assert "Contestant · none yet" in filling.text()
    await add(filling, "Ayan", "200")
    await add(filling, "Dina", "12")
    assert filling.draft().answers == {
        **filling.draft().answers,
        "contestants": 2,
        "contestants[1]/who": "Ayan",
        "contestants[1]/votes": 200,
        "contestants[2]/who": "Dina",
        "contestants[2]/votes": 12,
    }
    await filling.press("left")
    assert "Contestant · 2 of 2" in filling.text()
    assert "Votes for Dina?" in filling.text()
    await filling.press("left")
    assert "Contestant · 1 of 2" in filling.text()


async def test_an_instance_goes_only_after_a_yes_and_comes_back(filling: Program) -> None:
    await filling.press("right")
    await add(filling, "Ayan", "200")
    await add(filling, "Dina", "12")
    await filling.press("left", "left", "ctrl+r")
    assert "Remove Contestant · 1 of 2, with 2 answers?" in filling.text()
    await filling.press("n")
    assert filling.draft().answers["contestants"] == 2
    await filling.press("ctrl+r", "y")
    assert filling.draft().answers["contestants[1]/who"] == "Dina"
    assert "contestants[2]/who" not in filling.draft().answers
    await filling.press("ctrl+z")
    assert filling.draft().answers["contestants[1]/who"] == "Ayan"
    assert filling.draft().answers["contestants[2]/who"] == "Dina"
    assert "Contestant · 1 of 2" in filling.text()


async def test_a_removed_instance_comes_back_after_other_changes_too(filling: Program) -> None:
    await filling.press("right")
    await add(filling, "Ayan", "200")
    await filling.press("left", "ctrl+r", "y", "left", "5", "enter", "ctrl+z")
    assert "valid" not in filling.draft().answers
    await filling.press("ctrl+z")
    assert filling.draft().answers["contestants[1]/who"] == "Ayan"
    assert "Contestant · 1 of 1" in filling.text()
    await filling.press("ctrl+y")
    assert "Contestant · none yet" in filling.text()
    assert filling.draft().answers["contestants"] == 0


async def test_a_sum_over_instances_is_checked_while_one_types(filling: Program) -> None:
    await filling.type("200")
    await filling.press("enter")
    await add(filling, "Ayan", "199")
    await filling.press("1")
    assert "The votes do not add up." in filling.text()
    await filling.press("left", "end", "e", "backspace", "backspace", "backspace")
    await filling.type("200")
    await filling.press("enter")
    assert "The votes do not add up." not in filling.text()


async def test_page_up_and_down_leap_over_the_instances(filling: Program) -> None:
    await filling.press("right")
    await add(filling, "Ayan", "1")
    await add(filling, "Dina", "2")
    await filling.press("pagedown")
    assert filling.current.path == "order"
    await filling.press("pageup")
    assert filling.current.path == "valid"


async def test_what_is_wrong_in_an_instance_is_found_from_the_end(filling: Program) -> None:
    await filling.type("3")
    await filling.press("enter")
    await add(filling, "Ayan", "1")
    await add(filling, "Dina", "-5")
    await filling.press("ctrl+f")
    assert isinstance(filling.app.screen, FinishScreen)
    assert "Contestant 2: Votes for Dina?" in filling.text()
    await filling.press("enter")
    assert filling.current.path == "contestants[2]/votes"


async def test_the_number_that_an_answer_gives_is_neither_added_to_nor_removed(
    program: Program, server: FakeServer
) -> None:
    form = Form(
        id="boxes",
        version="1",
        title={"en": "Boxes"},
        sections=(
            Section(
                name="s",
                label={"en": "Boxes"},
                children=(
                    Integer(name="boxes", label={"en": "How many boxes?"}),
                    Repeat(
                        name="box",
                        label={"en": "Box"},
                        count="${boxes}",
                        children=(TextQuestion(name="seal", label={"en": "Which seal?"}),),
                    ),
                ),
            ),
        ),
    )
    await opened(program, server, form)
    await program.press("2", "enter")
    assert "Box · 1 of 2" in program.text()
    await program.press("ctrl+a")
    assert "Another answer says how many there are." in program.text()
    await program.press("ctrl+r", "y")
    assert [page.instance for page in program.checklist.open_draft.pages()] == [
        "",
        "box[1]",
        "box[2]",
    ]


async def test_the_report_holds_every_instance_and_what_the_laptop_knows(filling: Program) -> None:
    await filling.type("200")
    await filling.press("enter")
    await add(filling, "Ayan", "200")
    await filling.press("1", "ctrl+f", "ctrl+f")
    head = filling.laptop.journal.head().seq
    body = ReportBody.model_validate_json(filling.laptop.journal.entries(head, 1)[0].body)
    identity = filling.laptop.find_identity()
    assert identity is not None
    assert body.answers == {
        "valid": 200,
        "contestants": 1,
        "contestants[1]/who": "Ayan",
        "contestants[1]/votes": 200,
        "sum_fits": "yes",
        "opened": "2021-01-10T08:47:00+06:00",
        "closed": "2021-01-10T08:47:00+06:00",
        "device": str(identity.device),
        "team": "07",
        "kind": "spring",
    }


BALLOTS = Form(
    id="ballots",
    version="1",
    title={"en": "Ballots"},
    sections=(
        Section(
            name="protocols",
            label={"en": "Protocols"},
            children=(
                Repeat(
                    name="ballot",
                    label={"en": "Ballot"},
                    children=(
                        Integer(name="valid", label={"en": "Valid ballots"}),
                        Repeat(
                            name="list",
                            label={"en": "List"},
                            children=(Integer(name="votes", label={"en": "Votes"}),),
                        ),
                        Integer(
                            name="invalid",
                            label={"en": "Invalid ballots"},
                            warning="sum(${votes}) = ${valid}",
                            warning_message={"en": "The votes do not add up. Read them again?"},
                        ),
                    ),
                ),
            ),
        ),
    ),
)


async def test_each_ballots_figures_are_compared_with_its_own_only(
    program: Program, server: FakeServer
) -> None:
    await opened(program, server, BALLOTS)
    for votes in ("10", "13"):
        await program.press("ctrl+a")
        await program.type("10")
        await program.press("enter", "ctrl+a")
        await program.type(votes)
        await program.press("enter", "2", "enter", "escape")
        remark = "The votes do not add up. Read them again?  13 ≠ 10 (+3)"
        assert (remark in program.text()) is (votes == "13")
    assert program.draft().answers["ballot"] == 2
    assert "The votes" not in " ".join(program.checklist.open_draft.remarks_on("ballot[1]/invalid"))
