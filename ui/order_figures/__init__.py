"""The page 工单指标: what share of a time's orders was in time, returned, solved, and so on, by group."""
