"""Sources of orders that lie outside the committee, and for how long each may be silent, as data (R040).

The table is `resources/order_sources.csv`: a code of `work_order_source`, and days after which data that goes no
further is old. What is told to the committee itself, by visit, call or on a round of its own, is in no line.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def days() -> Mapping[str, int]:
    """Source -> days after which its data is old, in the order of the table."""
    text = files("resources").joinpath("order_sources.csv").read_text(encoding="utf-8-sig")
    return {row["source"]: int(row["days"]) for row in csv.DictReader(text.splitlines())}
