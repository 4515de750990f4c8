from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from storage import audit
from storage.audit import Action
from storage.store import Entry, Store
from storage.trail import chain, head, verifying
from storage.trail.verifying import LOST, PERIOD, Verdict
from tests.storage.stores import DWELLING, PASSWORD, PERSON, a_person, add, change, new_store

ENTRIES = 5
RELEASED = Path(__file__).parent.parent / "fixtures" / "databases"


@pytest.fixture
def told(store: Store) -> Store:
    """Five entries: three people come, one is renamed, an export, a look, another person comes."""
    (person, *_) = add(store, "person", *(a_person(name=f"人{n}") for n in range(3)))
    change(store, "person", person, {"name": "人0"}, {"name": "王"})
    with store.write(user="admin", kind="export", reason="报送") as write:
        write.audit_detail(rows=3)
    with store.enter(Entry("admin", "view", class_="view", ledger="person", record=person)) as write:
        write.audit_detail(fields=["phone"])
    add(store, "person", a_person(name="李"))
    return store


def test_untouched_log_is_whole(told: Store) -> None:
    assert told.log_verdict() == Verdict(ENTRIES)


TAMPERINGS = [
    ("UPDATE operation SET body = replace(body, '人0', '人9') WHERE lid = 1", 1),
    ("UPDATE operation SET body = replace(body, '王', '玉') WHERE lid = 4", 2),
    ("UPDATE person SET name = '人9' WHERE nr = 2", 1),
    ("UPDATE person SET id_no = '310115199001010016' WHERE nr = 2", 1),
    ("DELETE FROM person WHERE nr = 2", 1),
    ("UPDATE operation SET type = 'topic_merchant' WHERE lid = 2", 1),
    ("UPDATE operation SET type = 'nothing' WHERE lid = 2", 1),
    ("UPDATE operation SET kind = 'create' WHERE lid = 4", 2),
    ("UPDATE operation SET id = x'00' WHERE lid = 2", 1),
    ("UPDATE operation SET action = 1 WHERE lid = 4", 2),
    ("DELETE FROM operation WHERE lid = 2", 1),
    ("DELETE FROM operation WHERE lid = 5", 5),
    ("UPDATE operation SET lid = 9 WHERE lid = 4", 2),
    ("UPDATE operation SET lid = lid + 10 WHERE lid = 1", 1),
    ("UPDATE action SET user = 'other' WHERE id = 1", 1),
    ("UPDATE action SET at = '2020-01-01T00:00:00.000Z' WHERE id = 2", 2),
    ("UPDATE action SET detail = '{}' WHERE id = 3", 3),
    ("UPDATE action SET reason = '' WHERE id = 3", 3),
    ("UPDATE action SET class = '' WHERE id = 3", 3),
    ("UPDATE action SET class = 'ops' WHERE id = 4", 4),
    ("UPDATE action SET device = 'elsewhere' WHERE id = 4", 4),
    ("UPDATE action SET ledger = 'dwelling' WHERE id = 4", 4),
    ("UPDATE action SET record = NULL WHERE id = 4", 4),
    ("UPDATE action SET record = x'0102' WHERE id = 4", 4),
    ("UPDATE action SET reason = source, source = reason WHERE id = 3", 3),
    ("UPDATE action SET chain = x'00' WHERE id = 2", 2),
    ("UPDATE action SET chain = x'00' WHERE id = 5", 5),
    ("UPDATE action SET seal = NULL WHERE id = 2", 2),
    ("UPDATE action SET seal = zeroblob(64) WHERE id = 5", 5),
    ("UPDATE action SET hash = zeroblob(32) WHERE id = 2", 2),
    ("DELETE FROM action WHERE id = 1", 1),
    ("DELETE FROM action WHERE id = 2", 2),
    ("DELETE FROM action WHERE id = 4", 4),
    ("DELETE FROM action WHERE id = 5", 5),
    ("DELETE FROM action WHERE id > 3", 4),
    ("DELETE FROM action", 1),
    ("UPDATE action SET id = -id WHERE id = 2", -2),
    (
        "INSERT INTO action SELECT 6, at, user, kind, source, reason, offset_ms, version, detail, 6, 0, hash, chain,"
        " class, device, ledger, record, seal FROM action WHERE id = 4",
        6,
    ),
    ("INSERT INTO operation SELECT 6, x'01', g, gen, 9, kind, type, id, body, 0, NULL, 3 FROM operation LIMIT 1", 3),
    ("INSERT INTO operation SELECT 6, x'01', g, gen, 9, kind, type, id, body, 0, NULL, 8 FROM operation LIMIT 1", 6),
]


