"""Pages of lists: columns held in memory, what a filter means, counts."""
