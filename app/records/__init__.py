"""Single records: found, named, shown behind masks, added, changed, removed."""
