"""What a person asks a list for: `field=value` texts turned into the store's filters.

Fields are named as in the dictionary or by their label, codes by code or label, references by id or business key;
several values with | between them mean any of them.
Beside stored fields a few derived ones can be asked for: a person's age, tag and place, a place's compound, the groups
of fields that are past their day of review.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from app import access
from app.records import references, reviews, visit_orders
from ledger import catalog, clock, dates, kinds, yes_no
from ledger.broken import Broken
from ledger.definition import Field, Ledger
from ledger.errors import FieldsRefused, LedgerError, UnknownField
from ledger.review_periods import REVIEW_OVER
from storage.listing import following
from storage.listing.matching import test_for
from storage.listing.query import Filter
from storage.reading import Reader

_FILTER = re.compile(r"\s*([^\s=!~<>]+?)\s*(!=|>=|<=|=|~)(.*)\Z", re.DOTALL)
_NAME_AND_SIGN = re.compile(r"\s*([^\s=!~<>]*)\s*([=!~<>]*)")
_TEXT_KINDS = ("text", "long_text", "phone", "id_no", "uscc", "plate", "json", "account")
_ONE_DAY = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{8}")
_CHOSEN = frozenset(("code", "choice", "bool", "ref"))
ANY_OF = "|"
"""Between values of which any will do: `sex=男|女`; an empty one means no value."""
_PLACE = {"compound_uid": "compound", "building_uid": "building", "dwelling_uid": "dwelling"}
"""Places that the store can follow from a record that does not hold them itself."""

FOLLOWED = {
    ledger: tuple(field for field in fields if field in _PLACE) for ledger, fields in following.FOLLOWED.items()
}
"""Ledger -> the places that it can be asked for beyond its own fields."""


class ValuesRefused(FieldsRefused):
    """A value that was asked for does not fit its field; nothing was read."""


class FilterUnclear(LedgerError):
    """A filter says of no field how to compare it: `sign` is no sign that there is, or missing."""

    def __init__(self, name: str, sign: str) -> None:
        super().__init__("filter without a sign")
        self.name = name
        self.sign = sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which records of a ledger: search text, filter texts, a day, and whether the dead and moved-out count."""

    search: str = ""
    filters: tuple[str, ...] = ()
    on: date | None = None
    everyone: bool = False


def parse(reader: Reader, ledger: Ledger, written: Iterable[str], on: date) -> tuple[Filter, ...]:
    """The store's filters for texts as a person writes them; ages count on the day `on`.

    Raises:
        FilterUnclear: a filter has no sign that there is.
        UnknownField: a filter names no field that can be asked for.
        ValuesRefused: a value does not fit its field.
        RecordNotFound, AmbiguousRecord: a reference's business key names no record, or several.
        Forbidden: a filter by what the account may not look at.
    """
    found: list[Filter] = []
    for one in written:
        parts = _FILTER.match(one)
        if parts is None:
            raise _unclear(one)
        name, sign, value = parts.group(1), parts.group(2), parts.group(3).strip()
        found.extend(_filter(reader, ledger, (name, sign, value), on))
    return (*found, *among_told(ledger, (one.field for one in found)))


def among_told(ledger: Ledger, asked: Iterable[str]) -> tuple[Filter, ...]:
    """What a list is asked for besides, when it is asked by who reported: confidential orders would tell it by that."""
    if access.tells_reporters(ledger) or access.REPORTER.isdisjoint(asked):
        return ()
    return (Filter("confidential", "!=", 1),)


@dataclass(frozen=True, slots=True)
class DerivedTest:
    """A filter on a value that no column holds: whoever works the values out asks `holds` of each."""

    field: str
    holds: Callable[[object], bool]


def split(ledger: Ledger, written: Iterable[str]) -> tuple[tuple[str, ...], tuple[DerivedTest, ...]]:
    """Filters for the store, and those on derived values; raises ValuesRefused for a value that does not fit."""
    stored: list[str] = []
    derived: list[DerivedTest] = []
    for one in written:
        parts = _FILTER.match(one)
        item = field_named(ledger, parts.group(1)) if parts else None
        if parts is None or item is None or not _is_worked_out(ledger, item, parts.group(2)):
            stored.append(one)
            continue
        access.require_sight(ledger, item, parts.group(3).strip())
        wanted = _value(item, ledger.name, parts.group(2), parts.group(3).strip())
        derived.append(DerivedTest(item.name, _on_local_time(item, test_for(item, parts.group(2), wanted))))
    return tuple(stored), tuple(derived)


