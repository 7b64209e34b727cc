"""Pages of the calendar: deadlines, phases, what is due, and the same for calendar programs."""
