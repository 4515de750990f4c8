"""The page of past imports, over `app.review.batches`."""
