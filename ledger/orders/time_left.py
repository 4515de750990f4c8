"""How an order's light and what is left of its worst clock are said in a word: the same on a card and at the cloud."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from ledger import codes
from ledger.orders.clocks import Gauge, Reading

_MOMENT: Final = timedelta(minutes=1)
_UNITS: Final = ((86_400, "天"), (3600, "小时"), (60, "分钟"))


def light_word(light: int | None) -> str:
    """A light as people call it; "" where no clock runs."""
    return "" if light is None else codes.table("overdue_light").label(str(light))


def left_words(reading: Reading | None) -> str:
    """What is left of the clock that is worst, in one unit: 剩 2 个工作日, 超 3 小时; "" where none runs."""
    gauge = worst(reading) if reading else None
    if gauge is None:
        return ""
    if gauge.stands:
        return "停止计时"
    left = gauge.left
    if abs(left) < _MOMENT:
        return "刚超时" if left < timedelta() else "马上到期"
    return f"剩 {_span(left, gauge)}" if left >= timedelta() else f"超 {_span(-left, gauge)}"


def worst(reading: Reading) -> Gauge | None:
    """The clock whose time presses most; None where none runs."""
    gauges = [one for one in (reading.total, reading.contact, reading.step) if one is not None]
    return min(gauges, key=lambda one: (one.light, one.stands, one.left), default=None)


def _span(span: timedelta, gauge: Gauge) -> str:
    """A span of a minute or more in its largest unit."""
    seconds = span // timedelta(seconds=1)
    size, unit = next(one for one in _UNITS if seconds >= one[0])
    name = "个工作日" if unit == "天" and gauge.limit.unit == "days" else unit
    return f"{seconds // size} {name}"
