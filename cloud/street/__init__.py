"""What the street does with the orders of its committees, and types for it."""
