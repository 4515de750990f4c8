"""An open store, an idea a module: its file, writing, accounts, the lock of the window, the file as a whole."""
