"""The page 房屋: compounds and buildings as a tree, a building as a grid of rooms, dwellings as a list."""
