"""Long-term observation: whom the mission met, and what it learned before election day."""
