"""The window around the pages: navigation, search, journeys, long work, the line at the foot."""
