"""A person's way to a store: folders of this PC, password and settings, the session."""
