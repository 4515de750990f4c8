"""上报材料: what went on in a period, put together for the level above as one workbook (R052)."""
