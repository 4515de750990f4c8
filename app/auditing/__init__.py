"""The log audit: reading it, checking it, archiving it, handing it out."""
