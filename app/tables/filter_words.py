"""Filters in the office's words, as the chips above a table show them: 年龄 ≥ 60, 标签：独居老人、孤老.

What a filter means to the store is `filters`' business.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app import access
from app.records import filters, reviews, showing
from app.records.naming import Names
from app.stores.session import Session
from ledger import catalog, clock, ids, kinds
from ledger.broken import Broken
from ledger.definition import Field, Ledger
from ledger.errors import LedgerError
from ledger.review_periods import REVIEW_OVER, REVIEW_OVER_LABEL

BESIDE: dict[str, tuple[tuple[str, str], ...]] = {
    "person": (("compound_uid", "小区"), ("tag", "标签"), (REVIEW_OVER, REVIEW_OVER_LABEL)),
    "household": (("compound_uid", "小区"),),
    "residence": (("compound_uid", "小区"),),
    "visit": (("compound_uid", "小区"),),
    "dwelling": (("compound_uid", "小区"), (REVIEW_OVER, REVIEW_OVER_LABEL)),
    "unit": (("compound_uid", "小区"),),
}
"""What the rows of a ledger are asked for by themselves, beyond the columns of their table: (name, label)."""
_PLACES = {
    "compound_uid": ("小区", "compound"),
    "building_uid": ("楼栋", "building"),
    "dwelling_uid": ("房屋", "dwelling"),
}
_SIGNS = {"=": "：", "!=": "不是", "~": "含", ">=": " ≥ ", "<=": " ≤ "}


@access.operation("view")
def worded(session: Session, ledger: Ledger, written: Iterable[str]) -> tuple[str, ...]:
    """A text for people for each filter, in their order."""
    with session.reader() as reader:
        names = Names(reader)
        return tuple(_worded(names, ledger, one) for one in written)


def label_of(ledger: Ledger, name: str) -> str:
    """What people call that which a filter asks for."""
    if name in filters.FOLLOWED.get(ledger.name, ()):
        return _PLACES[name][0]
    if (ledger.name, name) == ("person", "tag"):
        return "标签"
    if reviews.is_asked(ledger, name):
        return REVIEW_OVER_LABEL
    item = filters.field_named(ledger, name)
    return item.label if item else name


def _worded(names: Names, ledger: Ledger, written: str) -> str:
    try:
        name, sign, value = filters.parts(written)
    except LedgerError:
        return written
    label = label_of(ledger, name)
    if not value:
        return f"{label}：{'空' if sign == '=' else '有'}"
    item = _item(ledger, name)
    values = [_value(names, item, one) if item else one.strip() or "空" for one in value.split(filters.ANY_OF)]
    return f"{label}{_SIGNS[sign]}{'、'.join(values)}"


def _item(ledger: Ledger, name: str) -> Field | None:
    if (ledger.name, name) in (("person", "tag"), ("person", "标签")):
        return catalog.named("person_tag").field("tag")
    if name in filters.FOLLOWED.get(ledger.name, ()):
        return Field(name=name, kind="ref", label=_PLACES[name][0], target=_PLACES[name][1])
    return filters.field_named(ledger, name)


def _value(names: Names, item: Field, value: str) -> str:
    """One value as people read it; what was typed stays as it is where it cannot be read."""
    if not value:
        return "空"
    if item.kind == "ref":
        one = ids.from_text(value)
        if one is None:
            return value
        return _person(names, one) if item.target == "person" else names.of(item.target, one) or value
    if item.kind not in ("code", "bool"):
        return value
    return code_label(item, value)


def _person(names: Names, one: bytes) -> str:
    today: date = clock.today()
    return showing.person_name(names, one, today)


def code_label(item: Field, value: str) -> str:
    """The label of a code that is written as code, label or alias; the text itself where it is none."""
    read = kinds.parser(item, clock.today(), typed=True)(value)
    return value if read is None or isinstance(read, Broken) else kinds.as_text(item, read)
