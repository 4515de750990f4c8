"""What is to be done today, from everything: one list, each line with the place where it is done.

This is the door: callers import from here. Each kind of thing has a module with its `tell`, `registry` lists them,
`asking` asks them in parts.
"""

from app.today.asking import at_once, day_in_words, doubtful, how_many, later, open_alerts, waiting
from app.today.compounds import CompoundCount, compounds
from app.today.groups import Group, Line
from app.today.registry import TOLD_KINDS, in_order

__all__ = [
    "TOLD_KINDS",
    "CompoundCount",
    "Group",
    "Line",
    "at_once",
    "compounds",
    "day_in_words",
    "doubtful",
    "how_many",
    "in_order",
    "later",
    "open_alerts",
    "waiting",
]
