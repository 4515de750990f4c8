"""What a plan leaves for a person to decide: words that no code table knows, and rows that may be somebody known.

Everything is ready to show, behind masks; a decision goes into `ImportOptions` and the plan is made again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from app import access, words
from app.access import is_child, shown
from app.excel.cells import Cell
from app.importing import raw_rows
from app.importing.facts import Facts
from app.importing.headings import Target, plain
from app.importing.plan import Doubt, ImportPlan, Issue, SheetPlan
from app.importing.raw_rows import RowKey
from app.jobs import SILENT, JobContext
from app.records.naming import Names
from app.records.showing import person_name
from app.review.import_steps import Choice, cell_text, target_label
from app.stores.session import Session
from ledger import catalog, clock, codes, ids, kinds, text
from storage.rows import Row, text_or_none

_WORD_RULES = frozenset(("unknown code", "unknown choice", "not yes no"))
_COMPARED = ("name", "id_type", "id_no", "sex", "birth_date", "phone")
_PERSON = catalog.named("person")
_RESIDENCE = catalog.named("residence")


@dataclass(frozen=True, slots=True)
class ValueQuestion:
    """A word of one column that no choice knows, how often it stands there, and what it could mean."""

    heading: str
    label: str
    value: str
    count: int
    first_row: int
    choices: tuple[Choice, ...]

    @property
    def key(self) -> tuple[str, str]:
        """Where the decision goes in `ImportOptions.values`."""
        return plain(self.heading), text.squeeze(self.value)


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of somebody: a label, what may be shown, and whether it is the same as the row's."""

    label: str
    value: str
    agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody whom a row may mean; `decision` is what choosing them writes into `ImportOptions.rows`."""

    decision: str
    name: str
    where: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class DoubtQuestion:
    """A row that may be somebody known: why it is doubtful, what it says, whom it may mean."""

    sheet: str
    row: int
    why: str
    why_text: str
    name: str
    where: str
    facts: tuple[Fact, ...]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """All that is open, the words first; `more_doubts` counts those that are not shown one by one."""

    values: tuple[ValueQuestion, ...]
    doubts: tuple[DoubtQuestion, ...]
    more_doubts: int = 0


_SHOWN_DOUBTS = 500
_Q = TypeVar("_Q", ValueQuestion, DoubtQuestion)


@access.operation("import")
def questions(
    session: Session, path: Path, plan: ImportPlan, before: Questions | None = None, ctx: JobContext = SILENT
) -> Questions:
    """What is open in a plan, and what was asked `before` and is decided by now: Back shows it again.

    Raises FileRefused and its children when the file can no longer be read.
    """
    asked = [issue for issue in plan.issues if issue.rule in _WORD_RULES and issue.column >= 0]
    doubts = plan.doubts[:_SHOWN_DOUBTS]
    sources = _rows_of_people(plan, doubts)
    rows = {(one.sheet, one.row) for one in asked} | {(one.sheet, one.row) for one in doubts}
    cells = raw_rows.read(path, plan, rows | set(sources.values()), ctx)
    sheets = {sheet.name: sheet for sheet in plan.sheets}
    values = _values(asked, cells, sheets)
    facts = {key: raw_rows.facts_of(sheets[key[0]], key[1], row, {}) for key, row in cells.items()}
    with session.reader() as reader, reader.snapshot():
        names = Names(reader)
        stored = reader.get_many(_PERSON, {key for doubt in doubts for key in doubt.candidates})
        homes = _homes(names, reader.children(_RESIDENCE, "person_uid", stored))
        told = [_Doubting(names, facts, stored, homes, sources).question(doubt) for doubt in doubts]
    kept_values = _still(values, before.values if before else (), lambda one: one.key in plan.options.values)
    kept_doubts = _still(told, before.doubts if before else (), lambda one: (one.sheet, one.row) in plan.options.rows)
    return Questions(tuple(kept_values), tuple(kept_doubts), max(0, len(plan.doubts) - len(doubts)))


def _still(now: Sequence[_Q], before: Sequence[_Q], is_decided: Callable[[_Q], bool]) -> Iterator[_Q]:
    """Questions of before that are decided by now, then those that are open."""
    yield from (one for one in before if is_decided(one))
    yield from (one for one in now if not is_decided(one))


# -- words


def _values(
    asked: Iterable[Issue], cells: Mapping[RowKey, list[Cell]], sheets: Mapping[str, SheetPlan]
) -> list[ValueQuestion]:
    """The words that no choice knows, by column, the most frequent first."""
    counts: dict[tuple[str, str, str], list[int]] = {}
    for issue in asked:
        row = cells.get((issue.sheet, issue.row))
        word = cell_text(row[issue.column]) if row else ""
        if word:
            counts.setdefault((issue.sheet, issue.heading, word), []).append(issue.row)
    found = []
    for (sheet, heading, word), rows in counts.items():
        target = _target(sheets[sheet], heading)
        if target is not None:
            label, choices = target_label(target), tuple(_choices(target))
            found.append(ValueQuestion(heading, label, word, len(rows), min(rows), choices))
    return sorted(found, key=lambda one: (-one.count, one.heading))


def _target(sheet: SheetPlan, heading: str) -> Target | None:
    columns = sheet.mapping.columns if sheet.mapping else ()
    return next((one.target for one in columns if one.heading == heading and one.target), None)


def _choices(target: Target) -> Iterator[Choice]:
    """The texts that a column's field takes."""
    item = target.definition()
    if target.flag or item.kind == "bool":
        yield from (Choice(word, word) for word in ("是", "否"))
    elif item.kind == "choice":
        yield from (Choice(word, word) for word in item.choices)
    elif item.code_table:
        table = codes.table(item.code_table)
        yield from (Choice(line.label, line.label, "、".join(line.aliases)) for line in table.lines)


