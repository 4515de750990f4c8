"""Counts of people and dwellings by two things at once."""
