"""Topic ledgers 专题台账 as data: defined by the head, kept row by row, checked off, reported where they are wrong."""
