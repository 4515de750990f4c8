"""Facts of other departments beside a record's fields: written by their own feed, read by all, changed by nobody."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from app.dossiers import dossier
from app.stores.session import Session
from cloud import feeding
from cloud.deciding import Result, Sending, decide
from ledger import ids
from tests.app.syncing.office import edit, office, pc, person, sync
from tests.cloud.callers import CID, House

AT = "2026-11-18T08:00:00.000Z"
FACT = {"label": "居住证签注", "value": "有效至 2027-05-01", "on": "2026-11-01", "level": "L2"}


def sent(house: House, source: str, record: str, f: Any) -> list[Result]:
    told = {"batch": ids.to_text(ids.new_id()), "rows": [{"t": "person", "id": record, "f": f}]}
    feed = feeding.read(source, told, AT)
    with house.store.turn(CID) as turn:
        ops = feeding.operations(turn, feed, house.means.keyed)
        sending = Sending(feed.device, house.means.now_ms(), turn.head.seq, source)
        results, written = decide(turn, ops, sending, house.means.keyed)
        written.device = None
        turn.write(written)
    return results


def outside(session: Session, record: str) -> list[tuple[str, str, str, str]]:
    found = dossier.person(session, record)
    return [
        (section.label, cell.item.label, cell.text, cell.note)
        for section in found.sections
        if section.label.endswith("（只读）")
        for cell in section.cells
    ]


def test_it_is_shown_with_source_and_day_kept_by_edits_and_goes_again(tmp_path: Path) -> None:
    house = House()
    with office(house), pc(house, tmp_path / "store") as session:
        record = person(session)
        sync(session)
        assert sent(house, "police", record, {"@police.permit": FACT})[0]["outcome"] == "applied"
        sync(session)
        shown = [("公安提供（只读）", "居住证签注", "有效至 2027-05-01", "2026-11-01 提供")]
        assert outside(session, record) == shown
        edit(session, record, phone="13800000001")
        assert outside(session, record) == shown
        sync(session)
        newer = FACT | {"value": "有效至 2028-05-01"}
        assert sent(house, "police", record, {"@police.permit": newer})[0]["outcome"] == "applied"
        sync(session)
        assert [one[2] for one in outside(session, record)] == ["有效至 2028-05-01"]
        sent(house, "police", record, {"@police.permit": None})
        sync(session)
        assert outside(session, record) == []


@pytest.mark.parametrize(
    "f",
    [
        {"@street.permit": FACT},
        {"@police.Permit": FACT},
        {"@police.permit": FACT | {"level": "L9"}},
        {"@police.permit": FACT | {"on": "yesterday"}},
        {"@police.permit": FACT | {"more": 1}},
        {"@police.permit": "text"},
    ],
)
def test_only_whole_facts_of_the_sources_own_are_taken(f: Any) -> None:
    told = {"batch": ids.to_text(ids.new_id()), "rows": [{"t": "person", "f": f}]}
    with pytest.raises(feeding.RowBroken):
        feeding.read("police", told, AT)


@pytest.mark.parametrize("name", ["@police.permit", "@committee.permit"])
def test_a_committee_writes_none(name: str) -> None:
    house = House()
    pc_ = house.pc()
    made = pc_.person(f={"name": "张三", name: FACT})
    assert pc_.push(made)["results"][0]["reason"] == "validation"


def test_what_is_sensitive_is_masked(tmp_path: Path) -> None:
    house = House()
    with office(house), pc(house, tmp_path / "store") as session:
        record = person(session)
        sync(session)
        sent(house, "police", record, {"@police.permit": FACT | {"level": "L4"}})
        sync(session)
        ((_, _, text, _),) = outside(session, record)
        assert "2027" not in text
