"""Stores that are not opened, not begun or only half made: each is refused in its own words, and no file changes."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from storage import place
from storage.errors import (
    DatabaseDamaged,
    DatabaseMissing,
    DatabaseTooNew,
    FolderRefused,
    ForeignFile,
    KeysDamaged,
    StoreExists,
    StoreMissing,
    WrongPassword,
)
from storage.keys import KeySlots
from tests.storage.stores import PASSWORD, a_person, add, files_of, new_store, opened


def test_wrong_password_changes_no_file_but_its_own_count(tmp_path: Path) -> None:
    refused_unharmed(tmp_path, WrongPassword, lambda folder: None, password="Wrong-2026!")


def cut(folder: Path) -> None:
    os.truncate(folder / "ledger.db", 8192 * 4 + 100)


def emptied(folder: Path) -> None:
    os.truncate(folder / "ledger.db", 0)


def foreign(folder: Path) -> None:
    (folder / "ledger.db").write_bytes(b"PK\x03\x04" + os.urandom(20000))


def newer(folder: Path) -> None:
    with opened(folder) as store:
        store._writer.run("PRAGMA user_version = 99")


def other_keys(folder: Path) -> None:
    with tempfile.TemporaryDirectory() as other:
        new_store(Path(other) / "store").close()
        for name in ("keys.json", "keys.json.bak"):
            shutil.copy(Path(other) / "store" / name, folder / name)


def no_keys(folder: Path) -> None:
    (folder / "keys.json").unlink()
    (folder / "keys.json.bak").write_text("[]")


def no_database(folder: Path) -> None:
    (folder / "ledger.db").unlink()


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (cut, DatabaseDamaged),
        (emptied, DatabaseDamaged),
        (foreign, ForeignFile),
        (newer, DatabaseTooNew),
        (other_keys, ForeignFile),
        (no_keys, KeysDamaged),
        (no_database, DatabaseMissing),
    ],
)
def test_spoiled_store_is_refused_and_unharmed(
    tmp_path: Path, spoil: Callable[[Path], None], expected: type[Exception]
) -> None:
    refused_unharmed(tmp_path, expected, spoil)


def refused_unharmed(
    tmp_path: Path, expected: type[Exception], spoil: Callable[[Path], None], *, password: str = PASSWORD
) -> None:
    folder = tmp_path / "store"
    with new_store(folder) as store:
        add(store, "person", a_person())
    spoil(folder)
    before = files_of(folder)
    with pytest.raises(expected):
        opened(folder, password)
    after = files_of(folder)
    counted = after.pop("attempts.json", b"")
    assert after == before
    assert bool(counted) == (expected is WrongPassword)
    with pytest.raises(expected):  # and the lock was let go
        opened(folder, password)


def test_store_is_never_overwritten(tmp_path: Path) -> None:
    new_store(tmp_path / "store").close()
    before = files_of(tmp_path / "store")
    with pytest.raises(StoreExists):
        new_store(tmp_path / "store")
    assert files_of(tmp_path / "store") == before


@pytest.mark.parametrize("also_gone", ["", "keys.json", "keys.json.bak"])
def test_no_store_is_begun_over_the_keys_of_a_lost_database(tmp_path: Path, also_gone: str) -> None:
    folder = tmp_path / "store"
    new_store(folder).close()
    for name in filter(None, ("ledger.db", also_gone)):
        (folder / name).unlink()
    left = files_of(folder)
    for _ in range(2):  # and the lock was let go
        with pytest.raises(DatabaseMissing):
            new_store(folder)
    assert files_of(folder) == left


def test_store_whose_making_stopped_after_the_keys_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "store"
    save = KeySlots.save

    def save_and_stop(slots: KeySlots) -> None:
        save(slots)
        raise KeyboardInterrupt

    monkeypatch.setattr(KeySlots, "save", save_and_stop)
    with pytest.raises(KeyboardInterrupt):
        new_store(folder)
    assert (folder / "keys.json").exists()
    with pytest.raises(StoreMissing):
        opened(folder)
    monkeypatch.undo()
    new_store(folder).close()
    opened(folder).close()
    assert not list(folder.glob("*.new*"))


def test_half_made_store_is_no_store_and_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "store"
    monkeypatch.setattr("storage.state.begin", lambda connection: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        new_store(folder)
    with pytest.raises(StoreMissing):
        opened(folder)
    monkeypatch.undo()
    new_store(folder).close()
    assert not list(folder.glob("*.new*"))


def test_folder_that_became_synchronised_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    new_store(tmp_path / "store").close()
    monkeypatch.setattr(place, "synchronised_by", lambda folder: "OneDrive")
    with pytest.raises(FolderRefused):
        opened(tmp_path / "store")


@pytest.mark.skipif(sys.platform == "win32", reason="folder rights work otherwise there")
def test_folder_that_may_only_be_read_is_told() -> None:
    with tempfile.TemporaryDirectory() as top:
        folder = Path(top) / "store"
        new_store(folder).close()
        before = files_of(folder)
        for path in (Path(top), folder, *folder.iterdir()):
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            assert as_plain_user(folder) == "ReadOnlyFolder"
        finally:
            Path(top).chmod(0o700)
            folder.chmod(0o700)
        assert files_of(folder) == before


def as_plain_user(folder: Path) -> str:
    """What opening gives in a copy of this process that has no special rights."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.geteuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            opened(folder)
            os.write(writing, b"opened")
        except BaseException as error:  # noqa: BLE001 - the parent tells
            os.write(writing, type(error).__name__.encode())
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with os.fdopen(reading) as answer:
        return answer.read()
