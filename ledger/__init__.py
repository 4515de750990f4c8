"""What a ledger is: pure data and pure functions, standard library only."""
