"""走访: who is due, the route to take along, the diary of what was done, and the page of one visit."""
