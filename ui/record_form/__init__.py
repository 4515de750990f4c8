"""Forms of any ledger, made from the catalog: editors, errors beside them, drafts, and the dialog around them."""
