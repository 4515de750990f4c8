"""Writes the tables of docs/work_orders.md that follow from the rules: `python3 -m installer.work_order_tables`.

Tests assert that they are current. Only what lies between the two marks is replaced, as in `data_model.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.message_texts import orders as words
from ledger import codes
from ledger.orders import duties, ladder, limits, rows, states

PAGE = Path(__file__).resolve().parents[1] / "docs" / "work_orders.md"
BEGIN, END = "<!-- generated from the rules: begin -->", "<!-- generated from the rules: end -->"
_CONDITIONS = {"always": "yes", "on_duty": "on duty", "own_module": "own module", "internal": "own orders"}


def page(text: str) -> str:
    """The page with its generated part made anew; ValueError when a mark is missing."""
    before, rest = text[: text.index(BEGIN)], text[text.index(END) :]
    return f"{before}{BEGIN}\n\n{tables()}\n{rest}"


def tables() -> str:
    """States, moves, roles, guards, limits and the ladder."""
    parts = (
        ("States", ("state", "label", "clock", ""), _states()),
        ("Moves", ("line", "from", "action", "to", "right", "and is", "record", "guards"), _moves()),
        ("Roles", ("right", *_duties()), _roles()),
        ("Guards", ("guard", "what a person reads"), words.GUARDS.items()),
        ("Limits", ("rule", "label", "limit"), _limits()),
        ("Ladder", ("because", "working day", "hears", "mark"), _ladder()),
    )
    return "\n\n".join(f"### {title}\n\n{_table(head, lines)}" for title, head, lines in parts) + "\n"


def _table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    names = tuple(head)
    body = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"| {' | '.join(names)} |\n{'|---' * len(names)}|\n{body}"


def _states() -> Iterable[tuple[str, ...]]:
    for state in states.ALL:
        kind = "terminal" if state.is_terminal else "overlay" if state.is_overlay else ""
        yield state.code, words.status(state.code), state.clock, kind


def _moves() -> Iterable[tuple[str, ...]]:
    for row in rows.ALL:
        sources = "any open" if row.sources == states.OPEN else " ".join(code or "–" for code in row.sources)
        to = " ".join("same" if code == rows.SAME else code for code in row.to)
        who = ", ".join(row.who)
        label = f"`{row.action}` {words.action(row.action)}"
        yield str(row.number), sources, label, to, row.group, who, ", ".join(row.needs), ", ".join(row.guards)


def _duties() -> tuple[str, ...]:
    return (duties.GRID, duties.WORKER, duties.HEAD, duties.COOP, duties.LEAD, duties.STREET)


def _roles() -> Iterable[tuple[str, ...]]:
    for group, cells in duties.MATRIX.items():
        yield group, *(_CONDITIONS[cells[duty]] if duty in cells else "–" for duty in _duties())


def _limits() -> Iterable[tuple[str, ...]]:
    table = codes.table("work_order_time_limit")
    for limit in limits.ALL:
        unit = "hour" if limit.unit == "hours" else "working day"
        yield limit.code, table.label(limit.code), f"{limit.count} {unit}{'s' if limit.count > 1 else ''}"


def _ladder() -> Iterable[tuple[str, ...]]:
    for rung in ladder.LADDER:
        yield rung.because, str(rung.day), ", ".join(rung.hears), rung.mark


def main() -> None:
    """Bring the page up to date."""
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
