"""One module per kind of file; each turns an open file into sheets, merges and rows. Runs in the child process only."""
