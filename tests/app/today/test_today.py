"""What is due today: each rule finds its records and no other, and its number is that of the list behind it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pkgutil import iter_modules

import pytest

import app.today
from app import due, today
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.today import Group, registry
from ledger import catalog, clock, ids
from tests.app.rights.staff import employ
from tests.office import Office, an_id, an_office

TODAY = date(2026, 11, 21)


class Noon:
    """A clock that stands, some days from today."""

    def __init__(self, days: int = 0) -> None:
        self._days = days

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 4, tzinfo=UTC) + timedelta(days=self._days)


def _day(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


WHOLE = {"id_type": "111", "sex": "1", "birth_date": "1980-01-01", "population_type": "01", "confirmed_on": _day(-3)}
PEOPLE: dict[str, dict[str, object]] = {
    "齐全": {},
    "久未核实": {"confirmed_on": _day(-366)},
    "没核实过": {"confirmed_on": None},
    "刚好一年": {"confirmed_on": _day(-364)},
    "缺出生": {"birth_date": None},
    "缺性别": {"sex": None},
    "缺类型": {"population_type": None},
    "缺证件": {"id_no": None},
    "居住证到期": {"permit_expiry": _day(30)},
    "居住证还早": {"permit_expiry": _day(31)},
    "居住证过了": {"permit_expiry": _day(-1)},
    "该走了": {"planned_leave": _day(-1)},
    "今天走": {"planned_leave": _day(0)},
    "满八十": {"birth_date": "1946-11-21"},
    "差一天八十": {"birth_date": "1946-11-22"},
    "八十有标签": {"birth_date": "1940-01-01"},
    "刚成年": {"birth_date": "2008-11-21"},
    "未成年": {"birth_date": "2008-11-22"},
    "已故": {"confirmed_on": _day(-900), "birth_date": None, "alive": 0},
    "没住处": {},
}
DWELLINGS = {
    "101": {"occupancy": "2", "lease_to": _day(-1)},
    "102": {"occupancy": "2", "lease_to": _day(0), "lessee_name": "张三丰"},
    "103": {"occupancy": "2", "lease_to": _day(30)},
    "104": {"occupancy": "2", "lease_to": _day(31)},
    "105": {"occupancy": "1", "lease_to": _day(-1)},
    "106": {"occupancy": "6"},
    "107": {"occupancy": "1", "confirmed_on": _day(-400)},
    "108": {"occupancy": "1", "confirmed_on": None},
}
EXPECTED = {
    "visits": ["八十有标签"],
    "lease_over": ["101"],
    "lease_soon": ["102", "103"],
    "permit_soon": ["居住证到期"],
    "leave_over": ["该走了"],
    "tag_add": ["满八十"],
    "tag_end_B07": ["刚成年"],
    "unchecked": ["106"],
    "missing_id_no": ["缺证件"],
    "missing_sex": ["缺性别"],
    "missing_birth_date": ["缺出生"],
    "missing_population_type": ["缺类型"],
    "homeless": ["没住处"],
    "stale_person": ["久未核实"],
    "never_person": ["没核实过"],
    "stale_dwelling": ["107"],
    "never_dwelling": ["108"],
    "review_person_4": ["居住证过了"],
    "review_dwelling_5": ["107"],
    "review_dwelling_6": ["101", "105"],
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with an_office(tmp_path_factory.mktemp("office")) as made, clock.use(Noon()):
        with made.session.store.write(user="wang", kind="edit") as write:

            def add(ledger: str, **values: object) -> bytes:
                one = ids.new_id()
                known = {name: value for name, value in values.items() if value is not None}
                write.create(catalog.named(ledger), [(one, known)])
                return one

            compound = add("compound", name="银杏新村", address="银杏路1弄", division_code="310115")
            building = add("building", compound_uid=compound, building_no="1", building_suffix="号")
            homes = [
                add("dwelling", **{"building_uid": building, "room_no": room, "confirmed_on": _day(-3), **values})
                for room, values in DWELLINGS.items()
            ]
            for at, (name, values) in enumerate(PEOPLE.items()):
                person = add("person", **{"name": name, "id_no": an_id(at), **WHOLE, **values})
                if name != "没住处":
                    home = {"dwelling_uid": homes[at % 7], "relation": "03", "is_actual_resident": 1}
                    add("residence", person_uid=person, **home)
                if name == "八十有标签":
                    add("person_tag", person_uid=person, tag="A02", start_date="2020-01-01")
                if name in ("刚成年", "未成年"):
                    add("person_tag", person_uid=person, tag="B07", start_date="2020-01-01")
        yield made


@pytest.fixture(scope="module")
def groups(office: Office) -> dict[str, Group]:
    found = today.in_order([*today.later(office.session), *today.at_once(office.session)])
    return {group.kind: group for group in found}


def test_every_rule_finds_its_records_and_no_other(groups: dict[str, Group]) -> None:
    named = {
        kind: sorted(line.who.removeprefix("银杏新村1号").removesuffix("室") for line in group.lines)
        for kind, group in groups.items()
    }
    assert named == {kind: sorted(names) for kind, names in EXPECTED.items()}
    assert list(groups) == ["visits", *(rule.kind for rule in due.rules() if rule.kind in EXPECTED)]


def test_a_groups_number_is_that_of_its_list(office: Office, groups: dict[str, Group]) -> None:
    for group in (one for one in groups.values() if one.filters):
        ledger = catalog.named("person" if group.page == "people" else "dwelling")
        listed = browsing.page(office.session, ledger, Selection(filters=group.filters), Order(limit=0))
        assert listed.total == group.count


def test_lines_say_who_where_and_why_now(groups: dict[str, Group]) -> None:
    (stale,) = groups["stale_person"].lines
    assert (stale.who, stale.where, stale.why) == ("久未核实", "银杏新村1号**室", "上次核实 2025-11-20")
    soon = groups["lease_soon"].lines[0]
    assert (soon.who, soon.where, soon.why) == ("银杏新村1号102室", "张*丰", f"租期到 {_day(0)}")
    assert soon.page == "dwelling"
    assert groups["tag_add"].lines[0].why == "80 岁"
    assert groups["never_person"].lines[0].why == "从未核实"


def test_what_was_removed_of_late_is_told_last_and_is_nothing_to_do(office: Office, groups: dict[str, Group]) -> None:
    assert "removed" not in groups
    compound = catalog.named("compound")
    named = {"name": "记错的小区", "address": "银杏路2弄", "division_code": "310115"}
    gone = editing.add(office.session, compound, named)
    editing.remove(office.session, compound, gone, reason="记错了")
    found = today.in_order([*today.later(office.session), *today.at_once(office.session)])
    assert found[-1].kind == "removed"
    (line,) = found[-1].lines
    assert (line.who, line.where, line.page, line.record) == ("记错的小区", "小区", "recycle_bin", gone)
    assert line.why.endswith("2026-11-21 12:00 删除")
    assert today.how_many(found) == sum(group.count for group in found[:-1])
    with clock.use(Noon(days=7)):
        assert "removed" not in {group.kind for group in today.later(office.session)}


def test_imports_that_left_rows_behind_are_told(office: Office) -> None:
    headings = ("姓名", "证件号码", "小区", "楼栋", "室号")
    office.take(headings, ("王一", "12345", "银杏新村", "1号", "101"), ("王二", an_id(90), "银杏新村", "1号", "101"))
    imports = next(group for group in today.at_once(office.session) if group.kind == "imports")
    assert imports.lines[0].why.startswith("退回 1 行")
    assert imports.lines[0].page == "batches"


@pytest.mark.parametrize(("role", "is_told"), [("viewer", False), ("entrusted", False), ("worker", True)])
def test_nobody_is_told_of_what_others_have_to_do(office: Office, role: str, *, is_told: bool) -> None:
    session = employ(office.session.store, f"the_{role}", role)
    ruled = {rule.kind for rule in due.rules()}
    with clock.use(Noon()):
        found = {group.kind for group in (*today.at_once(session), *today.later(session))}
    assert bool(found & ruled) is is_told


def test_the_period_is_that_of_the_module() -> None:
    assert [due.stale_days(module) for module in ("05", "08", "11")] == [365, 31, 31]


def test_every_group_has_its_place_in_the_list(groups: dict[str, Group]) -> None:
    """A kind that no teller names would stand nowhere."""
    named = [kind for teller in registry.TELLERS for kind in teller.kinds]
    assert len(named) == len(set(named))
    assert set(groups) <= {*named, *(rule.kind for rule in due.rules())}


def test_whatever_can_tell_is_asked() -> None:
    """A teller that the registry does not name would be silent, and its own tests would not notice."""
    modules = (import_module(f"app.today.{module.name}") for module in iter_modules(app.today.__path__))
    tellers = {module.tell for module in modules if hasattr(module, "tell")}
    assert len(tellers) > 15
    assert tellers <= {teller.tell for teller in registry.TELLERS}


def test_the_day_is_said_as_people_say_it(office: Office) -> None:
    assert today.day_in_words() == "11月21日 周六"
    assert [(one.name, one.dwellings) for one in today.compounds(office.session)] == [("银杏新村", 8)]
