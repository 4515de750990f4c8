"""A tower of 200 homes in the measured committee: the largest building whose grid has to open at once.

It stands in a compound of its own with people of its own, so that the first import can still be taken back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from app.records import editing
from app.stores.session import Session
from ledger import catalog

HOMES = 200
_FLOORS, _FLATS = 25, 8
_NAME, _LANE = "测速塔楼", "上海市浦东新区东明路9999弄"
_KEPT = "bench_tower"
_SOMEBODY = {"id_type": "无证件", "sex": "1", "birth_date": "1970-01-01", "population_type": "01"}


def tower(session: Session) -> str:
    """The id of the building; built now unless it stands already."""
    known = session.store.setting(_KEPT)
    if isinstance(known, str):
        return known
    compound = _add(session, "compound", {"name": _NAME, "address": _LANE, "division_code": "310115"})
    building = _add(session, "building", {"compound_uid": compound, "building_no": "1"})
    for floor, flat in _doors():
        room = f"{floor}{flat:02}"
        where = {"building_uid": building, "floor": str(floor), "room_no": room}
        home = _add(session, "dwelling", where)
        person = _add(session, "person", {"name": f"塔楼{room}", **_SOMEBODY})
        stay = {"person_uid": person, "dwelling_uid": home, "relation": "01", "is_actual_resident": "1"}
        _add(session, "residence", stay)
    session.store.set_setting(_KEPT, building)
    return building


def _doors() -> Iterator[tuple[int, int]]:
    for floor in range(1, _FLOORS + 1):
        for flat in range(1, _FLATS + 1):
            yield floor, flat


def _add(session: Session, ledger: str, typed: Mapping[str, str]) -> str:
    return editing.add(session, catalog.named(ledger), dict(typed))