def _is_worked_out(ledger: Ledger, item: Field, sign: str) -> bool:
    """True for a derived field that the store cannot be asked for; an age is asked as a birth date, but for `!=`."""
    is_age = (ledger.name, item.name) == ("person", "age")
    return item.need == "derived" and not item.local and not (is_age and sign != "!=")


def _on_local_time(item: Field, test: Callable[[object], bool]) -> Callable[[object], bool]:
    """Moments are compared as people read them: `created_at>=2026-11-01` means midnight in Shanghai."""
    if item.kind != "instant":
        return test
    return lambda value: test(None if value is None else clock.local_text(str(value)))


def field_named(ledger: Ledger, name: str) -> Field | None:
    """The field a person names, by its name or its label; None when there is none."""
    if ledger.has(name):
        return ledger.field(name)
    return next((item for item in ledger.fields if item.label == name), None)


def as_its_label_asks(item: Field, name: str, value: str) -> str:
    """A yes or no turned round where a person named the field (`alive`) and its label asks the opposite (是否死亡)."""
    if not item.inverted or name != item.name:
        return value
    answer = yes_no.parse(value)
    return value if answer is None or isinstance(answer, Broken) else ("否" if answer else "是")


def day(written: str | None) -> date | None:
    """A day as people write it; raises ValuesRefused when it is none."""
    if not written:
        return None
    read = dates.parse(written, today=clock.today(), allow_future=True)
    try:
        return date.fromisoformat(str(read))
    except ValueError as error:
        raise ValuesRefused("", (("on", "not_a_date"),)) from error


def parts(written: str) -> tuple[str, str, str]:
    """Name, sign and value of a filter; raises FilterUnclear."""
    found = _FILTER.match(written)
    if found is None:
        raise _unclear(written)
    return found.group(1), found.group(2), found.group(3).strip()


def check(ledger: Ledger, written: Iterable[str]) -> None:
    """Raise for a value that does not fit its field, as `parse` would; references are not looked for."""
    for one in written:
        name, sign, value = parts(one)
        item = field_named(ledger, name)
        if item is None:
            raise UnknownField(ledger.name, name)
        if (ledger.name, item.name) == ("person", "age"):
            list(_age(sign, value, clock.today()))
        elif item.kind != "ref":
            _value(item, ledger.name, sign, as_its_label_asks(item, name, value))


def require_clear(written: str) -> None:
    """Raise FilterUnclear for a filter without a sign that there is; its field and its value may still be wrong."""
    if _FILTER.match(written) is None:
        raise _unclear(written)


def _unclear(written: str) -> FilterUnclear:
    found = _NAME_AND_SIGN.match(written)
    return FilterUnclear(found[1], found[2]) if found else FilterUnclear("", "")


def _filter(reader: Reader, ledger: Ledger, said: tuple[str, str, str], on: date) -> Iterator[Filter]:
    name, sign, value = said
    if name in FOLLOWED.get(ledger.name, ()):
        yield _place(reader, ledger, said)
        return
    if ledger.name == "person" and name in ("tag", "标签"):
        tags = catalog.named("person_tag")
        wanted = _value(tags.field("tag"), tags.name, sign, value)
        access.require_sight(tags, tags.field("tag"), wanted)
        yield Filter("tag", sign, wanted)
        return
    if reviews.is_asked(ledger, name):
        yield _reviewed(ledger, sign, value)
        return
    item = field_named(ledger, name)
    if item is None:
        raise UnknownField(ledger.name, name)
    if ledger.name == "person" and item.name == "age":
        yield from _age(sign, value, on)
    elif item.kind == "ref":
        access.require_sight(ledger, item, value)
        yield visit_orders.among(reader, ledger, _place(reader, ledger, (item.name, sign, value), item.target))
    elif _is_worked_out(ledger, item, sign):
        raise UnknownField(ledger.name, name)
    elif item.kind == "account" and sign in ("=", "!=") and value:
        access.require_sight(ledger, item, value)
        yield Filter(item.name, sign, _logins(reader, value))
    elif item.kind == "instant" and _ONE_DAY.fullmatch(value) and sign != ">=":
        yield from _on_day(ledger, item, sign, value)
    else:
        access.require_sight(ledger, item, value)
        yield Filter(item.name, sign, _value(item, ledger.name, sign, as_its_label_asks(item, name, value)))


