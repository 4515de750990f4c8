"""The nightly run is planned, stands, opens the store by its own key, and is taken back for good."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import PasswordDeleteError
from typing_extensions import override

from app import words
from app.access import Forbidden
from app.backups import making, rekeying, shelf
from app.schedule import installing, nightly, unattended, units
from app.schedule.installing import ScheduleNotRegistered, ScheduleUnsupported
from app.schedule.unattended import KeyNotKept, KeyStoreMissing
from app.stores import paths
from app.stores.session import Session
from storage import accounts
from storage.accounts import Account
from storage.journal import DEVICE
from storage.keys import KeySlots
from sync.facts import Enrolment
from sync.local_side import LocalSide
from tests.committee import LOGIN, PASSWORD, new_session


class KeyStore(KeyringBackend):
    """A key store of a test, in memory."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    @override
    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    @override
    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError
        del self.kept[service, username]


class PlainStore(KeyStore):
    """One that keeps secrets readable, as keyring's own scale tells."""

    priority = 0.5


@pytest.fixture
def keys() -> Iterator[KeyStore]:
    before, made = keyring.get_keyring(), KeyStore()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """What the system's own tools were told; they are not run."""
    said: list[tuple[str, ...]] = []

    def run(command: Sequence[str]) -> int:
        said.append(tuple(command))
        return 0

    monkeypatch.setattr(paths, "user_folder", lambda: tmp_path / "config" / "linong")
    monkeypatch.setattr(installing, "_run", run)
    return said


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "store") as made:
        yield made


def kinds(session: Session) -> list[str]:
    with session.reader() as reader:
        return [entry.kind for entry in reader.actions(limit=10)]


def test_it_is_planned_stands_and_goes(session: Session, told: list[tuple[str, ...]], keys: KeyStore) -> None:
    folder = session.store.folder
    assert not installing.status(folder).is_installed
    found = nightly.plan(session, "21:15")
    assert (found.kind, found.at, found.is_active) == ("systemd", "21:15", True)
    assert all(path.parent.name == "user" for path in found.files)
    assert ("systemctl", "--user", "enable", "--now", f"{found.files[1].name}") in told
    service = found.files[0].read_text("utf-8")
    assert f'"--store" "{folder}" "--user" "{LOGIN}" "backup" "--scheduled"' in service
    assert PASSWORD not in service
    assert nightly.plan(session, "06:00").at == "06:00"  # again replaces it
    assert nightly.cancel(session)
    assert not any(path.exists() for path in found.files)
    assert not nightly.cancel(session)
    assert kinds(session).count("night-planned") == 2


def test_a_pc_that_the_cloud_knows_exchanges_at_night_too(
    session: Session, told: list[tuple[str, ...]], keys: KeyStore
) -> None:
    local = LocalSide(session.store)
    local.enrol(Enrolment("d-00000001", 1, "https://cloud.example"))
    assert nightly.plan(session, "22:00").sync_at == ""  # nobody could open the store
    found = nightly.plan(session, "22:00", without_person=True)
    assert found.sync_at == units.sync_time("22:00", "d-00000001")
    (service,) = [path for path in found.files if path.name.startswith("linong-sync") and path.suffix == ".service"]
    assert '"sync" "--unattended" "--deadline" "05:30"' in service.read_text("utf-8")
    local.enrol(Enrolment("d-00000002", 1, "https://cloud.example"))
    nightly.follow_enrolment(session)
    assert installing.status(session.store.folder).sync_at == units.sync_time("22:00", "d-00000002")
    assert nightly.cancel(session)
    assert not any(path.exists() for path in found.files)


@pytest.mark.parametrize(
    ("is_there", "answers", "idle"),
    [(True, True, "not_taken"), (True, False, "not_running"), (False, False, "no_systemd")],
)
def test_a_night_that_will_not_begin_by_itself_says_why(  # noqa: PLR0913 - fixtures
    session: Session,
    told: list[tuple[str, ...]],
    keys: KeyStore,
    monkeypatch: pytest.MonkeyPatch,
    *,
    is_there: bool,
    answers: bool,
    idle: str,
) -> None:
    monkeypatch.setattr(installing.shutil, "which", lambda name: name if is_there else None)
    monkeypatch.setattr(installing, "_run", lambda command: 0 if answers and "show-environment" in command else 1)
    found = nightly.plan(session, "21:15")
    assert (found.is_installed, found.is_active, found.idle) == (True, False, idle)
    assert idle in words.SCHEDULE_IDLE
    assert "linongctl" not in words.SCHEDULE_IDLE_IN_WINDOW[idle]


def test_a_timer_of_an_older_version_tells_its_time(
    session: Session, told: list[tuple[str, ...]], keys: KeyStore
) -> None:
    timer = nightly.plan(session, "21:15").files[1]
    timer.write_text("[Timer]\nOnCalendar=*-*-* 20:05:00\n", encoding="utf-8")
    assert installing.status(session.store.folder).at == "20:05"


