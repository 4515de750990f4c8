from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import ids
from storage import log_entries as entries
from storage.errors import DatabaseDamaged, ForeignFile
from storage.log_entries import Asked
from storage.store import Entry, Store
from storage.trail import archive
from storage.trail.archive import Archive
from storage.trail.verifying import Verdict
from tests.storage.stores import PASSWORD, PERSON, a_person, add, new_store

OLD, NEW, CUT = "2020-01-01T00:00:00.000Z", "2026-11-01T00:00:00.000Z", "2025-01-01T00:00:00.000Z"
LOOKS = 20


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Store]:
    """Twenty old looks, an old change among them, and three young looks."""
    store = new_store(tmp_path / "store")
    store.note([(Entry("admin", "view", class_="view", at=OLD), {"n": n}) for n in range(LOOKS // 2)])
    with store.enter(Entry("admin", "add", at=OLD)) as write:
        write.create(PERSON, [(ids.new_id(), a_person())])
    store.note([(Entry("admin", "view", class_="view", at=OLD), {"n": n}) for n in range(LOOKS // 2)])
    store.note([(Entry("admin", "view", class_="view", at=NEW), {"n": n}) for n in range(3)])
    yield store
    store.close()


def _put_away(store: Store, before: str = CUT) -> Archive | None:
    with store.reader() as reader:
        span = archive.old_enough(reader.connection, before)
        if span is None:
            return None
        made = archive.write(reader.connection, store.folder, store.log_key, span)
    with store.enter(Entry("admin", archive.KIND, class_="ops", source=made.path.name)) as write:
        archive.put_away(write.connection, span)
        write.audit_detail(**{"from": span.first, "to": span.last, "entries": made.entries})
    return made


def test_what_is_old_goes_and_the_chain_is_verified_from_its_last_link_on(old: Store) -> None:
    made = _put_away(old)
    assert made is not None
    assert (made.first, made.last, made.entries, made.is_sound) == (1, LOOKS + 1, LOOKS + 1, True)
    assert [row[0] for row in old._writer.rows("SELECT id FROM action ORDER BY id")] == [11, 22, 23, 24, 25]
    assert old.log_verdict() == Verdict(5)


def test_the_change_that_stays_is_still_verified(old: Store) -> None:
    _put_away(old)
    old._writer.run("UPDATE action SET user = 'other' WHERE id = 11")
    assert old.log_verdict().first_bad == 11


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE audit_link SET chain = zeroblob(32) WHERE id = 10", 11),
        ("DELETE FROM audit_link WHERE id = 10", 1),
        ("UPDATE audit_link SET seal = zeroblob(64) WHERE id = 21", 22),
        ("DELETE FROM action WHERE id = 11", 11),
        ("DELETE FROM action WHERE id = 22", 12),
        ("UPDATE action SET detail = json_set(detail, '$.to', 23) WHERE kind = 'log-archive'", 25),
    ],
)
def test_tampering_after_an_archive_is_found(old: Store, tampering: str, broken: int) -> None:
    _put_away(old)
    old._writer.run(tampering)
    assert old.log_verdict().first_bad == broken


def test_an_archive_is_read_like_the_log(old: Store) -> None:
    made = _put_away(old)
    assert made is not None
    with archive.opened(made.path, old.log_key) as connection:
        assert entries.count(connection, Asked(classes=("view",))) == LOOKS
        page = entries.page(connection, Asked(classes=("view",), below=5), 2)
        assert [one.id for one in page] == [4, 3]
        assert [one.id for one in entries.oldest_first(connection, Asked(classes=("data",)))] == [11]


def test_an_archive_lies_encrypted_and_opens_with_its_own_store_only(old: Store, tmp_path: Path) -> None:
    made = _put_away(old)
    assert made is not None
    assert b"admin" not in made.path.read_bytes()
    assert not list(made.path.parent.glob(".*"))
    with (
        new_store(tmp_path / "other") as other,
        pytest.raises((ForeignFile, DatabaseDamaged)),
        archive.opened(made.path, other.log_key) as connection,
    ):
        entries.count(connection, Asked())


@pytest.mark.parametrize("spoil", ["content", "signature", "name", "gone"])
def test_a_changed_archive_shows(old: Store, spoil: str) -> None:
    made = _put_away(old)
    assert made is not None
    signature = made.path.with_suffix(".sig")
    if spoil == "content":
        content = bytearray(made.path.read_bytes())
        content[9000] ^= 1
        made.path.write_bytes(bytes(content))
    elif spoil == "signature":
        said = json.loads(signature.read_bytes())
        signature.write_text(json.dumps(said | {"entries": 3}))
    elif spoil == "name":
        renamed = made.path.with_name("log-00000002-00000021.db")
        made.path.rename(renamed)
        signature.rename(renamed.with_suffix(".sig"))
    else:
        signature.unlink()
    (found,) = archive.every(old.folder, old.log_key.public)
    assert not found.is_sound
    assert archive.first_bad(found, old.log_key) in (1, 2)


def test_archives_follow_one_another_and_nothing_is_archived_twice(old: Store) -> None:
    _put_away(old)
    assert _put_away(old) is None
    second = _put_away(old, "2027-01-01T00:00:00.000Z")
    assert second is not None
    assert (second.first, second.last) == (22, 24)
    assert old.log_verdict().is_whole
    add(old, "person", a_person(name="后来"))
    assert old.log_verdict() == Verdict(4)
    assert [one.first for one in archive.every(old.folder, old.log_key.public)] == [22, 1]
    old.close()
    with Store.open(old.folder, account="admin", password=PASSWORD) as again:
        assert again.log_verdict().is_whole


def test_an_archive_cut_short_leaves_the_store_and_no_file(old: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_args: object) -> str:
        raise OSError(28, "full")

    monkeypatch.setattr(archive, "_digest", fails)
    with pytest.raises(OSError, match="full"):
        _put_away(old)
    assert list((old.folder / archive.FOLDER).iterdir()) == []
    assert old.log_verdict() == Verdict(LOOKS + 4)
