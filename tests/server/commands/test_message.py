"""`evenhand-server message`."""

from server.database import Store
from server.messages.service import list_messages_to
from server.missions.models import Mission, Team
from tests.server.commands.running import Run


def test_a_message_is_sent_or_refused_with_the_reason(
    run: Run, store: Store, mission: Mission, team: Team
):
    to = ("--mission", mission.code)

    assert run("message", *to, "Close at 11:00").stdout == "Sent to every team: 1 team.\n"
    assert run("message", *to, "--team", team.code, "You").stdout == "Sent to team 07: 1 team.\n"
    refused = run("message", *to, "--team", "99", "Nobody")
    assert (refused.exit_code, "has no team '99'" in refused.stderr) == (1, True)
    assert run("message", *to, "--team", "07", "--region", "X", "Both").exit_code == 2
    with store.reading() as db:
        assert [each.text for each in list_messages_to(db, team.id)] == ["Close at 11:00", "You"]
