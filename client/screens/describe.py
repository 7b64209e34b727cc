"""Describing a station that is not in the register, so that headquarters can find it there."""

from collections.abc import Mapping
from typing import ClassVar, Literal, cast

from client.language import later, tr
from client.screens.desk import Desk
from client.screens.fields import Field, FieldsPage
from shared.problems import Problem
from shared.sync.visits import StationDescription

TITLE = later("A station that is not in the register")
ABOUT = later(
    "Headquarters will look for this station in the register, and set its reports apart until it "
    "is found. Write what helps to find it."
)
NAME = later("What is it called, as on the sign at the door?")
ADDRESS = later("Where is it? Street, village, or how one gets there")
SETTING = later("Is it in a town or in the countryside?")
SETTING_EXAMPLE = later("1 town   2 countryside")
NOTES = later("Anything else that helps")
SETTINGS = {"1": "urban", "2": "rural", "": ""}
HELP = (
    ("Enter", later("the next line; from the last one, done")),
    ("^F", later("keep what is written, and go on to the visit")),
    ("Esc", later("back, without keeping it")),
)


class NothingDescribed(Problem):
    """A description without a name or an address helps nobody."""

    code: ClassVar[str] = "nothing-described"
    title: ClassVar[str] = later("The description is empty")


class DescribeScreen(FieldsPage[StationDescription]):
    """Asks what an unlisted station is like; the result is the description, None if it was left."""

    HELP_ROWS = HELP

    def __init__(self, desk: Desk, code: str, before: StationDescription | None = None) -> None:
        held = before or StationDescription(name="" if code.isdigit() else code)
        keys = {word: key for key, word in SETTINGS.items()}
        super().__init__(
            desk,
            f"{tr(TITLE)} · {code}",
            ABOUT,
            (
                Field("name", NAME, value=held.name),
                Field("address", ADDRESS, value=held.address, most=400),
                Field("setting", SETTING, SETTING_EXAMPLE, keys[held.setting], "[12]?"),
                Field("notes", NOTES, value=held.notes, most=1000),
            ),
        )

    def take(self, values: Mapping[str, str]) -> None:
        """Return the description."""
        if not (values["name"] or values["address"]):
            raise NothingDescribed(
                tr("Write what the station is called, or where it is. One of the two is enough.")
            )
        setting = cast(Literal["", "urban", "rural"], SETTINGS[values["setting"]])
        self.dismiss(
            StationDescription(
                name=values["name"],
                address=values["address"],
                setting=setting,
                notes=values["notes"],
            )
        )
