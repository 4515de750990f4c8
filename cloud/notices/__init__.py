"""Tasks and notices 任务和通知 that go down to committees, what becomes of them, and questions that come up."""
