"""The page 导出登记: exports that wait for a second person, and everything that left."""
