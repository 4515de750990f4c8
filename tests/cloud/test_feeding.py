"""What the police and the street send meets what the committee keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from cloud import feeding
from cloud.confirming import USUAL
from cloud.deciding import Result, Sending, decide
from ledger import clock, ids
from sync.protocol import Json
from tests.cloud.pcs import CID, NOON_MS, Committee, keyed

AT = "2026-11-18T08:00:00.000Z"
DOCUMENT = {"id_type": "111", "id_no": "310115199001011234", "id_expiry": None}
PERSON = {"name": "张三", "id_document": DOCUMENT, "phone": "13800000001"}


def sent(committee: Committee, source: str, *rows: Json, batch: str = "") -> list[Result]:
    """Send one batch."""
    told = {"batch": batch or ids.to_text(ids.new_id()), "rows": list(rows)}
    feed = feeding.read(source, told, AT)
    with committee.store.turn(CID) as turn:
        ops = feeding.operations(turn, feed, keyed)
        results, written = decide(turn, ops, Sending(feed.device, NOON_MS, turn.head.seq, source), keyed)
        written.device = None
        turn.write(written)
    return results


def test_the_police_corrects_a_name_and_the_committee_reads_what_it_had(committee: Committee) -> None:
    a = committee.pc("a")
    person = a.make("person", **PERSON)
    a.push()
    (result,) = sent(committee, "police", {"t": "person", "f": {"id_document": DOCUMENT, "name": "章叁"}})
    assert result["outcome"] == "merged"
    assert committee.record("person", person).f["name"] == "章叁"
    (noted,) = committee.conflicts("auto_closed")
    assert (noted["kind"], noted["theirs"]["value"], noted["mine"]["value"]) == ("feed_over", "张三", "章叁")


@pytest.mark.parametrize(("days", "outcome", "told"), [(180, "merged", 1), (181, "applied", 0)])
def test_the_committee_is_told_only_of_what_it_wrote_of_late(
    committee: Committee, days: int, outcome: str, told: int
) -> None:
    a = committee.pc("a")
    person = a.make("person", **PERSON)
    written = clock.instant_text(clock.moment_of(AT) - timedelta(days=days))
    a.waiting = [replace(op, at=written) for op in a.waiting]
    a.push()
    (result,) = sent(committee, "police", {"t": "person", "f": {"id_document": DOCUMENT, "name": "章叁"}})
    assert (result["outcome"], committee.record("person", person).f["name"]) == (outcome, "章叁")
    assert len(committee.conflicts("auto_closed")) == told


@pytest.mark.parametrize("ledger", ["work_order_event", "order_process"])
def test_what_is_written_once_comes_from_no_source(ledger: str) -> None:
    told = {"batch": ids.to_text(ids.new_id()), "rows": [{"t": ledger, "f": {"note": "改了"}}]}
    with pytest.raises(feeding.RowBroken):
        feeding.read("street", told, AT)


def test_a_later_edit_of_something_else_tells_nothing_of_an_old_value(committee: Committee) -> None:
    a = committee.pc("a")
    person = a.make("person", **PERSON)
    a.waiting = [replace(op, at="2026-01-01T08:00:00.000Z") for op in a.waiting]
    a.push()
    a.pull()
    a.edit("person", person, "phone", "13800000001", "13900000009")
    a.push()
    sent(committee, "police", {"t": "person", "f": {"id_document": DOCUMENT, "name": "章叁"}})
    assert committee.conflicts("auto_closed") == []


def test_what_is_not_the_polices_is_suggested(committee: Committee) -> None:
    a = committee.pc("a")
    person = a.make("person", **PERSON)
    a.push()
    row = {"t": "person", "f": {"id_document": DOCUMENT, "phone": "13900000009", "employer": "银杏小学"}}
    assert sent(committee, "police", row)[0]["outcome"] == "conflict"
    kept = committee.record("person", person).f
    assert (kept["phone"], kept["employer"]) == ("13800000001", "银杏小学")
    (asked,) = committee.conflicts()
    assert (asked["kind"], asked["group"], asked["mine"]["value"]) == ("suggested", "phone", "13900000009")


def test_a_suggestion_closes_when_the_committee_takes_it(committee: Committee) -> None:
    a = committee.pc("a")
    person = a.make("person", **PERSON)
    a.push()
    sent(committee, "street", {"t": "person", "f": {"id_document": DOCUMENT, "phone": "13900000009"}})
    a.pull()
    a.edit("person", person, "phone", "13800000001", "13900000009")
    a.push()
    assert committee.conflicts() == []


def test_a_batch_that_is_sent_again_changes_nothing(committee: Committee) -> None:
    batch, row = ids.to_text(ids.new_id()), {"t": "person", "f": PERSON}
    (first,) = sent(committee, "police", row, batch=batch)
    before = committee.seq
    (again,) = sent(committee, "police", row, batch=batch)
    assert (first["outcome"], again["outcome"], committee.seq) == ("applied", "duplicate", before)


def test_a_correction_goes_back_to_its_source_alone(committee: Committee) -> None:
    sent(committee, "police", {"t": "person", "f": PERSON})
    with committee.store.look(CID) as look:
        ((person, _, _),) = look.marks("person")
    a = committee.pc("a")
    a.pull()
    a.edit("person", person, "name", "张三", "章三")
    assert a.push()[0]["groups"] == {"name": "kept_server"}
    with committee.store.look(CID) as look:
        (asked,) = feeding.corrections(look, "police", USUAL, 0)
        assert (asked["record"], asked["wanted"], asked["stands"]) == (person, "章三", "张三")
        assert list(feeding.corrections(look, "street", USUAL, 0)) == []
        assert list(feeding.corrections(look, "police", USUAL, asked["rv"])) == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"t": "pension", "f": {"name": "张三"}}, "t"),
        ({"t": "person", "f": {"nonsense": 1}}, "f"),
        ({"t": "person", "f": {}}, "f"),
        ({"t": "person", "f": {"name": "张" * 9000}}, "too_large"),
        ({"t": "person", "id": "1", "f": {"name": "张三"}}, "id"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(committee: Committee, row: Json, why: str) -> None:
    with pytest.raises(feeding.RowBroken) as broken:
        sent(committee, "police", {"t": "person", "f": PERSON}, row)
    assert (broken.value.at, broken.value.why) == (1, why)


def test_nobody_but_an_authority_feeds(committee: Committee) -> None:
    with pytest.raises(feeding.SourceUnknown):
        sent(committee, "committee", {"t": "person", "f": PERSON})
