"""The compliance page ready for paper: how many rules stand how, then each with its source, setting and what to do."""

from __future__ import annotations

from collections.abc import Sequence

from app import access
from app.compliance import checking
from app.compliance.checking import Line
from app.compliance.rule import STATES
from app.printed import PrintedColumn, PrintedTable, Printout, printout
from app.release import prints
from app.stores.session import Session

_COLUMNS = (
    PrintedColumn("编号", wraps=False),
    PrintedColumn("现在", wraps=False),
    PrintedColumn("规定"),
    PrintedColumn("出处"),
    PrintedColumn("现状"),
    PrintedColumn("要做"),
)


@access.operation(access.OWN)
def as_print(session: Session, lines: Sequence[Line]) -> Printout:
    """What `checking.everything` found, as one table."""
    told = checking.counts(lines)
    rows = tuple(
        (one.rule.code, one.state_label, one.rule.demand, one.rule.source, one.finding.setting, one.finding.todo)
        for one in lines
    )
    notes = [f"{STATES[state]} {count} 项" for state, count in told.items()]
    table = PrintedTable(_COLUMNS, rows)
    return printout(session, "合规检查", notes, [table], (prints.COMPLIANCE, "L1"), is_wide=True)
