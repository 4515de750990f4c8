"""Tasks and notices 任务和通知 from the level above: read, signed for, answered out of the ledger; questions upward."""
