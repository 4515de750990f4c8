"""The page 日志审计."""
