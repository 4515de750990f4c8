"""The page 统计: cross tables with a chart beside each, exported and printed."""
