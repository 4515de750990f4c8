"""The same person twice: suspected, looked at side by side, made one."""