@pytest.mark.parametrize(("tampering", "broken"), TAMPERINGS)
def test_any_change_in_the_file_names_the_first_broken_entry(told: Store, tampering: str, broken: int) -> None:
    told._writer.run(tampering)
    assert told.log_verdict().first_bad == broken


def test_two_entries_exchanged_name_the_earlier(told: Store) -> None:
    told._writer.run("UPDATE action SET id = id + 100 WHERE id IN (3, 4)")
    told._writer.run("UPDATE action SET id = CASE id WHEN 103 THEN 4 ELSE 3 END WHERE id > 100")
    assert told.log_verdict().first_bad == 3


def test_numbers_that_sync_renews_are_not_part_of_the_hash(told: Store) -> None:
    told._writer.run("UPDATE operation SET gen = 2, n = n + 100, state = 2, ack_rv = 5, g = NULL")
    assert told.log_verdict().is_whole


def test_text_with_a_nul_never_passes_for_two_texts(store: Store) -> None:
    with store.enter(Entry("admin", "look", source="a\0b", reason="c", class_="view")) as write:
        write.audit_detail(n=1)
    (entry,) = _entries(store)
    assert (entry.source, store.log_verdict().is_whole) == ("ab", True)
    store._writer.run("UPDATE action SET source = 'a', reason = 'b' || char(0) || 'c'")
    assert store.log_verdict().first_bad == 1


# -- with the key of the file in hand, and the chain computed anew


def _rechain(store: Store, first: int) -> None:
    """Give every entry from `first` on the link that fits what stands there now, as a careful forger would."""
    writer = store._writer
    rows = writer.rows(f"SELECT {chain.COLUMNS}, seal FROM action ORDER BY id")  # noqa: S608
    before = chain.NO_ENTRY
    for *entry, seal in rows:
        link = chain.link(before, entry)
        writer.run("UPDATE action SET chain = ? WHERE id = ?", (link, entry[0]))
        before = chain.joined(link, cast("bytes", seal))
    assert first <= len(rows)


@pytest.mark.parametrize("edited", [1, 2, 3, 4, 5])
def test_an_edit_with_the_whole_chain_computed_anew_is_named(told: Store, edited: int) -> None:
    told._writer.run("UPDATE action SET user = 'other' WHERE id = ?", (edited,))
    _rechain(told, edited)
    assert told.log_verdict().first_bad == edited


@pytest.mark.parametrize("edited", [1, PERIOD - 1, PERIOD, PERIOD + 1, 2 * PERIOD + 37, 3 * PERIOD - 100])
def test_in_a_long_log_the_edited_entry_is_named_between_two_looks_at_the_seal(store: Store, edited: int) -> None:
    entry = Entry("admin", "view", class_="view")
    store.note([(entry, {"n": n}) for n in range(3 * PERIOD)])
    assert store.log_verdict() == Verdict(3 * PERIOD)
    store._writer.run("UPDATE action SET detail = '{\"n\":9999}' WHERE id = ?", (edited,))
    assert store.log_verdict().first_bad == edited
    _rechain(store, edited)
    assert store.log_verdict().first_bad == edited


def test_a_part_chained_anew_is_named_at_its_beginning(store: Store) -> None:
    store.note([(Entry("admin", "view", class_="view"), {"n": n}) for n in range(40)])
    store._writer.run("UPDATE action SET user = 'other' WHERE id = 11")
    rows = store._writer.rows(f"SELECT {chain.COLUMNS}, chain, seal FROM action WHERE id >= 10 ORDER BY id")  # noqa: S608
    before = chain.joined(cast("bytes", rows[0][-2]), cast("bytes", rows[0][-1]))
    for *entry, _, seal in rows[1:10]:
        link = chain.link(before, entry)
        store._writer.run("UPDATE action SET chain = ? WHERE id = ?", (link, entry[0]))
        before = chain.joined(link, cast("bytes", seal))
    assert store.log_verdict().first_bad == 11


# -- the end of the log, and the head beside it


def _reopened(store: Store) -> Store:
    store.close()
    return Store.open(store.folder, account="admin", password=PASSWORD)


