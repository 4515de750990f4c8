"""One file with everything: whole or refused, whatever happened to it; nothing personal to be read in it."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from storage import backup_file
from storage.backup_file import Manifest
from storage.errors import BackupDamaged, BackupTooNew, NotABackup
from storage.keys import DatabaseKey
from storage.store import Store
from tests.storage.backups import quiet, written
from tests.storage.stores import a_person, add, new_store

PLANTED = "尉迟琉璃"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = new_store(tmp_path / "store")
    add(store, "person", a_person(name=PLANTED, id_no="110105194912310021"))
    yield store
    store.close()


@pytest.fixture
def kept(store: Store, tmp_path: Path) -> Path:
    written(store, tmp_path / "one.linongbak")
    return tmp_path / "one.linongbak"


def test_it_tells_date_committee_and_counts_without_a_password(kept: Path, store: Store) -> None:
    manifest = backup_file.read(kept)
    assert (manifest.committee_code, manifest.committee_name) == ("310115007012", "凌兆第一居委会")
    assert manifest.records["person"] == 1
    assert manifest.records["dwelling"] == 0
    assert manifest.action == store.last_action()
    assert manifest.made_at.endswith("Z")
    assert backup_file.verify(kept, quiet) == manifest
    assert store.is_its_backup(manifest)


def test_nothing_personal_can_be_read_in_it(kept: Path) -> None:
    content = kept.read_bytes()
    assert PLANTED.encode() not in content
    assert b"110105194912310021" not in content


def test_any_zip_program_takes_it_apart_into_a_stores_own_files(kept: Path, store: Store) -> None:
    with zipfile.ZipFile(kept) as whole:
        assert whole.testzip() is None
        assert sorted(whole.namelist()) == ["keys.json", "ledger.db", "manifest.json"]
        assert whole.read("ledger.db")[:16] == store._key.file_mark


def test_a_file_that_is_no_backup_is_told_apart_from_a_damaged_one(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("一封信")
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("a", "b")
    for name in ("letter.txt", "other.zip", "nothing"):
        with pytest.raises(NotABackup):
            backup_file.read(tmp_path / name)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_one_that_was_cut_short_is_damaged(kept: Path, share: float) -> None:
    content = kept.read_bytes()
    kept.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(BackupDamaged):
        backup_file.read(kept)


@pytest.mark.parametrize("part", ["ledger.db", "keys.json"])
def test_a_changed_part_shows(kept: Path, part: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(kept) as whole:
        entry = whole.getinfo(part)
        start = entry.header_offset + 200
    content = bytearray(kept.read_bytes())
    content[start] ^= 1
    kept.write_bytes(content)
    with pytest.raises(BackupDamaged) as damaged:
        backup_file.verify(kept, quiet)
    assert damaged.value.what == part
    (tmp_path / "apart").mkdir()
    with pytest.raises(BackupDamaged):
        backup_file.unpack(kept, tmp_path / "apart", quiet)


def _with_manifest(kept: Path, change: dict[str, object]) -> None:
    with zipfile.ZipFile(kept) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    said = {**json.loads(parts["manifest.json"]), **change}
    parts["manifest.json"] = json.dumps(said).encode()
    with zipfile.ZipFile(kept, "w") as whole:
        for name, content in parts.items():
            whole.writestr(name, content)


def test_a_changed_line_of_the_manifest_shows_once_the_key_is_there(kept: Path, store: Store) -> None:
    _with_manifest(kept, {"made_at": "2020-01-01T00:00:00.000Z"})
    manifest = backup_file.read(kept)
    assert not store.is_its_backup(manifest)
    assert not manifest.is_sealed_by(DatabaseKey.generate())


def test_a_manifest_of_a_later_format_or_a_strange_one_is_refused(kept: Path) -> None:
    whole = kept.read_bytes()
    _with_manifest(kept, {"format": 3})
    with pytest.raises(BackupTooNew):
        backup_file.read(kept)
    for change in ({"parts": {}}, {"parts": 7}, {"strange": 1}, {"parts": {"ledger.db": {"size": 1}}}):
        kept.write_bytes(whole)
        _with_manifest(kept, change)
        with pytest.raises(BackupDamaged):
            backup_file.read(kept)
    kept.write_bytes(whole)
    _with_manifest(kept, {"kind": "other"})
    with pytest.raises(NotABackup):
        backup_file.read(kept)


def test_parts_outside_of_the_two_are_never_unpacked(kept: Path, tmp_path: Path) -> None:
    part = {"size": 1, "sha256": "0"}
    _with_manifest(kept, {"parts": {"ledger.db": part, "keys.json": part, "../outside": part}})
    (tmp_path / "apart").mkdir()
    with pytest.raises(BackupDamaged):
        backup_file.unpack(kept, tmp_path / "apart", quiet)
    assert not (tmp_path / "outside").exists()


def test_the_seal_covers_every_line() -> None:
    key = DatabaseKey.generate()
    facts = ("2026-11-21T00:00:00.000Z", "daily", "1", "n", "s", "0", 2, 3, 3, "c")
    whole = Manifest(*facts, {"person": 1}, "quick").sealed(key)
    assert whole.is_sealed_by(key)
    for change in ({"made_at": "x"}, {"why": "manual"}, {"action": 4}, {"records": {"person": 2}}, {"chain": "d"}):
        assert not replace(whole, **change).is_sealed_by(key)