def test_windows_gets_a_task(
    session: Session, told: list[tuple[str, ...]], keys: KeyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installing, "_kind", lambda: "windows")
    found = nightly.plan(session, "21:15")
    (path,) = found.files
    assert found.at == "21:15"
    assert path.read_bytes().startswith(b"\xff\xfe")
    name = path.stem
    assert ("schtasks", "/Create", "/TN", name, "/XML", str(path), "/F") in told
    assert nightly.cancel(session)
    assert ("schtasks", "/Delete", "/TN", name, "/F") in told


def test_what_the_system_does_not_take_is_said(
    session: Session, monkeypatch: pytest.MonkeyPatch, keys: KeyStore, told: list[tuple[str, ...]]
) -> None:
    monkeypatch.setattr(installing, "_kind", lambda: "windows")
    monkeypatch.setattr(installing, "_run", lambda _: 1)
    with pytest.raises(ScheduleNotRegistered):
        nightly.plan(session)
    assert not installing.status(session.store.folder).is_installed
    monkeypatch.setattr(installing, "_kind", lambda: "")
    with pytest.raises(ScheduleUnsupported):
        nightly.plan(session)


def test_the_night_opens_the_store_by_its_own_key(
    session: Session, told: list[tuple[str, ...]], keys: KeyStore, tmp_path: Path
) -> None:
    folder = session.store.folder
    nightly.plan(session, without_person=True)
    assert unattended.is_kept(folder)
    (secret,) = keys.kept.values()
    assert PASSWORD not in secret
    assert secret not in (folder / "keys.json").read_text()
    assert "unattended-allowed" in kinds(session)
    session.store.close()
    with unattended.open_session(folder, LOGIN) as night:
        assert making.make_daily(night) is not None
        assert len(shelf.everything(night)) == 1


def test_taken_back_the_key_opens_nothing_even_if_somebody_kept_it(
    session: Session, told: list[tuple[str, ...]], keys: KeyStore
) -> None:
    folder = session.store.folder
    nightly.plan(session, without_person=True)
    kept = dict(keys.kept)
    nightly.cancel(session)
    assert keys.kept == {}
    assert "unattended-forbidden" in kinds(session)
    session.store.close()
    with pytest.raises(KeyNotKept):
        unattended.open_session(folder, LOGIN)
    keys.kept.update(kept)
    with pytest.raises(KeyNotKept):
        unattended.open_session(folder, LOGIN)
    assert all(slot.kind != "unattended" for slot in KeySlots.load(folder / "keys.json").slots)


def test_planning_again_without_it_takes_the_key_back(
    session: Session, told: list[tuple[str, ...]], keys: KeyStore
) -> None:
    nightly.plan(session, without_person=True)
    nightly.plan(session, without_person=False)
    assert keys.kept == {}


@pytest.mark.parametrize("store", [PlainStore, None])
def test_without_a_key_store_to_trust_nothing_is_kept(
    session: Session, told: list[tuple[str, ...]], keys: KeyStore, store: type[KeyStore] | None
) -> None:
    from keyring.backends.fail import Keyring

    keyring.set_keyring(store() if store else Keyring())
    with pytest.raises(KeyStoreMissing):
        nightly.plan(session, without_person=True)
    assert told == []
    assert all(slot.kind != "unattended" for slot in KeySlots.load(session.store.folder / "keys.json").slots)
    assert not unattended.is_kept(session.store.folder)


def test_who_may_not_back_up_any_more_is_not_acted_for(
    session: Session, told: list[tuple[str, ...]], keys: KeyStore
) -> None:
    nightly.plan(session, without_person=True)
    store = session.store
    with store._writer.transaction():
        accounts.put(store._writer, replace(store.accounts()[0], roles=("worker",)))
        accounts.add(store._writer, Account("li", "李红", ("head",)))
    store.close()
    with pytest.raises(Forbidden):
        unattended.open_session(store.folder, LOGIN)
    unattended.open_session(store.folder, "li").close()  # and the lock was let go


def test_new_keys_end_what_was_allowed_until_it_is_allowed_again(
    session: Session, told: list[tuple[str, ...]], keys: KeyStore
) -> None:
    nightly.plan(session, without_person=True)
    before = dict(keys.kept)
    done = rekeying.rekey(session)
    assert done.unattended == (DEVICE,)
    folder = session.store.folder
    assert not unattended.is_kept(folder)
    keys.kept.update(before)  # somebody had copied the secret
    session.close()
    with pytest.raises(KeyNotKept):
        unattended.open_session(folder, LOGIN)
    with Session.open(folder, LOGIN, PASSWORD) as again:
        nightly.plan(again, without_person=True)
    with unattended.open_session(folder, LOGIN) as night:
        assert night.user_name()
