"""What people and dwellings are counted by: age bands, codes, tags, places; and the filters that list a category.

Every category can be listed with the filters of `app.records.filters`, and a list has as many records as its number
says: an age known to the year counts from its first day, a place counts everybody with a relation to it that holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.figures.cross_tables import Category
from ledger import catalog, codes, partial_date

How = Literal["age", "code", "area", "tag", "place"]
UNFILLED = "未填"
_AGES = (0, 6, 18, 35, 60, 70, 80, 90)
_AREAS = (0, 50, 70, 90, 120, 150)
_LEAST_AREA = 0.01  # what the field takes at least, and the step of its two digits
_NONE = {"tag": "没有标签", "compound": "没有住址", "building": "没有住址", "age": "年龄不详"}


@dataclass(frozen=True, slots=True)
class Dimension:
    """One way to count a ledger. `field` is the stored field behind it, or the followed one that filters ask."""

    name: str
    label: str
    ledger: str
    how: How
    field: str

    @property
    def is_several(self) -> bool:
        """True when a record may fall into several categories."""
        return self.how == "tag" or (self.how == "place" and self.ledger == "person")


def _code(ledger: str, name: str, label: str = "") -> Dimension:
    return Dimension(name, label or catalog.named(ledger).field(name).label, ledger, "code", name)


ALL = (
    Dimension("age", "年龄段", "person", "age", "birth_date"),
    _code("person", "sex"),
    Dimension("tag", "标签", "person", "tag", "tag"),
    Dimension("compound", "小区", "person", "place", "compound_uid"),
    Dimension("building", "楼栋", "person", "place", "building_uid"),
    _code("person", "population_type"),
    _code("person", "hukou_category"),
    _code("person", "education"),
    _code("person", "occupation_status"),
    _code("person", "marital_status"),
    _code("person", "political_status"),
    _code("person", "ethnicity"),
    _code("dwelling", "occupancy"),
    Dimension("compound", "小区", "dwelling", "place", "compound_uid"),
    Dimension("building", "楼栋", "dwelling", "place", "building_uid"),
    _code("dwelling", "dwelling_use"),
    _code("dwelling", "property_right"),
    _code("dwelling", "rental_use"),
    Dimension("floor_area", "建筑面积", "dwelling", "area", "floor_area"),
)
SUBJECTS = {"person": ("居民", "人"), "dwelling": ("房屋", "套")}


def of_ledger(ledger: str) -> tuple[Dimension, ...]:
    """The ways to count a ledger."""
    return tuple(one for one in ALL if one.ledger == ledger)


def named(ledger: str, name: str) -> Dimension:
    """One of them; KeyError when there is none."""
    return {one.name: one for one in of_ledger(ledger)}[name]


def age_key(birth_date: object, on: date) -> str:
    """The band of somebody born then, as `age` filters count."""
    if birth_date is None:
        return ""
    born = partial_date.PartialDate.from_text(str(birth_date)).first_day()
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return str(max((start for start in _AGES if start <= years), default=0))


def area_key(area: object) -> str:
    """The band of a floor area."""
    return str(max(start for start in _AREAS if start <= float(area))) if isinstance(area, int | float) else ""


def banded(dimension: Dimension, key: str) -> Category:
    """The category of a band, or of what is not filled in."""
    starts, field = (_AGES, "age") if dimension.how == "age" else (_AREAS, "floor_area")
    if not key:
        return unfilled(dimension)
    at = starts.index(int(key))
    first, step = starts[at], 1 if dimension.how == "age" else _LEAST_AREA
    last = starts[at + 1] - step if at + 1 < len(starts) else None
    filters = [f"{field}>={first}"] if at else []
    filters += [f"{field}<={last:g}"] if last is not None else []
    return Category(key, _band_label(dimension, first, starts[at + 1] if last is not None else None), tuple(filters))


def _band_label(dimension: Dimension, first: int, end: int | None) -> str:
    if dimension.how == "age":
        return f"{first}–{end - 1} 岁" if end is not None else f"{first} 岁以上"
    if end is None:
        return f"{first} ㎡以上"
    return f"{first}–{end} ㎡" if first else f"不到 {end} ㎡"


def coded(dimension: Dimension, key: str) -> Category:
    """The category of a code."""
    if not key:
        return unfilled(dimension)
    return Category(key, _table(dimension).label(key), (f"{dimension.field}={key}",))


def unfilled(dimension: Dimension) -> Category:
    """Those of whom nothing is known here."""
    return Category("", _NONE.get(dimension.name, UNFILLED), (f"{dimension.field}=",))


def bands(dimension: Dimension) -> tuple[str, ...]:
    """The keys of all bands in order."""
    return tuple(map(str, _AGES if dimension.how == "age" else _AREAS))


def codes_in_order(dimension: Dimension) -> tuple[str, ...]:
    """The codes of a dimension in the order of their table."""
    return tuple(_table(dimension).by_code)


def _table(dimension: Dimension) -> codes.CodeTable:
    ledger, field = ("person_tag", "tag") if dimension.how == "tag" else (dimension.ledger, dimension.field)
    return codes.table(catalog.named(ledger).field(field).code_table)
