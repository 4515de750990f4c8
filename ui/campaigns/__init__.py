"""The page 年度核对: the annual check, walked door by door on the grid of each building."""
