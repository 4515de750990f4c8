"""The page of possible same people, over `app.doubles.duplicates` and `app.doubles.merging`."""
