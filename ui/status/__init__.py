"""The page 运行状况."""
