"""The page 异常提醒."""
