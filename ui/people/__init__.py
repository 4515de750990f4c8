"""People and what belongs to them, each ledger as a table with filters and a drawer."""
