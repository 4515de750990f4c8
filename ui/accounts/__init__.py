"""The page 账号: who may log in, and what can be done about it."""
