"""From a messy workbook to the ledger: find the table, map headings, read rows, plan, apply, undo."""
