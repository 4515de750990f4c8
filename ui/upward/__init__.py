"""上报材料: which period, what goes in, what it would tell, and where to."""
