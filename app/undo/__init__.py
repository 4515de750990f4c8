"""Actions taken back: what the session did, what an import did, what was removed."""
