"""Work orders at the cloud: their events are put in order as they come (docs/work_orders.md)."""
