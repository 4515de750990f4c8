from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.stores.notes import Notes
from app.stores.session import Session
from storage.errors import DiskFull, WrongPassword
from storage.store import Entry
from tests.committee import LOGIN, PASSWORD, new_store


@pytest.fixture
def session(tmp_path: Path) -> Session:
    new_store(tmp_path / "store").close()
    return Session.open(tmp_path / "store", LOGIN, PASSWORD)


def _kinds(session: Session) -> list[str]:
    with session.reader() as reader:
        return [one.kind for one in reversed(reader.actions(limit=-1))]


def test_coming_locking_unlocking_and_leaving_are_entered(session: Session) -> None:
    session.note_lock()
    with pytest.raises(WrongPassword):
        session.unlock("wrong-1234")
    session.unlock(PASSWORD)
    session.notes.flush()
    assert _kinds(session) == ["log-in", "lock", "unlock-refused", "unlock"]
    folder = session.store.folder
    session.close()
    with Session.open(folder, LOGIN, PASSWORD) as again:
        assert _kinds(again)[4:] == ["log-out", "log-in"]
        with again.reader() as reader:
            assert {one.class_ for one in reader.actions(limit=-1)} == {"login"}


def test_wrong_passwords_tried_while_the_store_was_closed_are_carried_in(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    new_store(folder).close()
    for _ in range(3):
        with pytest.raises(WrongPassword):
            Session.open(folder, LOGIN, "wrong-1234")
    with Session.open(folder, LOGIN, PASSWORD) as session, session.reader() as reader:
        assert reader.actions(kind="log-in")[0].detail["wrong"] == 3


def test_a_lock_during_a_long_write_waits_for_nothing_and_keeps_its_instant(session: Session) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def write() -> None:
        with session.store.write(user=LOGIN, kind="import") as writing:
            inside.set()
            go_on.wait(10)
            writing.audit_detail(rows=1)

    long = threading.Thread(target=write)
    long.start()
    assert inside.wait(10)
    session.note_lock()  # would wait for ever here
    go_on.set()
    long.join()
    session.notes.flush()
    with session.reader() as reader:
        lock, imported = reader.actions(limit=2)
    assert (lock.kind, imported.kind) == ("lock", "import")
    session.close()


def test_what_could_not_be_written_is_written_later(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = Notes(session.store)
    real = session.store.note

    def full(_entries: object) -> None:
        raise DiskFull(session.store.folder)

    monkeypatch.setattr(session.store, "note", full)
    notes.enter(Entry(LOGIN, "lock", class_="login"))
    with pytest.raises(DiskFull):
        notes.flush()
    monkeypatch.setattr(session.store, "note", real)
    notes.close()
    assert _kinds(session)[-1] == "lock"
    session.close()
