"""The audit trail: how entries are chained, sealed, checked and archived."""
