"""Security incidents: recorded, worked through, reported; the emergency plan, whom it calls, and its drills."""
