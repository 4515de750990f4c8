"""The import wizard: from the choice of a file to its result, over `app.review.import_steps`."""
