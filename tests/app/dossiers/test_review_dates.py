"""By when groups of fields are to be looked at again: from the last confirmation or change, or a day of their own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.dossiers import dossier
from app.records import editing
from app.stores.session import Session
from ledger import catalog, clock, ids
from tests.app.few_homes import WANG, Homes
from tests.office import an_office

PERSON, DWELLING = catalog.named("person"), catalog.named("dwelling")


class Noon:
    """Noon of a day in Shanghai."""

    def __init__(self, year: int, month: int, day: int) -> None:
        self._at = datetime(year, month, day, 4, tzinfo=UTC)

    def now(self) -> datetime:
        return self._at


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    with clock.use(Noon(2026, 1, 1)), an_office(tmp_path) as office:
        yield Homes(office)


def _person(session: Session, homes: Homes) -> dict[str, tuple[str, str, bool]]:
    found = dossier.person(session, ids.to_text(homes.id["王"])).reviews
    return {one.label: (str(one.known_on), str(one.by), one.is_over) for one in found}


def test_a_group_counts_from_its_last_change_and_a_confirmation_confirms_all(homes: Homes) -> None:
    session = homes.office.session
    assert _person(session, homes) == {"联系方式": ("2026-01-01", "2027-01-01", False)}, "what is empty is not told"
    with clock.use(Noon(2026, 6, 1)):
        editing.change(session, PERSON, WANG, {"employer": "东明物业"})
    with clock.use(Noon(2027, 3, 1)):
        assert _person(session, homes) == {
            "联系方式": ("2026-01-01", "2027-01-01", True),
            "工作和学历": ("2026-06-01", "2027-06-01", False),
        }
        editing.change(session, PERSON, WANG, {"confirmed_on": "2027-03-01"})
        assert set(_person(session, homes).values()) == {("2027-03-01", "2028-02-29", False)}


def test_a_lease_and_a_permit_end_on_their_own_day(homes: Homes) -> None:
    session, home = homes.office.session, ids.to_text(homes.id["2号102"])
    editing.change(session, DWELLING, home, {"lessee_name": "张三丰", "lease_from": "2025-08", "lease_to": "2026-07"})
    editing.change(session, PERSON, WANG, {"permit_expiry": "2025-12-31"})
    told = {one.label: (str(one.by), one.is_over) for one in dossier.dwelling(session, home).reviews}
    assert told == {"租赁": ("2026-07-31", False), "使用情况": ("2027-01-01", False)}
    assert list(_person(session, homes)) == ["居住证", "联系方式"], "the first due first"
    assert _person(session, homes)["居住证"][1:] == ("2025-12-31", True)


def test_the_dead_are_not_asked_again(homes: Homes) -> None:
    session = homes.office.session
    editing.change(session, PERSON, WANG, {"alive": "否"})
    assert _person(session, homes) == {}


def test_what_is_typed_in_is_as_old_as_its_confirmation_says(homes: Homes) -> None:
    session = homes.office.session
    said = {"building_uid": ids.to_text(homes.id["2号"]), "room_no": "501", "occupancy": "1"}
    home = editing.add(session, DWELLING, {**said, "confirmed_on": "2024-11-15"})
    assert [(str(one.known_on), one.is_over) for one in dossier.dwelling(session, home).reviews] == [
        ("2024-11-15", True)
    ]
