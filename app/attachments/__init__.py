"""Attachments: photos and papers of a person, a home, a building or a merchant."""
