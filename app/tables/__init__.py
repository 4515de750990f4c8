"""What the tables of the ledgers work with: rows by place, columns, filters, views, pasted and copied blocks."""
