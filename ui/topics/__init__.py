"""The page 专题台账: ledgers that the head designs as data, their rows, what is to be checked off."""
