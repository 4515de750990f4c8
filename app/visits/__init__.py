"""Visits 走访: recorded in a few fields, planned by how often a tag asks for one, listed by who is due."""
