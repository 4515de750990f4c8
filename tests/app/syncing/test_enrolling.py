"""Getting in by a code, once, for this committee alone; and what follows when the cloud lets a PC in no more."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.stores.session import Session
from app.syncing import enrolling, pausing, rounds, route
from app.syncing.enrolling import AlreadyEnrolled, OtherCommittee
from app.syncing.pausing import SyncPaused
from cloud.enrolling import new_code
from storage.errors import StoreMissing
from sync.enrolment import EnrolCodeMistyped
from sync.line import NotEnrolled
from sync.local_side import LocalSide
from sync.transport import AddressRefused, CaRefused, Reply
from sync.troubles import DeviceCloned, DeviceRevoked, EnrolCodeRefused, Unreachable
from tests.app.syncing.office import URL, expel, pc, person, sync
from tests.cloud.callers import CID, OTHER, House
from tests.committee import PASSWORD, new_session
from tests.sync.exchange import Send, Wire


def test_a_pc_gets_in_and_what_it_has_goes_up(house: House, wire: Wire, tmp_path: Path) -> None:
    with new_session(tmp_path / "store", code=CID) as session:
        person(session)
        made = enrolling.enrol(session, URL, new_code(house.means, CID).lower())
        assert (made.committee, made.gen, made.waiting) == (CID, 1, 1)
        assert session.store.is_enrolled()
        assert sync(session).acked == 1
        with session.reader() as reader:
            assert "enrolled" in [entry.kind for entry in reader.actions(limit=10)]


def test_what_cannot_be_right_is_refused_before_anything_is_asked(house: House, wire: Wire, tmp_path: Path) -> None:
    with new_session(tmp_path / "store", code=CID) as session:
        good = new_code(house.means, CID)
        for url, code, error in (
            (URL, "nonsense", EnrolCodeMistyped),
            (URL, new_code(house.means, OTHER), OtherCommittee),
            ("http://cloud.example", good, AddressRefused),
        ):
            with pytest.raises(error):
                enrolling.enrol(session, url, code)
        with pytest.raises(CaRefused):
            enrolling.enrol(session, URL, good, ca="none")
        with pytest.raises(route.ProxyRefused):
            enrolling.enrol(session, URL, good, proxy="nowhere")
        assert wire.seen == []
        with pytest.raises(NotEnrolled):
            rounds.sync(session)


def test_a_code_is_good_once_and_for_a_day(house: House, wire: Wire, tmp_path: Path) -> None:
    code = new_code(house.means, CID)
    with new_session(tmp_path / "one", code=CID) as one, new_session(tmp_path / "two", code=CID) as two:
        enrolling.enrol(one, URL, code)
        with pytest.raises(EnrolCodeRefused) as used:
            enrolling.enrol(two, URL, code)
        assert used.value.code == "enrol_code_used"
        late = new_code(house.means, CID)
        house.time.ms += 25 * 3_600_000
        with pytest.raises(EnrolCodeRefused) as over:
            enrolling.enrol(two, URL, late)
        assert over.value.code == "enrol_code_expired"
        with pytest.raises(AlreadyEnrolled):
            enrolling.enrol(one, URL, new_code(house.means, CID))


def test_a_lost_answer_costs_nothing(house: House, wire: Wire, tmp_path: Path) -> None:
    def lose(_: int, send: Send) -> Reply:
        send()
        raise Unreachable("lost")

    with new_session(tmp_path / "store", code=CID) as session:
        code = new_code(house.means, CID)
        wire.fault = lambda number, send: lose(number, send) if number < 4 else send()
        with pytest.raises(Unreachable):
            enrolling.enrol(session, URL, code)
        assert not session.store.is_enrolled()
        wire.fault = None
        assert enrolling.enrol(session, URL, code).gen == 1


def test_a_pc_that_left_sends_the_last_and_may_come_back_with_a_new_code(house: House, one: Session) -> None:
    person(one)
    expel(house, one, "retired")
    outcome = rounds.sync(one)
    assert isinstance(outcome.trouble, DeviceRevoked)
    assert outcome.acked == 1
    before = LocalSide(one.store).facts().device
    person(one, "李四")
    made = enrolling.enrol(one, URL, new_code(house.means, CID))
    assert made.device != before
    assert sync(one).acked == 1


def test_a_copied_disk_enrols_anew(house: House, one: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    person(one)
    sync(one)
    monkeypatch.setattr(route, "fingerprint", lambda: "sha256:another")
    monkeypatch.setattr(enrolling, "fingerprint", lambda: "sha256:another")
    person(one, "李四")
    assert isinstance(rounds.sync(one).trouble, DeviceCloned)
    enrolling.enrol(one, URL, new_code(house.means, CID))
    assert sync(one).acked == 1


def test_a_lost_pc_is_wiped_on_the_clouds_word(house: House, wire: Wire, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    with pc(house, folder) as session:
        person(session)
        sync(session)
        (folder / "backups").mkdir(exist_ok=True)
        (folder / "backups" / "old.linongbak").write_bytes(b"x")
        expel(house, session, "lost")
        outcome = rounds.sync(session)
        assert isinstance(outcome.trouble, DeviceRevoked)
        assert outcome.trouble.is_lost
    assert [path.name for path in folder.iterdir()] == ["store.lock"]
    with pytest.raises(StoreMissing):
        Session.open(folder, "wang", PASSWORD)


def test_a_pause_holds_what_goes_by_itself_and_nobody_in_person(house: House, one: Session) -> None:
    until = pausing.pause(one)
    assert until.endswith("T22:00:00.000Z")  # six in the morning in Shanghai
    with pytest.raises(SyncPaused):
        rounds.sync(one, asker="window")
    sync(one)
    pausing.resume(one)
    assert rounds.sync(one, asker="window").is_empty
    pausing.pause(one)
    house.time.ms += 24 * 3_600_000
    assert rounds.sync(one, asker="window").is_whole


def test_the_way_is_changed_by_whoever_may_change_settings(one: Session) -> None:
    route.change(one, "https://other.example/", proxy="http://user:secret@proxy.example:8080")
    assert route.current(one).url == "https://other.example"
    with one.reader() as reader:
        entry = reader.actions(limit=1)[0]
    assert entry.kind == "sync-route"
    assert "secret" not in str(entry.detail)
    with pytest.raises(AddressRefused):
        route.change(one, "http://other.example")
