import pytest

from client.app import EvenhandApp
from client.config import Home


def stumble() -> None:
    answer = "what the observer wrote"
    raise RuntimeError(answer)


async def use_and_stumble(app: EvenhandApp) -> None:
    async with app.run_test() as pilot:
        app.call_later(stumble)
        await pilot.pause()


async def test_a_mistake_in_the_program_ends_in_a_sentence_and_a_note_without_content(
    fresh_app: EvenhandApp, home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(RuntimeError):
        await use_and_stumble(fresh_app)
    said = capsys.readouterr().err
    assert "answered is saved on this laptop" in " ".join(said.split())
    assert "Traceback" not in said
    note = home.crash_file.read_text("utf-8")
    assert "stumble" in note
    assert "what the observer wrote" not in note + said
