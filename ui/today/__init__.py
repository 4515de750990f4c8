"""The page 今日: what is to be done, each thing where it is done, and the compounds in numbers."""
