"""权限: the permission matrix on one page."""
