"""Activities between two PCs: lists filled by both become one, moves that contradict each other ask a person."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import catalog
from tests.storage.stores import a_person, add, remove
from tests.sync.little_cloud import LittleCloud, Pc, settle, two_pcs

ATTENDEE, ACTIVITY = catalog.named("activity_person"), catalog.named("activity")
SIGNED_UP, CAME = (
    {"signed_up_at": "2026-11-20T01:00:00.000Z"},
    {"signed_in_at": "2026-11-21T06:00:00.000Z", "how": "名单"},
)


@pytest.fixture
def met(tmp_path: Path) -> Iterator[tuple[LittleCloud, Pc, Pc]]:
    with two_pcs(tmp_path) as found:
        yield found
        for pc in found[1:]:
            pc.is_right()


def _activity(pc: Pc) -> bytes:
    values: dict[str, object] = {
        "title": "包饺子",
        "category": "04",
        "start_at": "2026-11-21T06:00:00.000Z",
        "status": "2",
    }
    (one,) = add(pc.store, "activity", values)
    return one


def _lines(pc: Pc, activity: bytes) -> list[tuple[object, object, object, object]]:
    with pc.store.reader() as reader:
        rows = reader.children(ATTENDEE, "activity_uid", [activity])
    told = [(row["person_uid"], row["name"], row["signed_up_at"], row["signed_in_at"]) for row in rows]
    return sorted(told, key=str)


def _patch(pc: Pc, ledger: str, one: bytes, **values: object) -> None:
    known = catalog.named(ledger)
    with pc.store.reader() as reader:
        row = reader.get(known, one)
    assert row is not None
    with pc.store.write(user="wang", kind="set") as write:
        write.patch(known, [(one, row, values)])


def test_somebody_who_is_written_down_on_both_pcs_is_one_line_with_what_both_say(
    met: tuple[LittleCloud, Pc, Pc],
) -> None:
    _, one, two = met
    activity = _activity(one)
    (person,) = add(one.store, "person", a_person())
    settle(one, two)
    for who in ({"person_uid": person}, {"name": "王外宾"}):
        add(one.store, "activity_person", {"activity_uid": activity, **who, **SIGNED_UP})
        add(two.store, "activity_person", {"activity_uid": activity, **who, **CAME})
    settle(one, two)
    both = (SIGNED_UP["signed_up_at"], CAME["signed_in_at"])
    assert _lines(one, activity) == sorted([(person, None, *both), (None, "王外宾", *both)], key=str)
    assert one.everything() == two.everything()
    assert one.side.waiting().conflicts == 0
    assert one.digests() == one.cloud.digests()


def test_called_off_here_and_begun_there_is_asked_about(met: tuple[LittleCloud, Pc, Pc]) -> None:
    _, one, two = met
    activity = _activity(one)
    settle(one, two)
    _patch(one, "activity", activity, status="6")
    _patch(two, "activity", activity, status="3")
    settle(one, two)
    assert one.side.waiting().conflicts == 1
    _patch(one, "activity", activity, title="包汤圆")
    _patch(two, "activity", activity, title="包粽子")
    settle(one, two)
    assert one.side.waiting().conflicts == 1, "a word that is corrected asks nobody"
    assert one.everything() == two.everything()


def test_a_removed_activity_takes_its_list_along(met: tuple[LittleCloud, Pc, Pc]) -> None:
    _, one, two = met
    activity = _activity(one)
    add(one.store, "activity_person", {"activity_uid": activity, "name": "王外宾", **SIGNED_UP})
    settle(one, two)
    remove(two.store, "activity", activity)
    settle(two, one)
    assert _lines(one, activity) == []
    with one.store.reader() as reader:
        assert reader.get(ACTIVITY, activity) is None
