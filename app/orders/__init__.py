"""Work orders as people read them; their rules are `ledger.orders` (docs/work_orders.md)."""
