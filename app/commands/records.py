"""`list`, `show`, `add`, `set`, `remove`, `restore`: records one by one and in lists."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping

from app import words
from app.commands import work
from app.commands.console import Console, table
from app.commands.grammar import WrongUsage
from app.records import browsing, editing, filters
from app.records.browsing import Listed, Order, Shown
from app.records.filters import Selection
from app.records.shown_columns import Json
from app.rights import looking
from app.stores.session import Session
from ledger import catalog, clock, kinds, masking
from ledger.definition import Ledger

_LONGEST_CELL = 28
_MOST_ROWS = 100_000
_PLACES = frozenset(("compound", "building", "unit"))
"""Ledgers whose records tell of nobody."""
_COLUMNS: dict[str, tuple[str, ...]] = {
    "compound": ("name", "address", "compound_type", "built_year"),
    "building": ("compound_uid", "building_no", "building_suffix", "floors_above", "people_count", "leader_person"),
    "unit": ("building_uid", "unit_no", "floors"),
    "dwelling": ("full_address", "occupancy", "property_right", "floor_area", "owner_name", "resident_count"),
    "household": ("dwelling_uid", "head_person_uid", "household_kind", "member_count"),
    "person": ("name", "sex", "age", "id_no", "phone", "residence_address", "population_type"),
    "residence": ("person_uid", "dwelling_uid", "relation", "kinship", "hukou_match", "start_date", "end_date"),
    "person_tag": ("person_uid", "tag", "start_date", "end_date", "responsible"),
    "topic_vehicle": ("plate", "kind", "owner_person", "phone", "dwelling_uid"),
    "topic_merchant": ("name", "kind", "address", "legal_person", "status"),
    "visit": ("visited_at", "dwelling_uid", "person_uids", "visitor", "kind", "result", "visit_no"),
    "visit_person": ("person_uid",),
    "work_order": ("order_no", "title", "status", "overdue_light", "due_at", "assignee", "category", "received_at"),
    "work_order_event": ("acted_at", "action", "actor", "opinion"),
    "activity": ("start_at", "title", "category", "place", "host", "actual_count", "status", "activity_no"),
    "activity_person": ("person_uid", "name", "signed_up_at", "signed_in_at", "how", "hours"),
    "objection": ("raised_at", "disputed", "why", "objector_name", "raised_by", "state", "settled_at"),
}
"""What a list shows of ledgers for which that was chosen; of the others it shows what `_columns` finds."""
_MOST_COLUMNS = 8


def list_records(chosen: argparse.Namespace, console: Console) -> int:
    """Print one page of a ledger, or its recycle bin."""
    ledger = catalog.named(chosen.ledger)
    wanted = selection(chosen)
    with work.session(chosen, console) as session:
        if chosen.deleted:
            listed = browsing.deleted(session, ledger)
        else:
            listed = browsing.page(session, ledger, wanted, _order(chosen, session))
        if len(listed.rows) == 1 and ledger.name not in _PLACES:  # as good as its page
            looking.note(session, ledger.name, str(listed.rows[0]["id"]))
    console.give(listed.as_json(), lambda: _list_lines(ledger, listed))
    return 0


def show(chosen: argparse.Namespace, console: Console) -> int:
    """Print everything about one record."""
    ledger = catalog.named(chosen.ledger)
    with work.session(chosen, console) as session:
        shown = browsing.show(session, ledger, chosen.id, with_history=chosen.history, everyone=chosen.all)
        looking.note(session, ledger.name, str(shown.row["id"]))
    console.give(shown.as_json(), lambda: _show_lines(ledger, shown))
    return 0


def add(chosen: argparse.Namespace, console: Console) -> int:
    """Add a record."""
    ledger = catalog.named(chosen.ledger)
    typed = work.pairs(chosen.values, chosen.command)
    with work.session(chosen, console) as session:
        new = editing.add(session, ledger, typed)
    console.give({"id": new}, lambda: (f"已新增{words.called(ledger.name)}：{new}",))
    return 0


def change(chosen: argparse.Namespace, console: Console) -> int:
    """Change fields of a record."""
    ledger = catalog.named(chosen.ledger)
    typed = work.pairs(chosen.values, chosen.command)
    seen = work.pairs(chosen.seen, chosen.command)
    with work.session(chosen, console) as session:
        one, changed = editing.change(session, ledger, chosen.id, typed, seen=seen)
    labels = "、".join(ledger.field(name).label for name in changed)
    done = f"已修改{words.called(ledger.name)}：{labels}" if changed else "内容和原来一样，没有改动。"
    console.give({"id": one, "changed": changed}, lambda: (done,))
    return 0


def remove(chosen: argparse.Namespace, console: Console) -> int:
    """Move a record to the recycle bin."""
    ledger = catalog.named(chosen.ledger)
    with work.session(chosen, console) as session:
        one = editing.remove(session, ledger, chosen.id, reason=chosen.reason)
    console.give(
        {"id": one, "removed": True}, lambda: (f"已删除{words.called(ledger.name)}，可用 restore 恢复：{one}",)
    )
    return 0


def restore(chosen: argparse.Namespace, console: Console) -> int:
    """Bring a record back from the recycle bin."""
    ledger = catalog.named(chosen.ledger)
    with work.session(chosen, console) as session:
        one = editing.restore(session, ledger, chosen.id)
    console.give({"id": one, "restored": True}, lambda: (f"已恢复{words.called(ledger.name)}：{one}",))
    return 0


def selection(chosen: argparse.Namespace) -> Selection:
    """What the options of a list or an export select."""
    for written in chosen.filter:
        filters.require_clear(written)
    return Selection(search=chosen.search, filters=tuple(chosen.filter), on=filters.day(chosen.on), everyone=chosen.all)


def _order(chosen: argparse.Namespace, session: Session) -> Order:
    limit = session.settings.number("page_size") if chosen.limit is None else chosen.limit
    if not 0 <= limit <= _MOST_ROWS or chosen.offset < 0:
        raise WrongUsage(f"--limit 应在 0 到 {_MOST_ROWS} 之间，--offset 不能小于 0", chosen.command)
    return Order(field=chosen.order, descending=chosen.desc, offset=chosen.offset, limit=limit)


def _list_lines(ledger: Ledger, listed: Listed) -> Iterator[str]:
    rows = listed.rows
    if not rows:
        yield f"{ledger.label}：没有符合的。" if not listed.total else f"{ledger.label}：共 {listed.total:,} 条。"
        return
    names = _columns(ledger)
    headings = [ledger.field(name).label for name in names]
    cells = [[_cell(ledger, row, name) for name in names] for row in rows]
    for heading, shown in _EXTRA.items():
        if heading[0] in rows[0]:
            headings.append(heading[1])
            for line, row in zip(cells, rows, strict=True):
                line.append(shown(row))
    yield from table(headings, cells)
    total = f"{listed.total:,}" + ("+" if listed.total_is_floor else "")
    yield f"{ledger.label}：共 {total} 条，本页 {len(rows)} 条。"


def _columns(ledger: Ledger) -> tuple[str, ...]:
    """The fields that a list shows, by its definition where nothing was chosen: what people read, in its order."""
    told = (item.name for item in ledger.fields if item.kind not in ("json", "attachment") and item.mask_rule != "hide")
    return _COLUMNS.get(ledger.name) or tuple(told)[:_MOST_COLUMNS]


def _residents(row: Json) -> str:
    living = row["residents"]
    return _short("、".join(str(one["name"]) for one in living)) if isinstance(living, list) else ""


# Columns that only some lists have: (key of the row, heading) -> its text.
_EXTRA: dict[tuple[str, str], Callable[[Json], str]] = {
    ("residents", "当时住户"): _residents,
    ("deleted_at", "删除时间"): lambda row: clock.local_text(str(row["deleted_at"])),
    ("reason", "原因"): lambda row: _short(str(row["reason"])),
    ("deleted_by", "标识"): lambda row: str(row["id"]),
}


def _show_lines(ledger: Ledger, shown: Shown) -> Iterator[str]:
    row = shown.row
    filled = [item for item in ledger.fields if row.get(item.name) not in (None, "")]
    yield from table(("项目", "内容"), [(item.label, _whole(ledger, row, item.name)) for item in filled])
    yield f"标识  {row['id']}" + ("（已删除，在回收站里）" if shown.is_deleted else "")
    for name, rows in shown.related.items():
        other = catalog.named(name)
        columns = [column for column in _columns(other) if any(one.get(column) is not None for one in rows)]
        yield from ("", f"【{other.label}】")
        yield from table(
            [other.field(column).label for column in columns],
            [[_cell(other, one, column) for column in columns] for one in rows],
        )
    if shown.history is not None:
        yield from ("", "【变更】")
        yield from table(("时间", "谁", "项目", "原来", "改为", "来源"), [_history_line(one) for one in shown.history])


def _history_line(change: Json) -> list[str]:
    subject = change["label"] or change["field"] or _KINDS.get(str(change["kind"]), change["kind"])
    texts = ["" if change[name] is None else str(change[name]) for name in ("old", "new", "source")]
    return [clock.local_text(str(change["at"])), str(change["user"]), str(subject), *map(_short, texts)]


_KINDS = {"create": "新增", "delete": "删除", "restore": "恢复"}


def _cell(ledger: Ledger, row: Mapping[str, object], name: str) -> str:
    return _short(_whole(ledger, row, name))


def _whole(ledger: Ledger, row: Mapping[str, object], name: str) -> str:
    """A field as people read it."""
    shown = row.get(f"{name}_label", row.get(name))
    if shown is None:
        return ""
    item = ledger.field(name)
    if item.kind == "instant" and shown != masking.HIDDEN:
        return clock.local_text(str(shown))
    return kinds.as_text(item, shown) if isinstance(shown, bool) else str(shown)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[: _LONGEST_CELL - 1] + "…"
