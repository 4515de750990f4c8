"""Ledgers handed out of the program: which columns and rows, how their values read, a department's own form."""
