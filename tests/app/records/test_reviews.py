"""Lists by 复核过期 hold exactly the records whose page says that the group is past its day, whatever is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

import pytest

from app.access import Forbidden
from app.dossiers import dossier
from app.exports import flat_selection, leaving
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection, ValuesRefused
from app.stores.session import Session
from app.tables import filter_words, value_counts
from ledger import catalog, clock, ids, review_periods
from ledger.definition import Ledger
from ledger.errors import UnknownField
from storage.database import Connection
from storage.store import Store
from tests.app.rights.staff import employ
from tests.committee import LOGIN, new_store
from tests.storage.stores import a_home, add, change

PERSON, DWELLING = catalog.named("person"), catalog.named("dwelling")
PEOPLE, HOMES = 40, 20
SAID: dict[str, tuple[tuple[str, tuple[object, ...]], ...]] = {
    "person": (
        ("phone", ("13812345678", "13900001111", None)),
        ("emergency_contact", ("王五", "赵六", None)),
        ("employer", ("东明物业", "", None)),
        ("education", ("10", "20", None)),
        ("marital_status", ("10", "20", None)),
        ("health_status", ("10", None)),
        ("permit_type", ("1", None)),
        ("permit_expiry", ("2025", "2026-03", "2026-06-30", "2027-11-01", None)),
        ("confirmed_on", ("2025-06-01", "2026", "2026-08", "2027-02-03", None)),
        ("former_name", ("小王", None)),
        ("alive", (0, 1, 1, 1, 1)),
        ("moved_out", (1, 0, 0)),
    ),
    "dwelling": (
        ("occupancy", ("1", "2", None)),
        ("dwelling_use", ("1", None)),
        ("lessee_name", ("张三丰", None)),
        ("lease_to", ("2026-02", "2026-09-01", "2028", None)),
        ("owner_name", ("李四", "王五", None)),
        ("confirmed_on", ("2025-06-01", "2026-08", "2027-02-03", None)),
        ("floor_area", (50.5, 60.0)),
    ),
}


class On:
    """Noon in Shanghai, so many days after the first of 2026."""

    def __init__(self, days: float) -> None:
        self._at = datetime(2026, 1, 1, 4, tzinfo=UTC) + timedelta(days=days)

    def now(self) -> datetime:
        return self._at


class World:
    """People and homes that are written to at random."""

    def __init__(self, store: Store, chance: Random) -> None:
        self.store, self.chance = store, chance
        self.of: dict[str, list[bytes]] = {"person": [], "dwelling": []}
        home = a_home(store)
        self._building = home["building"]
        self.of["dwelling"].append(home["dwelling"])
        self._rooms = count(101)

    def make(self, ledger: Ledger) -> None:
        own: dict[str, object] = {"name": "某人"}
        if ledger is DWELLING:
            own = {"building_uid": self._building, "room_no": str(next(self._rooms))}
        said = {name: self.chance.choice(values) for name, values in SAID[ledger.name] if self.chance.random() < 0.6}
        known = {name: value for name, value in said.items() if value not in (None, "")}
        self.of[ledger.name] += add(self.store, ledger.name, {**own, **known})

    def write(self) -> None:
        """Change some records in one action: some fields to what they were, some to nothing; or remove one."""
        ledger = self.chance.choice((PERSON, PERSON, DWELLING))
        chosen = self.chance.sample(self.of[ledger.name], 3)
        with self.store.reader() as reader:
            rows = reader.get_many(ledger, chosen)
        changes = []
        for one, row in rows.items():
            picked = self.chance.sample(SAID[ledger.name], 3)
            new = {name: self.chance.choice(values) for name, values in picked}
            changes.append((one, row, {name: None if value == "" else value for name, value in new.items()}))
        with self.store.write(user=LOGIN, kind="set") as write:
            write.patch(ledger, changes)
            if chosen[0] in rows and self.chance.random() < 0.1:
                write.delete(ledger, [chosen[0]], reason="登记有误")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with clock.use(On(0)), new_store(tmp_path / "store") as made:
        yield made


def _listed(session: Session, ledger: Ledger, said: str) -> set[str]:
    chosen = Selection(filters=(said,), everyone=True)
    return {str(row["id"]) for row in browsing.page(session, ledger, chosen, Order(limit=500)).rows}


def _on_pages(session: Session, ledger: Ledger, records: list[bytes]) -> dict[str, set[str]]:
    """Group -> the records whose page says that it is over."""
    told: dict[str, set[str]] = {one.label: set() for one in review_periods.of_ledger(ledger.name)}
    look = dossier.person if ledger is PERSON else dossier.dwelling
    for one in records:
        page = look(session, ids.to_text(one))
        if not page.is_deleted:
            for group in page.reviews:
                if group.is_over:
                    told[group.label].add(page.id)
    return told


@pytest.mark.parametrize("seed", range(3))
def test_a_list_holds_exactly_the_records_whose_page_says_so(store: Store, seed: int) -> None:
    world = World(store, Random(seed))  # noqa: S311 - invented records
    day, found = 0.0, 0
    session = employ(store, "the_head", "head")
    for step in range(48):
        day += world.chance.choice((0, 0, 3, 40))
        with clock.use(On(day + step / 100)):
            if step < 10 or step % 10 == 0:
                for ledger, size in ((PERSON, PEOPLE), (DWELLING, HOMES)):
                    for _ in range(size // 10):
                        world.make(ledger)
            world.write()
            for ledger in (PERSON, DWELLING):
                told = _on_pages(session, ledger, world.of[ledger.name]) if step % 6 == 5 else {}
                for group in review_periods.of_ledger(ledger.name):
                    listed = _listed(session, ledger, f"复核过期={group.label}")
                    assert listed == told.get(group.label, listed), (step, group.label)
                    found += len(listed)
    assert found > 200, "the worlds say something"


def test_a_page_goes_by_the_history(store: Store) -> None:
    """The last changes are those that the history of the record tells."""
    world = World(store, Random(7))  # noqa: S311 - invented records
    for ledger in (PERSON, DWELLING):
        for _ in range(8):
            world.make(ledger)
    for step in range(40):
        with clock.use(On(step)):
            world.write()
    with store.reader() as reader:
        for ledger in (PERSON, DWELLING):
            fields = review_periods.fields_of(ledger.name)
            for one in world.of[ledger.name]:
                history = [change for change in reader.history(ledger, one) if change.kind == "patch"]
                expected = {change.field: change.at for change in history if change.field in fields}
                assert reader.last_changes(ledger, one, fields) == expected


def test_a_confirmation_takes_a_record_out_of_the_list_even_after_its_day_ended(store: Store) -> None:
    [one] = add(store, "person", {"name": "王小明", "phone": "13812345678", "permit_expiry": "2026-03"})
    session = employ(store, "the_worker", "worker")
    with clock.use(On(400)):
        for group in ("联系方式", "居住证"):
            assert _listed(session, PERSON, f"review_over={group}") == {ids.to_text(one)}
        editing.change(session, PERSON, ids.to_text(one), {"confirmed_on": str(clock.today())})
        assert _listed(session, PERSON, "复核过期!=") == set()
        assert _listed(session, PERSON, "复核过期=") == {ids.to_text(one)}
    with clock.use(On(800)):
        assert _listed(session, PERSON, "复核过期!=") == {ids.to_text(one)}


def test_what_became_another_record_and_what_the_cloud_refused(store: Store) -> None:
    """Changes of a record that became this one count, one that was refused does not; both come without an operation."""
    [kept] = add(store, "person", {"name": "王小明", "phone": "13812345678"})
    [lost] = add(store, "person", {"name": "王小明", "phone": "13812345678"})
    session = employ(store, "the_worker", "worker")
    with clock.use(On(300)):
        change(store, "person", lost, {"phone": "13812345678"}, {"phone": "13900001111"}, user=LOGIN)
    with clock.use(On(400)):
        assert _listed(session, PERSON, "复核过期=联系方式") == {ids.to_text(kept)}
        same = "INSERT INTO sync_alias (loser, type, survivor, rv, life) VALUES (?, 'person', ?, 1, 1)"
        store.keep(lambda connection: connection.run(same, (lost, kept)))
        assert _listed(session, PERSON, "复核过期=联系方式") == set()
        assert [one.is_over for one in dossier.person(session, ids.to_text(kept)).reviews] == [False]
        store.keep(lambda connection: _refuse(connection, lost))
        assert ids.to_text(kept) in _listed(session, PERSON, "复核过期=联系方式")
        assert [one.is_over for one in dossier.person(session, ids.to_text(kept)).reviews] == [True]


def test_a_patch_that_says_what_stood_already_changes_nothing(store: Store) -> None:
    [one] = add(store, "person", {"name": "王小明", "phone": "13812345678"})
    with clock.use(On(300)):
        change(store, "person", one, {"phone": "13812345678"}, {"phone": "13900001111"}, user=LOGIN)
    same = "UPDATE operation SET body = json_set(body, '$.was.phone', '13900001111') WHERE id = ? AND kind = 'patch'"
    store.keep(lambda connection: connection.run(same, (one,)))
    session = employ(store, "the_worker", "worker")
    with clock.use(On(400)):
        assert _listed(session, PERSON, "复核过期=联系方式") == {ids.to_text(one)}


def _refuse(connection: Connection, record: bytes) -> None:
    """What happens to a change when the cloud refuses it."""
    connection.run("UPDATE operation SET state = 4 WHERE kind = 'patch' AND id = ?", (record,))
    connection.run("INSERT INTO sync_dead (lid, reason, at) VALUES (1, 'not_allowed', '2026')")


def test_a_reader_that_stays_in_its_moment_is_told_of_it(store: Store) -> None:
    [one] = add(store, "person", {"name": "王小明", "phone": "13812345678"})
    session = employ(store, "the_worker", "worker")
    asked = ("复核过期=联系方式",)
    with clock.use(On(400)), session.reader() as reader, reader.snapshot():
        editing.change(session, PERSON, ids.to_text(one), {"confirmed_on": str(clock.today())})
        assert _listed(session, PERSON, *asked) == set()
        query = browsing.query(reader, PERSON, Selection(filters=asked), Order())
        assert reader.page(query).total == 1


def test_who_may_not_know_what_is_filled_in_is_not_told_of_the_group(store: Store) -> None:
    [one] = add(store, "person", {"name": "王小明", "phone": "13812345678", "health_status": "10"})
    for role, groups in (("worker", {"联系方式", "健康和残疾"}), ("grid", {"联系方式"})):
        session = employ(store, f"the_{role}", role)
        with clock.use(On(400)):
            assert {group.label for group in dossier.person(session, ids.to_text(one)).reviews} == groups
            assert _listed(session, PERSON, "复核过期=联系方式") == {ids.to_text(one)}
            if "健康和残疾" in groups:
                assert _listed(session, PERSON, "复核过期=健康和残疾") == {ids.to_text(one)}
            else:
                with pytest.raises(Forbidden):
                    _listed(session, PERSON, "复核过期=健康和残疾")


def test_whoever_works_in_one_compound_is_told_of_its_people_alone(store: Store) -> None:
    homes = [a_home(store, compound=name) for name in ("凌兆小区", "永泰小区")]
    told = {"phone": "13812345678"}
    people = add(store, "person", *({"name": name, **told} for name in ("王小明", "李四")))
    for home, person in zip(homes, people, strict=True):
        add(store, "residence", {"person_uid": person, "dwelling_uid": home["dwelling"], "relation": "03"})
    session = employ(store, "the_grid", "grid", area=(homes[0]["compound"],))
    with clock.use(On(400)):
        asked = Selection(filters=("复核过期=联系方式",))
        for _ in range(2):
            assert _listed(session, PERSON, *asked.filters) == {ids.to_text(people[0])}
        assert _listed(session, DWELLING, "复核过期=使用情况") == {ids.to_text(homes[0]["dwelling"])}
        editing.change(session, PERSON, ids.to_text(people[0]), {"confirmed_on": str(clock.today())})
        assert _listed(session, PERSON, *asked.filters) == set()


def test_a_filter_that_names_no_group_or_compares_is_refused_in_words(store: Store) -> None:
    session = employ(store, "the_worker", "worker")
    for said, rule in (
        ("复核过期=电话", "unknown_code"),
        ("复核过期=租赁", "unknown_code"),
        ("review_over~联系", "only_equal"),
    ):
        with pytest.raises(ValuesRefused) as refused:
            _listed(session, PERSON, said)
        assert refused.value.problems == (("review_over", rule),)
    with pytest.raises(UnknownField):
        _listed(session, catalog.named("compound"), "复核过期=联系方式")


def test_menus_words_and_exports_know_it(store: Store) -> None:
    [one] = add(store, "person", {"name": "王小明", "phone": "13812345678", "education": "10"})
    add(store, "person", {"name": "李四"})
    session = employ(store, "the_worker", "worker")
    with clock.use(On(400)):
        counted = value_counts.count(session, PERSON, "review_over", Selection(filters=("复核过期=联系方式",)))
        assert [(each.label, each.count) for each in counted.values] == [
            ("联系方式", 1),
            ("工作和学历", 1),
            ("（没有过期）", 1),
        ]
        assert filter_words.worded(session, PERSON, ("review_over=联系方式|",)) == ("复核过期：联系方式、空",)
        assert len(_listed(session, PERSON, "review_over=联系方式|")) == 2
        with session.reader() as reader:
            wanted = flat_selection.wanted(reader, Selection(filters=("复核过期=联系方式",)), clock.today())
            homes = flat_selection.wanted(reader, Selection(filters=("复核过期=使用情况",)), clock.today())
        assert (wanted.people, wanted.dwellings) == ({one}, None)
        assert homes.people is None
    told = {
        said: leaving.level_of_filter("person", said)
        for said in ("复核过期=工作和学历", "复核过期=联系方式|健康和残疾")
    }
    assert list(told.values()) == ["L2", "L4"], "as much as a filter by the fields"
    assert leaving.level_of_filter("dwelling", "复核过期=") == "L3"