# -- people


def _rows_of_people(plan: ImportPlan, doubts: Sequence[Doubt]) -> dict[bytes, RowKey]:
    """Candidates that this file brings itself, by id: the first row that is about them."""
    made = {key for key, _ in plan.creates.get("person", ())}
    wanted = {key for doubt in doubts for key in doubt.candidates if key in made}
    found: dict[bytes, RowKey] = {}
    names = {sheet.index: sheet.name for sheet in plan.sheets}
    for row in plan.rows if wanted else ():
        for ledger, key in row.feeds:
            if ledger == "person" and isinstance(key, bytes) and key in wanted:
                found.setdefault(key, (names[row.sheet], row.row))
    return found


def _homes(names: Names, residences: Sequence[Row]) -> dict[bytes, str]:
    """Where each stored candidate lives, in one line."""
    homes: dict[bytes, list[str]] = {}
    for row in residences:
        person, home = row["person_uid"], row["dwelling_uid"]
        if isinstance(person, bytes) and isinstance(home, bytes) and not row.get("end_date"):
            homes.setdefault(person, []).append(names.of("dwelling", home))
    return {person: "、".join(dict.fromkeys(where)) for person, where in homes.items()}


@dataclass(slots=True)
class _Doubting:
    """What one question is put together from."""

    names: Names
    facts: Mapping[RowKey, Facts]
    stored: Mapping[bytes, Row]
    homes: Mapping[bytes, str]
    sources: Mapping[bytes, RowKey]

    def question(self, doubt: Doubt) -> DoubtQuestion:
        """A doubt as it is shown."""
        said = self.facts.get((doubt.sheet, doubt.row))
        mine = said.person if said else {}
        lines = tuple(_facts(mine, None))
        found = [one for key in doubt.candidates if (one := self._candidate(key, mine)) is not None]
        name = str(_shown(mine, "name") or "")
        return DoubtQuestion(
            doubt.sheet, doubt.row, doubt.why, words.doubt(doubt.why), name, _place(said), lines, tuple(found)
        )

    def _candidate(self, key: bytes, mine: Mapping[str, object]) -> Candidate | None:
        row = self.stored.get(key)
        if row is not None:
            name = person_name(self.names, key, clock.today())
            return Candidate(f"same:{ids.to_text(key)}", name, self.homes.get(key, ""), tuple(_facts(row, mine)))
        source = self.sources.get(key)
        said = self.facts.get(source) if source else None
        if source is None or said is None:
            return None
        sheet, number = source
        lines = tuple(_facts(said.person, mine))
        return Candidate(
            f"row:{number}:{sheet}", str(_shown(said.person, "name") or ""), f"这份表第 {number} 行", lines
        )


def _place(said: Facts | None) -> str:
    """The place as the row writes it."""
    return "".join(part for part in (said.place or ()) if part) if said else ""


def _facts(row: Mapping[str, object], beside: Mapping[str, object] | None) -> Iterator[Fact]:
    for name in _COMPARED[1:]:
        value = _shown(row, name)
        agrees = None
        if beside is not None and value and beside.get(name) is not None:
            agrees = row.get(name) == beside.get(name)
        yield Fact(_PERSON.field(name).label, value, agrees)


def _shown(row: Mapping[str, object], name: str) -> str:
    """A value of a person as lists show it."""
    value = row.get(name)
    if value is None:
        return ""
    birth = row.get("birth_date")
    child = is_child(text_or_none(birth), clock.today())
    item = _PERSON.field(name)
    return str(shown(_PERSON, item, kinds.as_text(item, value), child=child))
