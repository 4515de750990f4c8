"""The table of a ledger as people use it all day: Excel's habits over rows that are read as they are looked at."""
