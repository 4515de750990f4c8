"""`order figures`: the indicators of the orders of a time, in all and by group."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.records import filters
from ledger import clock

if TYPE_CHECKING:
    from app.orders.indicators import Figures
    from app.upward.period import Period


def order_figures(chosen: argparse.Namespace, console: Console) -> int:
    """Show them."""
    from app.orders import indicators

    work.words(chosen, ())
    period = _period(chosen)
    with work.session(chosen, console) as session:
        found = indicators.figures(session, period.first, period.last, chosen.by, console.watch())
    console.give(found.as_json(), lambda: _lines(found, period))
    return 0


def _period(chosen: argparse.Namespace) -> Period:
    """This month, where no days are named."""
    from app.upward import period

    first, last = filters.day(chosen.since), filters.day(chosen.to)
    if bool(first) != bool(last):
        raise WrongUsage("--from 和 --to 要一起写", chosen.command)
    return period.between(first, last) if first and last else period.month_of(clock.today())


def _lines(found: Figures, period: Period) -> Iterator[str]:
    from app import order_figures

    yield f"工单指标　{period.label}接收的 {found.total.orders:,} 件"
    if not found.total.orders:
        yield order_figures.NOTHING
        return
    yield from table(order_figures.headings(found), list(order_figures.rows(found)))
    yield from order_figures.notes(found)
    yield "每个比例怎么算的："
    yield from (f"  {label}：{told}" for label, told in order_figures.explained())
