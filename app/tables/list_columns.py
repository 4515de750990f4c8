"""The columns of each ledger's table: which are shown at first, which stay in place, what each can be asked for.

What a column cannot do it says why, in words for people. Values come from `row_source`, counts from `value_counts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from app import access
from app.stores.session import Session
from ledger import catalog
from ledger.definition import Field, Ledger
from ledger.errors import UnknownField

HowFiltered = Literal["values", "place", "text", "date", "number", "presence", ""]
"""By its values with their counts, by the place above, by a part of its text, by bounds, by being there; not at all."""

AT_FIRST: dict[str, tuple[str, ...]] = {
    "compound": ("name", "address", "compound_type", "built_year", "household_count", "property_company"),
    "building": ("compound_uid", "building_no", "building_suffix", "floors_above", "people_count", "leader_person"),
    "unit": ("building_uid", "unit_no", "floors", "rooms_per_floor"),
    "dwelling": ("full_address", "occupancy", "property_right", "floor_area", "owner_name", "resident_count"),
    "household": (
        "dwelling_uid",
        "head_person_uid",
        "household_kind",
        "member_count",
        "head_phone",
        "registered_here",
        "household_no",
    ),
    "person": (
        "name",
        "residence_address",
        "sex",
        "age",
        "phone",
        "id_no",
        "population_type",
        "hukou_category",
        "occupation_status",
        "employer",
        "hukou_address",
        "confirmed_on",
    ),
    "residence": ("person_uid", "dwelling_uid", "relation", "kinship", "hukou_match", "start_date", "end_date"),
    "person_tag": (
        "person_uid",
        "tag",
        "responsible",
        "responsible_phone",
        "visit_interval_days",
        "last_visit_on",
    ),
    "topic_vehicle": ("plate", "owner_person", "kind", "nature", "phone", "dwelling_uid", "brand", "color", "space_no"),
    "topic_merchant": (
        "name",
        "address",
        "kind",
        "status",
        "legal_person",
        "legal_phone",
        "license_to",
        "staff_count",
        "last_inspect_on",
    ),
    "work_order": (
        "order_no",
        "title",
        "status",
        "overdue_light",
        "due_at",
        "address",
        "assignee",
        "category",
        "source",
        "received_at",
    ),
    "visit": (
        "visited_at",
        "dwelling_uid",
        "person_uids",
        "visitor",
        "kind",
        "result",
        "content",
        "follow_up",
        "next_visit_on",
    ),
    "activity": ("start_at", "title", "category", "place", "host", "planned_count", "actual_count", "status"),
}
_FROZEN = {
    "person": 2,
    "work_order": 2,
    "household": 2,
    "topic_vehicle": 2,
    "topic_merchant": 2,
    "building": 2,
    "unit": 2,
}
_NEVER = frozenset(
    (
        *("photo", "boundary", "detail_json", "pinyin", "ledger_changes"),
        *("heads", "paused_ms", "process_version", "process_category", "step_from", "stopped_at", "events"),
    )
)
"""Pictures and structures are no cells."""
_BY_KIND: dict[str, HowFiltered] = {
    **dict.fromkeys(("code", "choice", "bool"), "values"),
    **dict.fromkeys(("date", "month", "instant"), "date"),
    **dict.fromkeys(("integer", "decimal"), "number"),
    **dict.fromkeys(("text", "long_text", "phone", "id_no", "uscc", "plate"), "text"),
}
_ASKED_BY: dict[str, HowFiltered] = {"age": "number", "residence_address": "place"}
"""Of people: derived fields that the store can be asked for all the same."""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column of a ledger's table; an empty reason means that it can."""

    field: Field
    how_filtered: HowFiltered
    why_unfiltered: str
    why_unsorted: str
    why_unedited: str

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.name

    @property
    def label(self) -> str:
        """Its heading."""
        return self.field.label

    @property
    def is_hidden(self) -> bool:
        """True when lists show nothing of it."""
        return self.field.mask_rule == "hide"

    @property
    def is_number(self) -> bool:
        """True for what is added up and stands at the right."""
        return self.field.kind in ("integer", "decimal") and not self.field.mask_rule


@cache
def of(ledger_name: str) -> tuple[ListColumn, ...]:
    """Every column that the table of a ledger can have, in the order of its form."""
    ledger = catalog.named(ledger_name)
    return tuple(_column(ledger, item) for item in ledger.fields if item.name not in _NEVER)


def named(ledger_name: str, name: str) -> ListColumn:
    """One column; raises UnknownField."""
    for column in of(ledger_name):
        if column.name == name:
            return column
    raise UnknownField(ledger_name, name)


def known(ledger_name: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the names that are columns; the first ones of the ledger when none is."""
    there = {column.name for column in of(ledger_name)}
    return tuple(name for name in dict.fromkeys(names) if name in there) or AT_FIRST[ledger_name]


def frozen(ledger_name: str, names: tuple[str, ...]) -> int:
    """How many columns at the left stay in place: those that name a row, while they stand in front."""
    in_place = AT_FIRST[ledger_name][: _FROZEN.get(ledger_name, 1)]
    return next((at for at, name in enumerate(names) if name not in in_place), len(names)) or 1


@access.operation("view")
def why_unsorted(session: Session, ledger_name: str, name: str) -> str:  # noqa: ARG001 - whose masks hold
    """Why the list cannot be sorted by a column, for whoever is at work; "" when it can."""
    column = named(ledger_name, name)
    if column.why_unsorted or access.may_look(catalog.named(ledger_name), column.field):
        return column.why_unsorted
    return f"{column.label}是隐私内容，没有查看权限的不能按它排序"


def _column(ledger: Ledger, item: Field) -> ListColumn:
    how, why = _filtered(ledger, item)
    return ListColumn(item, how, why, _why_unsorted(ledger, item), _why_unedited(item))


def _filtered(ledger: Ledger, item: Field) -> tuple[HowFiltered, str]:
    if ledger.name == "person" and item.name in _ASKED_BY:
        return _ASKED_BY[item.name], ""
    if access.tells_by_value(ledger, item):
        return "values", ""
    if item.need == "derived" and not item.local:
        return "", f"{item.label}由其他内容推算得出，不能筛选"
    if item.mask_rule:
        return ("", f"{item.label}是隐私内容，不能筛选") if item.mask_rule == "hide" else ("presence", "")
    if item.kind == "ref":
        return ("values" if item.target == "compound" else "presence"), ""
    return _BY_KIND.get(item.kind, "presence"), ""


def _why_unsorted(ledger: Ledger, item: Field) -> str:
    if (ledger.name, item.name) == ("person", "age") or item.name in ("created_at", "updated_at"):
        return ""
    if item.mask_rule == "hide":
        return f"{item.label}是隐私内容，不能排序"
    if item.kind == "ref":
        return f"{item.label}引自另一本台账，不能排序；可以用筛选"
    if item.has_column:
        return ""
    return f"{item.label}由其他内容推算得出，不能排序"


def _why_unedited(item: Field) -> str:
    if item.need == "system":
        return f"{item.label}由程序填写"
    if item.need == "derived" and item.stated != "wins":
        return f"{item.label}由其他内容推算得出，请改它的来源"
    if item.mask_rule == "hide":
        return f"{item.label}是隐私内容，请打开档案修改"
    if item.kind in ("attachment", "json"):
        return f"{item.label}请打开档案修改"
    return ""
