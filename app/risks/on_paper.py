"""风险研判 on paper, for the meeting: the buildings in their order, and what is open at the first of them.

It names the leaders of buildings, and counts nobody by a tag that lists hide, since others read it. What an order or a
row is called stands on it in the words of whoever wrote it, as on the list of open orders. Small counts stand on it, so
it goes by the rules of lists that tell of level 3: for a purpose, under a register number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from app import access
from app.printed import PrintedColumn, PrintedTable, Printout, printout
from app.risks import hazards, risks
from app.risks.key_people import TAG
from app.risks.risks import BuildingRisk, HazardLine
from app.stores.session import Session

TITLE: Final = "风险研判"
MOST_TOLD: Final = 30
"""Buildings whose hazards are listed one by one."""
_BUILDINGS = ("楼栋", "风险", "工单", "台账", "隐患分", "重点人员", "人员分", "楼组长")
_NUMBERS = frozenset(("风险", "工单", "台账", "隐患分", "重点人员", "人员分"))
_HAZARDS = ("隐患", "为什么算", "编号", "地点", "时限")
_LEVEL = "L3"  # how many people of a building have such a tag is told


@access.operation("print", ledger="person_tag")
def printout_of(session: Session, compound: str = "") -> Printout:
    """Every building with a hazard or a key person, of one compound alone where its id is given; raises Forbidden."""
    found, told = risks.for_paper(session, compound, MOST_TOLD)
    columns = tuple(PrintedColumn(one, is_number=one in _NUMBERS, wraps=False) for one in _BUILDINGS)
    parts = [PrintedTable(columns, tuple(map(_row, found)))]
    parts += [_table(one, told[one.building]) for one in found if one.building in told]
    notes = _notes(found, has_rows=hazards.tells_of_rows(session))
    return printout(session, _title(found, compound), notes, parts, (TAG.name, _LEVEL), is_wide=True)


def _title(found: Sequence[BuildingRisk], compound: str) -> str:
    return f"{TITLE}　{found[0].compound_name}" if compound and found else TITLE


def _notes(found: Sequence[BuildingRisk], *, has_rows: bool) -> Iterator[str]:
    at_risk = sum(bool(one.hazards) for one in found)
    yield f"{at_risk} 幢楼有隐患，共 {sum(one.hazards for one in found):,} 处"
    yield "风险 ＝ 隐患分 ×（1 ＋ 人员分）。重点人员每人按最重的一个标签计分，不显示的标签不计在内"
    if not has_rows:
        yield "专题台账里的隐患不在内：制表人不能打印专题台账"
    if at_risk > MOST_TOLD:
        yield f"隐患逐条列到前 {MOST_TOLD} 幢"


def _row(one: BuildingRisk) -> tuple[str, ...]:
    numbers = (one.risk, one.orders, one.rows, one.hazard_points, one.people, one.people_points)
    return (one.name, *(f"{number:,}" for number in numbers), one.leader_told)


def _table(one: BuildingRisk, lines: Iterable[HazardLine]) -> PrintedTable:
    columns = tuple(PrintedColumn(heading) for heading in _HAZARDS)
    rows = tuple((line.title, line.why, line.number, line.place, line.left) for line in lines)
    return PrintedTable(columns, rows, f"{one.name}　{one.why}")
