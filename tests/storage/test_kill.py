"""Kill -9 at random moments: reopened, the store is whole, every acknowledged write is there, none by halves.

A few of each here; `dev.py soak` repeats the whole story more often.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from storage import backup_file, checking, schema, upgrading
from storage.store import Store
from sync.overlay import differences
from tests.storage.stores import PASSWORD, PERSON, a_person, add, new_store

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")

START = """
import sys
from pathlib import Path
from ledger import catalog, ids
from storage import database, upgrading
from storage.store import Store
PERSON = catalog.named("person")
folder = Path(sys.argv[1])
def say(text):
    sys.stdout.write(text + "\\n")
    sys.stdout.flush()
def store():
    return Store.open(folder, account="admin", password="Lilong-2026!")
"""
EDITS = """
s = store(); say("ready")
with s.reader() as reader:
    person = next(iter(reader.scan(PERSON, ())))[0]
count = 0
while True:
    with s.write(user="admin", kind="set") as write:
        write.patch(PERSON, [(person, {}, {"age": count, "remark": "x" * (count % 50)})], checked=False)
        write.create(PERSON, [(ids.new_id(), {"name": f"e{count}"})])
    say(f"edit {count}"); count += 1
"""
IMPORTS = """
s = store(); say("ready")
count = 0
while True:
    made = ids.new_ids(1500)
    with s.write(user="admin", kind="import") as write:
        write.create(PERSON, [(id_, {"name": f"批{count}", "id_no": f"{n:018}"}) for n, id_ in enumerate(made)])
    say(f"import {count}")
    with s.write(user="admin", kind="import-undo") as write:
        write.delete(PERSON, made, reason="undo")
    say(f"undo {count}"); count += 1
"""
MIGRATION = """
say("ready")
from storage import keys, schema
key = keys.KeySlots.load(folder / "keys.json").unwrap("admin", "Lilong-2026!")
connection = database.open_writer(folder / "ledger.db", key)
steps = {n: (f"CREATE TABLE later{n} (a)",
             f"INSERT INTO later{n} SELECT name FROM person", f"ALTER TABLE person ADD x{n} TEXT")
         for n in range(schema.VERSION + 1, 40)}
upgrading.upgrade(connection, key, folder / "backups", steps=steps)
say("done")
import time; time.sleep(5)
"""


def kill_at(folder: Path, program: str, after_s: float) -> list[str]:
    """Run the program, kill it that long after it was ready; answers what it had acknowledged."""
    child = subprocess.Popen([sys.executable, "-c", START + program, str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with child, child.stdout:
        assert child.stdout.readline() == "ready\n"
        time.sleep(after_s)
        child.send_signal(signal.SIGKILL)
        return child.stdout.read().splitlines()


def assert_whole(store: Store) -> None:
    with store.reader() as reader:
        assert list(checking.check(reader.connection)) == []
        overlays, bases = reader.overlays_by_id(PERSON), reader.bases_by_id(PERSON)
        assert list(differences(PERSON, reader.rows_by_id(PERSON), overlays, bases)) == []


def opened(folder: Path) -> Store:
    return Store.open(folder, account="admin", password=PASSWORD)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with new_store(tmp_path / "store") as store:
        add(store, "person", *(a_person() for _ in range(300)))
    return tmp_path / "store"


def moments(count: int, longest_s: float) -> list[float]:
    generator = random.Random(20261121)  # noqa: S311 - moments, not secrets
    return [generator.uniform(0, longest_s) for _ in range(count)]


def test_killed_edits_are_all_there_or_not_at_all(folder: Path) -> None:
    for moment in moments(4, 0.6):
        said = kill_at(folder, EDITS, moment)
        with opened(folder) as store, store.reader() as reader:
            done = [line for line in said if line.startswith("edit ")]
            age = next(iter(reader.scan(PERSON, ("age",))))[1]
            if done:  # the last one said, or the one after it, which was cut before it could be said
                assert age in (len(done) - 1, len(done))
            assert_whole(store)


def test_killed_import_or_undo_leaves_no_half(folder: Path) -> None:
    for moment in moments(4, 1.2):
        said = kill_at(folder, IMPORTS, moment)
        with opened(folder) as store, store.reader() as reader:
            lives = [
                life
                for _, life in reader.scan(PERSON, ("life",), where={"name": [f"批{n}" for n in range(99)]}, dead=True)
            ]
            assert len(lives) % 1500 == 0
            assert sum(1 for life in lives if life == 1) % 1500 == 0
            assert len(lives) // 1500 >= sum(line.startswith("import") for line in said)
            assert_whole(store)


def test_killed_migration_stands_at_a_step_and_goes_on(folder: Path) -> None:
    present = schema.VERSION
    for moment in moments(3, 0.5):
        kill_at(folder, MIGRATION, moment)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("storage.schema.VERSION", 39)
        store = opened(folder)
    version = store._writer.number("PRAGMA user_version")
    tables = store._writer.number("SELECT count(*) FROM sqlite_schema WHERE name GLOB 'later*'")
    columns = store._writer.number("SELECT count(*) FROM pragma_table_info('person') WHERE name GLOB 'x*'")
    assert tables == columns == version - present
    assert store._writer.rows("PRAGMA integrity_check") == [("ok",)]
    for kept in (folder / "backups").glob("*.linongbak"):
        assert store.is_its_backup(backup_file.verify(kept, lambda *_: None))
    store.close()
    assert set(upgrading.STEPS) == set(range(2, schema.VERSION + 1))
