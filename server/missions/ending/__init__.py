"""The end of a mission: closing, archiving, and erasing personal data after retention."""
