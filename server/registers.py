"""What stands on the page "Registers": every room adds its line to the table here."""

from server.deployment.drafts import count_teams
from server.missions.registers import Group, Register

REGISTERS: tuple[Register, ...] = (
    Register(
        Group.PLACES,
        "Teams and plans",
        "/plan",
        "who goes where and when, what is asked about it, deployment sheets",
        count_teams,
    ),
)
"""In each group in this order. A line is shown to those for whom the table of access has it."""
