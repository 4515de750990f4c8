"""Activities 活动: planned and published, signed up for and signed in to, summed up and counted."""
