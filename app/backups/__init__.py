"""Backups of a store: making, keeping, restoring, trying one out; a new data key."""
