"""The settings page and what stands on it."""
