"""Bytes of attachments: taken piece by piece, checked, given out to PCs of the committee whose records name them.

Only the database says what is whole; the pieces lie encrypted in a place (`cloud/places/`).
"""
