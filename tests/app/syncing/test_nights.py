"""A night's round: its report, read once the next morning; long outboxes in one go; a wait that a person can end."""

from __future__ import annotations

import pytest

from app.jobs import JobContext
from app.records import editing
from app.stores.session import Session
from app.syncing import awake, comparing, morning, rounds, standing
from ledger import catalog, ids
from ledger.errors import Cancelled
from sync import drift, pushing
from sync.local_side import LocalSide
from sync.transport import Reply
from sync.troubles import Unreachable
from tests.app.rights.staff import employ
from tests.app.syncing.office import PERSON, edit, person, sync
from tests.cloud.callers import CID, House
from tests.sync.exchange import Send, Wire

COMPOUND = catalog.named("compound")


def test_the_report_of_the_night_is_read_once_and_the_cloud_has_it_too(
    house: House, one: Session, other: Session
) -> None:
    record = person(one)
    sync(one)
    sync(other)
    assert morning.unread(other) is None  # a person was there
    edit(one, record, name="张山")
    edit(other, record, name="章三")
    sync(one)
    assert rounds.sync(other, asker="night").conflicts == 1
    found = morning.unread(other)
    assert found is not None
    assert found.is_good
    assert "自动上报了 1 条" in found.lines[0]
    assert found.lines[1:] == ("有 1 处两边都改了。",)
    assert found.todo == ("到“两处都改了”里选用哪一边的。",)
    morning.note_read(other, found)
    assert morning.unread(other) is None
    with house.store.look(CID) as look:
        (report,) = look.reports(10)
    assert report.told["pushed"] == 1
    assert report.told["result"] == 10


def test_a_night_that_failed_says_what_to_do(one: Session, wire: Wire) -> None:
    def fail(_: int, send: Send) -> Reply:
        raise Unreachable("connect")

    wire.fault = fail
    assert isinstance(rounds.sync(one, asker="night").trouble, Unreachable)
    found = morning.unread(one)
    assert found is not None
    assert not found.is_good
    assert found.lines[-1] == "没有全部完成：没有连上。"


def test_a_person_s_round_goes_on_until_everything_is_sent(one: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushing, "MOST_BATCHES", 1)
    monkeypatch.setattr(pushing, "MOST_OPERATIONS", 2)
    for at in range(5):
        person(one, f"某{at}")
    outcome = rounds.sync(one, asker="window")
    assert outcome.more
    assert outcome.acked == 2
    outcome = sync(one)
    assert (outcome.pushed, outcome.acked) == (3, 3)


def test_a_person_can_stop_a_round_and_what_was_done_stays(one: Session) -> None:
    ctx = JobContext()
    for at in range(3):
        person(one, f"某{at}")
    ctx.cancel()
    with pytest.raises(Cancelled):
        rounds.sync(one, ctx)
    sync(one)
    assert standing.standing(one).waiting == 0


def test_the_pc_stays_awake_where_the_system_lets_us() -> None:
    with awake.kept():
        pass


def test_an_account_of_one_compound_exchanges_everybodys_work(one: Session, other: Session) -> None:
    compound = editing.add(one, COMPOUND, {"name": "凌兆小区", "address": "灵岩南路 1 号"})
    for at in range(5):
        person(one, f"某{at}")
    bounded = employ(one.store, "grid", "grid", area=(ids.from_text(compound) or b"",))
    with bounded.reader() as reader:
        assert list(reader.scan(PERSON, ())) == []
    outcome = rounds.sync(bounded)
    assert (outcome.acked, outcome.pulled, outcome.digest) == (6, 6, "same")
    assert sync(other).pulled == 6
    edit(other, person(other, "赵六"), name="赵七")
    sync(other)
    LocalSide(one.store).put_value(drift.LOOKED, None)
    outcome = rounds.sync(bounded)
    assert (outcome.pulled, outcome.digest, outcome.repaired) == (1, "same", 0)
    one.renew_rights()
    assert comparing.digest(bounded) == comparing.digest(other)
