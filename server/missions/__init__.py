"""Missions: the election, its facts, teams and plans."""
