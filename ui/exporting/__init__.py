"""The export dialog: lists and filled forms out of the ledger, over `app.exports`."""
