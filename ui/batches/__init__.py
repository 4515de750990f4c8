"""The page of past imports, over `app.batches`."""
