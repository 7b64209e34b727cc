"""Incidents: what could not wait for a report, as teams sent and corrected it."""