def test_a_tail_cut_off_is_named_by_the_first_entry_that_is_gone_and_stays_on_record(told: Store) -> None:
    told._writer.run("DELETE FROM action WHERE id > 3")
    told._writer.run("DELETE FROM operation WHERE lid > 4")
    assert told.log_verdict() == Verdict(3, 4, "cut")
    with _reopened(told) as again:
        assert again.log_verdict() == Verdict(4, 4, "gap")
        entry = _entries(again)[0]
        assert (entry.kind, entry.class_, entry.detail) == (LOST, "security", {"how": "cut", "entry": ENTRIES})
        with again.write(user="admin", kind="export") as write:
            write.audit_detail(rows=1)
        assert again.log_verdict().first_bad == 4


def test_an_older_database_in_the_place_of_the_present_one_is_noticed(told: Store) -> None:
    folder = told.folder
    told.close()
    old = {path: path.read_bytes() for path in folder.glob("ledger.db*")}
    with Store.open(folder, account="admin", password=PASSWORD) as store:
        add(store, "person", a_person(name="后来"))
    for path in folder.glob("ledger.db*"):
        path.unlink()
    for path, content in old.items():
        path.write_bytes(content)
    with Store.open(folder, account="admin", password=PASSWORD) as store:
        assert store.log_verdict() == Verdict(ENTRIES + 1, ENTRIES + 1, "gap")


@pytest.mark.parametrize("content", [None, b"", b"{}", b"\xff" * 1024])
def test_a_head_that_is_gone_or_unreadable_is_on_record(told: Store, content: bytes | None) -> None:
    told.close()
    path = told.folder / head.FILE_NAME
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with Store.open(told.folder, account="admin", password=PASSWORD) as store:
        assert _entries(store)[0].detail == {"how": "missing", "entry": ENTRIES}
        assert store.log_verdict().first_bad == ENTRIES + 1


def test_a_head_signed_by_another_store_is_on_record(told: Store, tmp_path: Path) -> None:
    with new_store(tmp_path / "other") as other:
        add(other, "person", a_person())
    told.close()
    (told.folder / head.FILE_NAME).write_bytes((tmp_path / "other" / head.FILE_NAME).read_bytes())
    with Store.open(told.folder, account="admin", password=PASSWORD) as store:
        assert _entries(store)[0].detail["how"] == "forged"


def test_a_head_left_behind_by_a_crash_is_no_trouble(told: Store) -> None:
    before = (told.folder / head.FILE_NAME).read_bytes()
    add(told, "person", a_person(name="后来"))
    told.close()
    (told.folder / head.FILE_NAME).write_bytes(before)
    with Store.open(told.folder, account="admin", password=PASSWORD) as store:
        assert store.log_verdict() == Verdict(ENTRIES + 1)


