"""Quality checks: questions to the observers about what their reports say. Never a verdict."""
