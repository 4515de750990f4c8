"""Connections: what is set, and how the world's faults are told. Real encrypted files."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from storage import database
from storage.database import Connection
from storage.errors import DatabaseDamaged, DiskFull, DiskTrouble, ForeignFile, ReadOnlyFolder, StoreMissing
from storage.keys import DatabaseKey

KEY = DatabaseKey(b"\x07" * 32)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    connection = database.create(tmp_path / "ledger.db", KEY)
    connection.run("CREATE TABLE t (a TEXT)")
    connection.run_many("INSERT INTO t VALUES (?)", [("张三" * 500,)] * 200)
    connection.close()
    return connection.path


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("cipher_memory_security", "1"),
        ("secure_delete", 1),
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("temp_store", 2),
        ("foreign_keys", 0),
        ("mmap_size", 0),
        ("trusted_schema", 0),
        ("page_size", database.PAGE_BYTES),
    ],
)
def test_every_connection_is_set_as_the_security_document_says(path: Path, pragma: str, value: object) -> None:
    writer = database.open_writer(path, KEY)
    reader = database.open_reader(path, KEY)
    for connection in (writer, reader):
        found = connection.value(f"PRAGMA {pragma}")
        assert str(found or 0) == str(value)
        connection.close()


def test_reader_cannot_write(path: Path) -> None:
    reader = database.open_reader(path, KEY)
    with pytest.raises(ReadOnlyFolder):
        reader.run("DELETE FROM t")
    reader.close()


def test_none_and_bytes_come_back_as_they_went(path: Path) -> None:
    connection = database.open_writer(path, KEY)
    connection.run("CREATE TABLE v (a, b, c, d)")
    connection.run("INSERT INTO v VALUES (?, ?, ?, ?)", (None, b"\0x", 3, 1.5))
    assert connection.rows("SELECT * FROM v") == [(None, b"\0x", 3, 1.5)]
    connection.close()


def test_missing_file_is_a_missing_store(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing):
        database.open_writer(tmp_path / "ledger.db", KEY)


def unharmed(path: Path, expected: type[Exception], key: DatabaseKey = KEY) -> None:
    before = path.read_bytes()
    with pytest.raises(expected):
        database.open_writer(path, key)
    assert path.read_bytes() == before


def test_another_key_is_told_and_the_file_unharmed(path: Path) -> None:
    unharmed(path, ForeignFile, DatabaseKey.generate())


@pytest.mark.parametrize("content", [b"SQLite format 3\0" + b"\0" * 9000, b"PK\x03\x04" * 5000, os.urandom(16384)])
def test_foreign_file_is_told_and_unharmed(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.db"
    path.write_bytes(content)
    unharmed(path, ForeignFile)


@pytest.mark.parametrize("length", [0, 8, 16, 100, 8192, 8192 * 3, 8192 * 5 + 17])
def test_truncated_file_is_told_and_unharmed(path: Path, length: int) -> None:
    path.write_bytes(path.read_bytes()[:length])
    unharmed(path, DatabaseDamaged)


def test_overwritten_first_page_is_damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[100:200] = b"\0" * 100
    path.write_bytes(content)
    unharmed(path, DatabaseDamaged)


def test_overwritten_later_page_is_damage_when_it_is_read(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-9000:-1000] = b"\0" * 8000
    path.write_bytes(content)
    connection = database.open_writer(path, KEY)
    with pytest.raises(DatabaseDamaged):
        connection.rows("SELECT * FROM t")
    connection.close()


def test_full_disk_is_told_and_nothing_of_the_write_stays(path: Path) -> None:
    connection = database.open_writer(path, KEY)
    pages = connection.number("PRAGMA page_count")
    connection.run(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFull), connection.transaction():
        connection.run_many("INSERT INTO t VALUES (?)", [("x" * 4000,)] * 100)
    assert not connection.in_transaction
    assert connection.number("SELECT count(*) FROM t") == 200
    assert connection.rows("PRAGMA integrity_check") == [("ok",)]
    connection.close()


LIMITED = """
import resource, sys
from pathlib import Path
from storage import database
from storage.errors import LedgerError
from storage.keys import DatabaseKey
connection = database.open_writer(Path(sys.argv[1]), DatabaseKey(b"\\x07" * 32))
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000))
try:
    with connection.transaction():
        connection.run_many("INSERT INTO t VALUES (?)", [("x" * 4000,)] * 10000)
except LedgerError as error:
    print(type(error).__name__)
import os
os._exit(0)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no such limit there")
def test_write_that_the_system_refuses_is_told_and_leaves_the_file_whole(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED, str(path)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() in (DiskTrouble.__name__, DiskFull.__name__)
    assert done.stderr == ""
    connection = database.open_writer(path, KEY)
    assert connection.number("SELECT count(*) FROM t") == 200
    assert connection.rows("PRAGMA integrity_check") == [("ok",)]
    connection.close()


WRONG_KEY = """
import sys
from pathlib import Path
from storage.database import opening
from storage.errors import LedgerError
from storage.keys import DatabaseKey
try:
    opening._settled(Path(sys.argv[1]), DatabaseKey(b"\\x08" * 32), ("SELECT count(*) FROM sqlite_schema",))
except LedgerError as error:
    print(type(error).__name__)
"""


def test_cipher_writes_nothing_to_standard_error(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", WRONG_KEY, str(path)], capture_output=True, text=True, check=True)
    assert (done.stdout.strip(), done.stderr) == ("DatabaseDamaged", "")


def test_copy_is_encrypted_whole_and_one_file(path: Path, tmp_path: Path) -> None:
    connection = database.open_writer(path, KEY)
    target = tmp_path / "copy.db"
    connection.copy_to(target, KEY)
    connection.close()
    assert "张三".encode() not in target.read_bytes()
    copy = database.open_writer(target, KEY)
    assert copy.number("SELECT count(*) FROM t") == 200
    copy.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == ["copy.db", "ledger.db"]


def test_transaction_is_undone_by_any_exception(path: Path) -> None:
    connection = database.open_writer(path, KEY)

    def fail(open_: Connection) -> None:
        with open_.transaction():
            open_.run("DELETE FROM t")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail(connection)
    assert connection.number("SELECT count(*) FROM t") == 200
    connection.close()


def test_driver_is_named_with_its_versions() -> None:
    assert database.driver_version().startswith("SQLCipher 4.")
