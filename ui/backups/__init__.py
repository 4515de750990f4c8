"""The page 备份: what was backed up where, making and trying backups, restoring, the nightly run, a new data key."""
