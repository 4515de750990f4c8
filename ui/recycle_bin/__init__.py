"""What was removed, from where it can be brought back."""
