"""A picture of the checklist for the documentation: `python -m client.screens.picture OUT FORM`.

FORM is a form's JSON; `--answers` takes `{"answers": {…}, "station": "…"}` as `evenhand fill`
does. The screen is the real one, on a throw-away store; nothing is sent.
"""

import asyncio
import json
import re
from contextlib import AbstractAsyncContextManager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from textual.app import App

from client.config import Home
from client.identity import Identity, keep_identity
from client.laptop import Laptop, open_laptop
from client.remote import Remote, Unreachable
from client.screens.checklist import ChecklistScreen
from client.screens.courier import Courier
from client.screens.desk import Desk
from client.vault.key_file import Cost
from client.vault.vault import Vault
from client.widgets import themes
from shared.forms.answers import from_json
from shared.forms.model import Form
from shared.ids import new_id
from shared.sync.protocol import (
    Change,
    ChangesPage,
    FormChange,
    FormOut,
    MissionChange,
    MissionOut,
    PlanChange,
    PlanOut,
    StationChange,
    StationOut,
)
from shared.sync.seal import new_signing_key, public_key_of

MOMENT = datetime(2021, 1, 10, 2, 47, tzinfo=UTC)
_STATION = StationOut(
    code="NS-07",
    name="School",
    region="Nur-Sultan / Baikonur district",
    timezone="Asia/Almaty",
)
_WAITING = 3
_WEB_FONT = re.compile(r"@font-face \{.*?\}", re.DOTALL)


class _NoLine:
    """Lines that lead nowhere."""

    def for_stranger(self, url: str, *, plain_http: bool) -> AbstractAsyncContextManager[Remote]:
        raise Unreachable(f"{url} is not asked for a picture ({plain_http=}).")

    def for_device(self, identity: Identity) -> AbstractAsyncContextManager[Remote]:
        raise Unreachable(f"{identity.server_url} is not asked for a picture.")


class _Showcase(App[None]):
    """Shows one draft."""

    CSS_PATH = "app.tcss"

    def __init__(self, laptop: Laptop) -> None:
        super().__init__()
        themes.dress(self)
        self._laptop = laptop

    def on_mount(self) -> None:
        """Open the draft."""
        desk = Desk(self._laptop, Courier(self, self._laptop, _NoLine()))
        (draft,) = self._laptop.drafts.list_drafts()
        self.push_screen(ChecklistScreen(desk, draft))


def draw(
    out: Annotated[Path, typer.Argument(help="The SVG to write.")],
    form: Annotated[Path, typer.Argument(help="The form, as JSON.", exists=True)],
    answers: Annotated[Path | None, typer.Option(help="Answers, as for `fill`.")] = None,
    question: Annotated[str, typer.Option(help="Where the cursor stands.")] = "",
    size: Annotated[str, typer.Option(help="Columns x rows.")] = "80x24",
) -> None:
    """Write a picture of one checklist."""
    given: dict[str, Any] = json.loads(answers.read_text("utf-8")) if answers else {}
    checklist = Form.model_validate_json(form.read_bytes())
    columns, _, rows = size.partition("x")
    with TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home")
        key = Vault(home).create("a throw-away passphrase", Cost(operations=1, memory=8192))
        with open_laptop(home, key, lambda: MOMENT) as laptop:
            _fill(laptop, checklist, given)
            if question:
                (draft,) = laptop.drafts.list_drafts()
                laptop.drafts.set_current_question(draft.id, question)
            picture = asyncio.run(_picture(laptop, (int(columns), int(rows))))
    out.write_text(_WEB_FONT.sub("", picture), "utf-8")


def _fill(laptop: Laptop, form: Form, given: dict[str, Any]) -> None:
    seed = new_signing_key()
    identity = Identity(
        device=new_id(MOMENT),
        token="",
        seed=seed,
        server_url="https://mission.example.org",
        server_key=public_key_of(seed),
        mission="sample",
        team="07",
    )
    keep_identity(laptop.store, identity, now=MOMENT)
    mission = MissionOut(
        code="sample",
        title="Sample mission",
        election_date=date(2021, 1, 10),
        timezone=_STATION.timezone,
        illustrative="Sample mission: stations and answers are illustrative.",
    )
    laptop.changes.keep_form(form)
    told: list[Change] = [
        MissionChange(key=mission.code, value=mission),
        PlanChange(key="07", value=PlanOut(team="07")),
        FormChange(key=form.id, value=FormOut(version=form.version, digest=form.digest, place=0)),
        StationChange(key=_STATION.code, value=_STATION),
    ]
    page = ChangesPage(cursor="1", begins=True, is_whole=True, more=False, left=0, changes=told)
    laptop.changes.apply(page, MOMENT)
    for _ in range(_WAITING):
        laptop.drafts.finish(laptop.drafts.open(form, _STATION.code).id, as_it_is=True)
    draft = laptop.drafts.open(form, _STATION.code)
    laptop.drafts.set_answers(
        draft.id, from_json(given.get("answers", {})), given.get("comments", {}), {}
    )


async def _picture(laptop: Laptop, size: tuple[int, int]) -> str:
    app = _Showcase(laptop)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        return app.export_screenshot(title="Evenhand")


if __name__ == "__main__":
    typer.run(draw)
