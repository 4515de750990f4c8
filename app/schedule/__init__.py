"""Runs without a person: what the system is told to start, when, and what lets such a run open the store."""
