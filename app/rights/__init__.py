"""Rights as people meet them: looking behind a mask, who looked, the permission matrix and its plan."""