def test_what_is_written_while_the_log_is_looked_at_is_no_cut(told: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    real = head.read

    def read(folder: Path, public: bytes) -> head.Head | None:
        add(told, "person", a_person())
        return real(folder, public)

    monkeypatch.setattr(head, "read", read)
    assert told.log_verdict() == Verdict(ENTRIES + 1)


def _places(folder: Path) -> list[str]:
    content = (folder / head.FILE_NAME).read_text(encoding="ascii")
    return [content[: len(content) // 2], content[len(content) // 2 :]]


def test_of_the_heads_places_the_older_is_written_whenever_the_store_was_opened(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        add(store, "person", a_person())
    before = _places(tmp_path / "store")
    for count in range(2, 7):
        with Store.open(tmp_path / "store", account="admin", password=PASSWORD) as store:
            add(store, "person", a_person())
        now = _places(tmp_path / "store")
        (kept,) = [place for place, was in zip(now, before, strict=True) if place == was]
        assert f'"entry": {count - 1},' in kept
        before = now


def test_one_place_of_the_head_torn_leaves_the_other(told: Store) -> None:
    told.close()
    path = told.folder / head.FILE_NAME
    content = bytearray(path.read_bytes())
    content[20:60] = b"\0" * 40
    path.write_bytes(bytes(content))
    with Store.open(told.folder, account="admin", password=PASSWORD) as store:
        assert store.log_verdict().is_whole


def test_a_head_renewed_by_right_is_no_gap(told: Store) -> None:
    told._writer.run("DELETE FROM action WHERE id > 4")
    told._writer.run("DELETE FROM operation WHERE lid > 4")
    head.renew(told.folder, told._writer)
    with _reopened(told) as again:
        assert again.log_verdict() == Verdict(4)


# -- entries of schema version 1


@pytest.fixture
def upgraded(tmp_path: Path) -> Iterator[Store]:
    """A store of version 0.1.0 as this program opens it: its password gets a pair, then comes an entry of its own."""
    shutil.copytree(RELEASED / "0.1.0", tmp_path / "old")
    with Store.open(tmp_path / "old", account="admin", password=PASSWORD) as store:
        add(store, "person", a_person(name="后来"))
        yield store


def test_entries_of_version_1_stay_verifiable(upgraded: Store) -> None:
    old = upgraded._writer.number("SELECT count(*) FROM action WHERE class = '' AND seal IS NULL")
    assert old > 1
    assert upgraded.log_verdict() == Verdict(old + 2)
    kinds = {one.kind for one in _entries(upgraded)}
    assert verifying.LOST not in kinds


@pytest.mark.parametrize(
    "tampering", ["UPDATE action SET user = 'other' WHERE id = 2", "DELETE FROM action WHERE id = 2"]
)
def test_a_changed_entry_of_version_1_is_named(upgraded: Store, tampering: str) -> None:
    upgraded._writer.run(tampering)
    assert upgraded.log_verdict().first_bad == 2


def test_old_entries_chained_anew_are_noticed_at_the_first_sealed_one(upgraded: Store) -> None:
    sealed = upgraded._writer.number("SELECT min(id) FROM action WHERE seal IS NOT NULL")
    upgraded._writer.run("UPDATE action SET user = 'other' WHERE id = 2")
    _rechain(upgraded, 2)
    assert upgraded.log_verdict().first_bad == sealed


def test_an_entry_cannot_pass_for_one_of_version_1(upgraded: Store) -> None:
    last = upgraded._writer.number("SELECT max(id) FROM action")
    add(upgraded, "person", a_person(name="再后来"))
    upgraded._writer.run("UPDATE action SET class = '', seal = NULL, user = 'other' WHERE id = ?", (last + 1,))
    _rechain(upgraded, last + 1)
    assert upgraded.log_verdict().first_bad == last + 1


# -- what is entered


def test_entries_are_read_newest_first_and_by_kind(told: Store) -> None:
    with told.reader() as reader:
        assert [action.kind for action in reader.actions()] == ["add", "view", "export", "set", "add"]
        assert [action.id for action in reader.actions(kind="set")] == [2]
        assert [action.rows for action in reader.actions(action=1)] == [3]
        assert [action.id for action in reader.actions(classes=("view", "export"))] == [4, 3]
        assert len(reader.actions(limit=1)) == 1
        assert [action.id for action in reader.changes(2)] == [5, 2]
        assert reader.count(PERSON) == 4
        assert reader.last_action() == 5


def test_an_edit_names_its_ledger_record_and_fields_and_no_value(told: Store) -> None:
    added, _, _, edited, _ = _entries(told)
    assert (edited.ledger, edited.detail) == ("person", {"fields": ["name"]})
    assert edited.record is not None
    assert added.detail == {"fields": ["birth_date", "name", "population_type", "sex"]}
    kept = told._writer.rows("SELECT source || reason || detail FROM action")
    assert not any("王" in str(row[0]) or "1990" in str(row[0]) for row in kept)


def test_looks_are_no_news_for_lists_and_undo(told: Store) -> None:
    with told.reader() as reader:
        before = reader.last_action(), [one.id for one in reader.changes()]
    told.note([(Entry("admin", "view", class_="view"), {"n": n}) for n in range(10)])
    with told.reader() as reader:
        assert (reader.last_action(), [one.id for one in reader.changes()]) == before
        assert reader.count(DWELLING) == 0


def test_changes_and_kinds_are_found_through_indexes_however_many_looks_there_are(store: Store) -> None:
    asked = f"SELECT id FROM action INDEXED BY action_changes WHERE {audit.CHANGES} AND id >= 7 ORDER BY id DESC"  # noqa: S608
    plans = [asked, "SELECT id FROM action WHERE kind = 'import' ORDER BY id DESC LIMIT 5"]
    told = [str(store._writer.rows(f"EXPLAIN QUERY PLAN {sql}")) for sql in plans]
    assert ["action_changes" in told[0], "action_kind" in told[1]] == [True, True]
    assert not any("TEMP B-TREE" in plan for plan in told)


def test_keyed_hashes_are_equal_for_equal_values_of_one_store_only(store: Store, tmp_path: Path) -> None:
    with new_store(tmp_path / "other") as other:
        mine, theirs = store.log_key.hashed("13800000000"), other.log_key.hashed("13800000000")
    assert mine == store.log_key.hashed("13800000000") != theirs
    assert "138" not in mine


def _entries(store: Store) -> list[Action]:
    with store.reader() as reader:
        return reader.actions(limit=-1)
