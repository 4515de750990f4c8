"""Packages through the app: files in and out, the log of the exchange, a lost PC, a PC that was let go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import messages
from app.files import TargetOfOtherKind
from app.stores.session import Session
from app.syncing import by_package, enrolling, rounds, route
from app.syncing.by_package import PackageUnreadable
from app.syncing.enrolling import AlreadyEnrolled, OtherCommittee
from cloud.enrolling import new_code
from cloud.packages import card, take_in
from storage.errors import StoreMissing
from sync.enrolment import wipe_message
from sync.hand_state import CloudKeyMissing
from sync.line import NotEnrolled
from sync.packages import CloudKeyBroken, PackageBroken
from sync.troubles import DeviceRevoked
from tests.app.syncing.office import expel, person
from tests.cloud.callers import CID, OTHER, House
from tests.committee import PASSWORD, new_session
from tests.sync.exchange import Wire


@pytest.fixture
def far(house: House, wire: Wire, tmp_path: Path) -> Iterator[Session]:
    """A PC that never connects, with the cloud's key."""
    with new_session(tmp_path / "store", code=CID, login="wang", user="王芳") as session:
        (tmp_path / "key").write_text(card(house.means).card())
        assert by_package.put_key(session, tmp_path / "key").fingerprint == card(house.means).fingerprint
        yield session


def carried(house: House, package: Path) -> Path:
    """To the operator and back."""
    answer = package.with_suffix(".answer.linongpack")
    answer.write_bytes(take_in(house.means, package.read_bytes()).answer)
    return answer


def join(house: House, session: Session, tmp_path: Path) -> None:
    by_package.join(session, tmp_path / "join.linongpack", new_code(house.means, CID))
    assert by_package.take_in(session, carried(house, tmp_path / "join.linongpack")).joined


def test_a_pc_without_an_address_is_told_that_it_goes_by_package(
    house: House, far: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    join(house, far, tmp_path)
    monkeypatch.setattr(route, "_carrier", None)
    with pytest.raises(route.AddressMissing) as missing:
        rounds.sync(far)
    assert messages.exit_code_for(missing.value) == 30
    assert "package out" in messages.message_for(missing.value)


def test_there_and_back_with_a_line_in_the_log(house: House, far: Session, tmp_path: Path) -> None:
    person(far)
    join(house, far, tmp_path)
    made = by_package.pack(far, tmp_path / "1.linongpack")
    assert (made.number, made.operations) == (1, 1)
    taken = by_package.take_in(far, carried(house, tmp_path / "1.linongpack"))
    assert taken.outcome.acked == 1
    (report, *_) = rounds.reports(far)
    assert (report["asker"], report["acked"]) == ("package", 1)
    with far.reader() as reader:
        kinds = [str(row[0]) for row in reader.connection.rows("SELECT kind FROM action ORDER BY id")]
    assert [kind for kind in kinds if "package" in kind or kind == "cloud-key"] == [
        "cloud-key", "package-out", "package-in", "package-out", "package-in",
    ]  # fmt: skip


def test_what_cannot_be_done_is_said_before_anything_is_written(house: House, far: Session, tmp_path: Path) -> None:
    target = tmp_path / "x.linongpack"
    with pytest.raises(NotEnrolled):
        by_package.pack(far, target)
    with pytest.raises(OtherCommittee):
        by_package.join(far, target, new_code(house.means, OTHER))
    with pytest.raises(CloudKeyBroken):
        by_package.put_key(far, tmp_path / "store" / "keys.json")
    with pytest.raises(PackageUnreadable):
        by_package.take_in(far, tmp_path / "nothing")
    with pytest.raises(PackageBroken):
        by_package.take_in(far, tmp_path / "key")
    assert not target.exists()
    join(house, far, tmp_path)
    with pytest.raises(AlreadyEnrolled):
        by_package.join(far, target, new_code(house.means, CID))
    target.write_text("eine Liste")
    with pytest.raises(TargetOfOtherKind):
        by_package.pack(far, target)


def test_without_the_clouds_key_nothing_goes_out(house: House, wire: Wire, tmp_path: Path) -> None:
    with new_session(tmp_path / "other", code=CID) as session, pytest.raises(CloudKeyMissing):
        by_package.join(session, tmp_path / "x.linongpack", new_code(house.means, CID))


def test_a_lost_pc_is_wiped_by_the_answer(house: House, far: Session, tmp_path: Path) -> None:
    join(house, far, tmp_path)
    by_package.pack(far, tmp_path / "1.linongpack")
    expel(house, far, "lost")
    taken = by_package.take_in(far, carried(house, tmp_path / "1.linongpack"))
    assert isinstance(taken.outcome.trouble, DeviceRevoked)
    assert [path.name for path in (tmp_path / "store").iterdir()] == ["store.lock"]
    with pytest.raises(StoreMissing):
        Session.open(tmp_path / "store", "wang", PASSWORD)


def test_an_order_that_the_cloud_did_not_sign_destroys_nothing(
    house: House, one: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    expel(house, one, "lost")
    monkeypatch.setattr("cloud.packages.wipe_message", lambda cid, device: wipe_message(cid, f"{device}x"))
    outcome = rounds.sync(one)
    assert isinstance(outcome.trouble, DeviceRevoked)
    assert not outcome.trouble.is_lost
    assert person(one)
    assert enrolling.expelled(enrolling.LocalSide(one.store)) == "revoked"


def test_a_pc_that_was_let_go_joins_again_by_package(house: House, far: Session, tmp_path: Path) -> None:
    join(house, far, tmp_path)
    person(far)
    by_package.pack(far, tmp_path / "1.linongpack")
    expel(house, far, "retired")
    taken = by_package.take_in(far, carried(house, tmp_path / "1.linongpack"))
    assert taken.outcome.refused == {"quarantined": 1}
    assert isinstance(taken.outcome.trouble, DeviceRevoked)
    join(house, far, tmp_path)
    person(far, "李四")
    by_package.pack(far, tmp_path / "2.linongpack")
    assert by_package.take_in(far, carried(house, tmp_path / "2.linongpack")).outcome.acked == 1
