"""Pages of lists, compared with a plain reckoning in Python over the same rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ledger import catalog, clock
from ledger.definition import Ledger
from ledger.errors import UnknownField
from storage.listing import lists, paging
from storage.store import Filter, Page, Query, Row
from tests.storage.stores import (
    DWELLING,
    HOUSEHOLD,
    PERSON,
    RESIDENCE,
    UNIT,
    Values,
    a_person,
    add,
    change,
    new_store,
    remove,
)

NAMES = ("王小明", "单雄信", "曾国", "李四", "黎明", "阿宝", "Anna", "欧阳修")


class Noon:
    """21 November 2026, noon in Shanghai."""

    def now(self) -> clock.datetime:
        return clock.datetime(2026, 11, 21, 4, tzinfo=clock.UTC)


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    with clock.use(Noon()):
        yield


class Town:
    """Two compounds, 40 dwellings, 120 people, residences and tags."""

    def __init__(self, folder: Path) -> None:
        self.store = new_store(folder)
        add_ = lambda name, rows: add(self.store, name, *rows)  # noqa: E731
        self.compounds = add_(
            "compound", [{"name": name, "address": "东明路300弄"} for name in ("凌兆小区", "三林新村")]
        )
        self.buildings = add_(
            "building", [{"compound_uid": self.compounds[n % 2], "building_no": str(n)} for n in (2, 10, 1, 3)]
        )
        self.units = add_("unit", [{"building_uid": building, "unit_no": "1"} for building in self.buildings])
        self.dwellings = add_(
            "dwelling",
            [
                {"building_uid": self.buildings[n % 4], "room_no": str(n * 7 % 40 + 1), "floor_area": n + 0.5}
                for n in range(40)
            ],
        )
        self.people = add_("person", [self.person(n) for n in range(120)])
        self.stays = add_("residence", [self.stay(n) for n in range(120)])
        add_("household", [{"dwelling_uid": dwelling, "household_kind": "家庭户"} for dwelling in self.dwellings])
        add_(
            "person_tag",
            [
                {
                    "person_uid": person,
                    "tag": "A01" if n % 2 else "B02",
                    "start_date": "2020",
                    "end_date": None if n % 3 else "2021",
                }
                for n, person in enumerate(self.people[::5])
            ],
        )

    @staticmethod
    def person(n: int) -> Values:
        return {
            "name": f"{NAMES[n % 8]}{'' if n % 3 else '甲'}",
            "sex": ("1", "2", None)[n % 3],
            "birth_date": (
                f"19{n % 90 + 10}",
                f"19{n % 90 + 10}-0{n % 9 + 1}",
                f"19{n % 90 + 10}-05-{n % 28 + 1:02}",
                None,
            )[n % 4],
            "id_no": f"31011519{n:010}" if n % 5 else None,
            "alive": (1, 1, 1, None, 0)[n % 5],
            "moved_out": 1 if n % 11 == 0 else None,
            "phone": f"1380000{n:04}、021-5{n}" if n % 2 else None,
            "age": n % 100,
        }

    def stay(self, n: int) -> Values:
        return {
            "person_uid": self.people[n],
            "dwelling_uid": self.dwellings[n % 40],
            "relation": "03",
            "start_date": (None, "2019", "2020-06", "2026-05-01", "2027-01-01")[n % 5],
            "end_date": (None, None, "2026-05-01", "2026", "2026-11-21", "2030")[n % 6],
        }

    def page(self, ledger: Ledger, *filters: Filter, **asked: object) -> Page:
        with self.store.reader() as reader:
            return reader.page(Query(ledger=ledger, filters=filters, **asked))  # type: ignore[arg-type]

    def rows(self, ledger: Ledger) -> list[Row]:
        with self.store.reader() as reader:
            return [
                row
                for row in sorted(reader.rows_by_id(ledger), key=lambda row: str(row["id"]))
                if int(str(row["life"])) % 2
            ]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with clock.use(Noon()):
        made = Town(tmp_path_factory.mktemp("town") / "store")
    yield made
    made.store.close()


def listed(row: Row) -> bool:
    return row["alive"] != 0 and row["moved_out"] != 1


def year(row: Row) -> int:
    return int(str(row["birth_date"] or "0000")[:4])


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (Filter("sex", "=", "1"), lambda row: row["sex"] == "1"),
        (Filter("sex", "!=", "1"), lambda row: row["sex"] != "1"),
        (Filter("sex", "=", None), lambda row: row["sex"] is None),
        (Filter("sex", "!=", None), lambda row: row["sex"] is not None),
        (Filter("sex", "=", ("1", "2")), lambda row: row["sex"] in ("1", "2")),
        (Filter("name", "~", "雄"), lambda row: "雄" in str(row["name"])),
        (Filter("name", "~", "ann"), lambda row: "Ann" in str(row["name"])),
        (Filter("phone", "=", "13800000007"), lambda row: "13800000007" in str(row["phone"])),
        (Filter("phone", "~", "0211"), lambda row: False),
        (Filter("birth_date", "<=", "1950"), lambda row: 0 < year(row) <= 1950),
        (Filter("birth_date", ">=", "1950"), lambda row: year(row) >= 1950),
        (Filter("birth_date", "=", "1955"), lambda row: year(row) == 1955),
        (Filter("birth_date", ">=", "1950-01-02"), lambda row: str(row["birth_date"] or "") > "1950-01-02"),
        (Filter("age", ">=", 90), lambda row: int(str(row["age"])) >= 90),
        (Filter("age", "<=", 9), lambda row: int(str(row["age"])) <= 9),
    ],
)  # fmt: skip
@pytest.mark.parametrize("order", [None, "birth_date", "id_no", "sex", "updated_at"])
def test_filter_and_order_are_what_they_say(
    town: Town, asked: Filter, meant: Callable[[Row], bool], order: str | None
) -> None:
    expected = {row["id"] for row in town.rows(PERSON) if listed(row) and meant(row)}
    found = town.page(PERSON, asked, order=order, limit=200)
    assert {row["id"] for row in found.rows} == expected
    assert (found.total, found.total_is_floor, len(found.rows)) == (len(expected), False, len(expected))


def test_filters_are_joined_by_and(town: Town) -> None:
    found = town.page(PERSON, Filter("sex", "=", "1"), Filter("birth_date", "!=", None), limit=200)
    assert {row["sex"] for row in found.rows} == {"1"}
    assert all(row["birth_date"] for row in found.rows)


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("order", [None, "name", "id_no", "birth_date", "age", "created_at"])
@pytest.mark.parametrize("near", [0, 10_000])
def test_pages_follow_one_another_in_order_with_the_empty_last(
    town: Town, monkeypatch: pytest.MonkeyPatch, order: str | None, descending: bool, near: int
) -> None:
    monkeypatch.setattr(paging, "_NEAR", near)
    town.store._pager._lists._of.clear()
    whole = town.page(PERSON, order=order, descending=descending, limit=500, everyone=True).rows
    pages = [
        town.page(PERSON, order=order, descending=descending, offset=at, limit=7, everyone=True).rows
        for at in range(0, 125, 7)
    ]
    assert [row["id"] for page in pages for row in page] == [row["id"] for row in whole]
    assert len(whole) == 120
    values = [row[order or "name"] for row in whole]
    present = [value for value in values if value is not None]
    assert values == present + [None] * (len(values) - len(present))
    if order in ("id_no", "birth_date", "age"):
        assert present == sorted(present, reverse=descending)  # type: ignore[type-var]


def test_names_are_in_order_of_pinyin_and_addresses_by_number(town: Town) -> None:
    heads = list(dict.fromkeys(str(row["name"])[:2] for row in town.page(PERSON, limit=200).rows))
    assert [head for head in heads if head != "An"] == ["阿宝", "李四", "黎明", "欧阳", "单雄", "王小", "曾国"]
    addresses = [str(row["full_address"]) for row in town.page(DWELLING, limit=50).rows]
    assert addresses[0].startswith("凌兆小区2号")
    numbers = [
        (int(text.split("号")[0][4:]), int(text.split("号")[1][:-1])) for text in addresses if text.startswith("凌兆")
    ]
    assert numbers == sorted(numbers)


def test_the_dead_and_the_moved_out_come_with_everyone(town: Town) -> None:
    assert town.page(PERSON).total == sum(map(listed, town.rows(PERSON)))
    assert town.page(PERSON, everyone=True).total == 120


@pytest.mark.parametrize(
    ("on", "goes_on"),
    [
        (None, lambda start, end: end in (None, "2026", "2030")),
        (date(2026, 5, 1), lambda start, end: start != "2027-01-01" and end != "2026-05-01"),
        (date(2026, 4, 30), lambda start, end: start in (None, "2019", "2020-06")),
        (date(2019, 1, 1), lambda start, end: start in (None, "2019")),
        (date(2018, 12, 31), lambda start, end: start is None),
        (date(2029, 1, 1), lambda start, end: end in (None, "2030")),
    ],
)
def test_who_lived_there_on_a_day(town: Town, on: date | None, goes_on: Callable[[object, object], bool]) -> None:
    expected = {row["id"] for row in town.rows(RESIDENCE) if goes_on(row["start_date"], row["end_date"])}
    found = town.page(RESIDENCE, on=on, limit=200)
    assert {row["id"] for row in found.rows} == expected
    assert town.page(RESIDENCE, everyone=True).total == 120


def test_references_are_filtered_by_id_one_or_several(town: Town) -> None:
    first, second = town.dwellings[:2]
    assert town.page(RESIDENCE, Filter("dwelling_uid", "=", first), everyone=True).total == 3
    assert town.page(RESIDENCE, Filter("dwelling_uid", "=", (first, second)), everyone=True).total == 6
    assert town.page(RESIDENCE, Filter("dwelling_uid", "!=", first), everyone=True).total == 117
    assert town.page(RESIDENCE, Filter("household_uid", "=", None), everyone=True).total == 120


def test_places_are_followed_from_what_does_not_hold_them(town: Town) -> None:
    compound, building, dwelling = town.compounds[0], town.buildings[0], town.dwellings[0]
    in_building = {d for n, d in enumerate(town.dwellings) if n % 4 == 0}
    lives = {
        row["person_uid"]
        for row in town.page(RESIDENCE, on=date(2026, 11, 21), limit=200).rows
        if row["dwelling_uid"] in in_building
    }
    found = town.page(PERSON, Filter("building_uid", "=", building), everyone=True, limit=200)
    assert {row["id"] for row in found.rows} == lives
    assert town.page(DWELLING, Filter("compound_uid", "=", compound)).total == 20
    assert town.page(UNIT, Filter("compound_uid", "!=", compound)).total == 2
    assert town.page(HOUSEHOLD, Filter("compound_uid", "=", compound)).total == 20
    assert town.page(HOUSEHOLD, Filter("building_uid", "=", building)).total == 10
    assert town.page(RESIDENCE, Filter("building_uid", "=", building), everyone=True).total == 30
    at_home = town.page(PERSON, Filter("dwelling_uid", "=", dwelling), everyone=True, on=date(2026, 11, 21))
    assert at_home.total == sum(
        row["dwelling_uid"] == dwelling for row in town.page(RESIDENCE, on=date(2026, 11, 21), limit=200).rows
    )
    somewhere = town.page(PERSON, Filter("compound_uid", "!=", None), everyone=True).total
    nowhere = town.page(PERSON, Filter("compound_uid", "=", None), everyone=True).total
    assert somewhere + nowhere == 120
    assert nowhere


@pytest.mark.parametrize("name", ["visit", "work_order", "household", "residence", "person"])
def test_who_has_no_place_is_found_alone_and_among_several(town: Town, name: str) -> None:
    ledger, compound = catalog.named(name), town.compounds[0]
    if name == "visit":
        add(town.store, name, *({"dwelling_uid": one} for one in (None, None, *town.dwellings[:4])))
    if name == "work_order":
        add(town.store, name, *({"building_uid": one} for one in (None, *town.buildings)))

    def count(op: str, value: object) -> int:
        return town.page(ledger, Filter("compound_uid", op, value), everyone=True).total

    every = town.page(ledger, everyone=True).total
    nowhere = {"visit": 2, "work_order": 1, "household": 0, "residence": 0, "person": count("=", None)}[name]
    assert (count("=", None), count("!=", None)) == (nowhere, every - nowhere)
    assert 0 < count("=", compound) < every
    assert count("=", (compound, None)) == count("=", compound) + nowhere
    assert count("!=", (compound, None)) == every - count("=", compound) - nowhere
    assert count("=", (*town.compounds, None)) == every


def test_tags_are_followed_while_they_last(town: Town) -> None:
    assert town.page(PERSON, Filter("tag", "=", "A01"), everyone=True).total == sum(
        n % 2 == 1 and n % 3 > 0 for n in range(24)
    )
    assert town.page(PERSON, Filter("tag", "!=", "A01"), everyone=True).total == 120 - 8
    assert town.page(PERSON, Filter("tag", "=", None), everyone=True).total == 120 - 16
    with pytest.raises(UnknownField):
        town.page(PERSON, Filter("tag", ">=", "A01"))


@pytest.mark.parametrize(
    "bad", [Filter("nothing", "=", 1), Filter("name", "<>", 1), Filter("residence_address", "=", "x")]
)
def test_unknown_filters_are_refused(town: Town, bad: Filter) -> None:
    with pytest.raises(UnknownField):
        town.page(PERSON, bad)
    with pytest.raises(UnknownField):
        town.page(PERSON, order="nothing")


def test_search_keeps_to_the_list_its_filters_and_its_order(town: Town) -> None:
    found = town.page(PERSON, search="单", limit=100)
    expected = {row["id"] for row in town.rows(PERSON) if listed(row) and str(row["name"]).startswith("单")}
    assert {row["id"] for row in found.rows} == expected
    assert found.total == len(expected)
    men = town.page(PERSON, Filter("sex", "=", "1"), search="shan", limit=100)
    assert {row["id"] for row in men.rows} == {row["id"] for row in found.rows if row["sex"] == "1"}
    by_birth = town.page(PERSON, search="单", order="birth_date", limit=100, everyone=True).rows
    dates = [row["birth_date"] for row in by_birth if row["birth_date"]]
    assert dates == sorted(dates, key=str)
    assert len(town.page(PERSON, search="单", offset=2, limit=3).rows) == 3
    assert town.page(PERSON, search="没有这个人").total == 0


def test_columns_of_a_list_are_those_of_its_rows_and_follow_what_is_written(town: Town) -> None:
    query = Query(ledger=PERSON, filters=(Filter("sex", "=", "1"),), limit=1000)
    with town.store.reader() as reader, reader.snapshot():
        told = reader.columns(query, ("name", "birth_date"))
        numbers = [number for number, *_ in told]
        rows = reader.numbered(PERSON, numbers)
        assert numbers == sorted(numbers)
        assert [tuple(values) for _, *values in told] == [(row["name"], row["birth_date"]) for row in rows]
        assert {row["id"] for row in rows} == {row["id"] for row in reader.page(query).rows}
        assert [row["id"] for row in reader.numbered(PERSON, numbers[::-1])] == [row["id"] for row in rows[::-1]]
        few = reader.numbered(PERSON, numbers, ("name", "birth_date"))
        assert few == [{name: row[name] for name in ("id", "name", "birth_date")} for row in rows]
        searched = replace(query, filters=(), search="单")
        assert {row["id"] for row in reader.page(searched).rows} == {
            row["id"] for row in reader.numbered(PERSON, (number for number, *_ in reader.columns(searched, ("sex",))))
        }
        for ask in (lambda: reader.columns(query, ("colour",)), lambda: reader.numbered(PERSON, numbers, ("colour",))):
            with pytest.raises(UnknownField):
                ask()


def test_lists_follow_every_write(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:

        def names(**asked: object) -> list[object]:
            with store.reader() as reader:
                page = reader.page(Query(ledger=PERSON, **asked))  # type: ignore[arg-type]
                assert page.total == len(page.rows)
                return [row["name"] for row in page.rows]

        men = {"filters": (Filter("sex", "=", "1"),)}
        assert names() == names(**men) == []
        wang, li = add(store, "person", a_person(name="王五"), a_person(name="李四"))
        assert names() == names(**men) == ["李四", "王五"]
        change(store, "person", wang, {"name": "王五"}, {"name": "艾五"})
        change(store, "person", li, {"sex": "1"}, {"sex": "2"})
        assert (names(), names(**men)) == (["艾五", "李四"], ["艾五"])
        change(store, "person", wang, {"alive": None}, {"alive": 0})
        assert (names(), names(everyone=True)) == (["李四"], ["艾五", "李四"])
        remove(store, "person", li)
        assert (names(), names(everyone=True), names(search="李")) == ([], ["艾五"], [])


def test_lists_are_loaded_anew_after_many_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "_MOST_PATCHED", 3)
    with new_store(tmp_path / "store") as store:
        for count in (1, 2, 5, 9):
            add(store, "person", *(a_person(name=f"人{n}") for n in range(count)))
            with store.reader() as reader:
                page = reader.page(Query(ledger=PERSON, filters=(Filter("sex", "=", "1"),), order="age"))
                assert page.total == reader.count(PERSON)


def test_renamed_place_moves_its_dwellings_in_the_list(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        (compound,) = add(store, "compound", {"name": "乙"})
        first, second = add(store, "building", *({"compound_uid": compound, "building_no": n} for n in ("1", "2")))
        add(store, "dwelling", *({"building_uid": building, "room_no": "1"} for building in (first, second)))
        with store.reader() as reader:
            query = Query(ledger=DWELLING, filters=(Filter("full_address", "~", "2号"),))
            assert reader.page(query).total == 1
            change(store, "building", second, {"building_no": "2"}, {"building_no": "0"})
            assert reader.page(query).total == 0
            rows = reader.page(Query(ledger=DWELLING)).rows
            assert [row["full_address"] for row in rows] == ["乙0号1室", "乙1号1室"]


def test_more_than_256_values_and_rows_are_told_apart(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        add(store, "person", *(a_person(employer=f"单位{n}") for n in range(250)))
        with store.reader() as reader:
            query = Query(ledger=PERSON, filters=(Filter("employer", "=", "单位299"),))
            assert reader.page(query).total == 0
            add(store, "person", *(a_person(employer=f"单位{n}") for n in range(250, 300)))
            assert reader.page(query).total == 1
