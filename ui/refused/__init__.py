"""没有上报成功: what the cloud refused, why, and what to do next."""
