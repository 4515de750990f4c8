"""The page of possible same people, over `app.duplicates` and `app.merging`."""