def _reviewed(ledger: Ledger, sign: str, value: str) -> Filter:
    """Groups by their labels; an empty one means whoever has none that is over, of those that may be known of."""
    if sign not in ("=", "!="):
        raise ValuesRefused(ledger.name, ((REVIEW_OVER, "only_equal"),))
    wanted: list[object] = []
    for label in map(str.strip, value.split(ANY_OF)):
        group = reviews.named(ledger, label)
        if label and group is None:
            raise ValuesRefused(ledger.name, ((REVIEW_OVER, "unknown_code"),))
        if group is not None:
            reviews.require(ledger, group)
        wanted.append(label or tuple(one.label for one in reviews.known(ledger)))
    return Filter(REVIEW_OVER, sign, tuple(wanted))


def _place(reader: Reader, ledger: Ledger, said: tuple[str, str, str], target: str = "") -> Filter:
    name, sign, value = said
    if sign not in ("=", "!="):
        raise ValuesRefused(ledger.name, ((name, "only_equal"),))
    places = catalog.named(target or _PLACE[name])
    meant = [references.find(reader, places, one) if one else None for one in map(str.strip, value.split(ANY_OF))]
    return Filter(name, sign, meant[0] if len(meant) == 1 else tuple(meant))


def _logins(reader: Reader, value: str) -> str | tuple[str, ...]:
    """The logins that words mean: a login, or everybody who is called so; a word that means nobody stays as it is."""
    names = reader.account_names()
    meant = [
        login
        for word in map(str.strip, value.split(ANY_OF))
        for login in ([word] if word in names else [one for one, name in names.items() if name == word] or [word])
    ]
    return meant[0] if len(meant) == 1 else tuple(meant)


def _value(item: Field, ledger: str, sign: str, value: str) -> object:
    if not value:
        return None
    if ANY_OF in value and sign in ("=", "!=") and item.kind in _CHOSEN:
        return tuple(_value(item, ledger, sign, one.strip()) for one in value.split(ANY_OF))
    if sign == "~":
        if item.kind not in _TEXT_KINDS and item.kind != "code_list":
            raise ValuesRefused(ledger, ((item.name, "no_text"),))
        return value if item.kind != "code_list" else _read(item, ledger, value)
    return _read(item, ledger, value)


def _read(item: Field, ledger: str, value: str) -> object:
    read = kinds.parser(item, clock.today(), typed=True)(value)
    if isinstance(read, Broken):
        raise ValuesRefused(ledger, ((item.name, read.rule),))
    return read


def _on_day(ledger: Ledger, item: Field, sign: str, value: str) -> Iterator[Filter]:
    """A day asked of a moment is all of it: `visited_at<=2026-11-21` means until its end."""
    if sign not in ("=", "<="):
        raise ValuesRefused(ledger.name, ((item.name, "no_text" if sign == "~" else "not_a_date"),))
    asked = day(value)
    if asked is None:
        return
    if sign == "=":
        yield Filter(item.name, ">=", clock.start_text(asked))
    yield Filter(item.name, "<=", clock.end_text(asked))


def _age(sign: str, value: str, on: date) -> Iterator[Filter]:
    """Full years as bounds of the birth date: 60 or more means born on or before this day 60 years ago."""
    if not value and sign == "=":
        yield Filter("birth_date", sign, None)
        return
    if not value.isdecimal() or sign == "~":
        rule = "out_of_range" if value.removeprefix("-").isdecimal() else "not_a_whole_number"
        raise ValuesRefused("person", (("age", rule),))
    years = int(value)
    if sign in ("=", ">="):
        yield Filter("birth_date", "<=", _years_before(on, years).isoformat())
    if sign in ("=", "<="):
        yield Filter("birth_date", ">=", _day_after(_years_before(on, years + 1)).isoformat())


def _years_before(on: date, years: int) -> date:
    year = max(on.year - years, 1)
    try:
        return on.replace(year=year)
    except ValueError:  # the 29th of February
        return date(year, 2, 28)


def _day_after(moment: date) -> date:
    return date.fromordinal(moment.toordinal() + 1)
