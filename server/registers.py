"""What stands on the page "Registers": every room adds its line to the table here."""

from server.missions.registers import Register

REGISTERS: tuple[Register, ...] = ()
"""In each group in this order. A line is shown to those for whom the table of access has it."""
