"""From the start of the program to an open store: first start, log in, lock, passwords."""
