"""The database before SQLCipher's own command line: it opens with the data key, and with nothing else.

It must know format 4 of the files; where the installed one does not, `newer_sqlcipher` brings Debian 13's.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import recovery_key
from storage.keys import DatabaseKey, KeySlots
from storage.store import Store
from tests.storage.backups import quiet
from tests.storage.newer_sqlcipher import Command
from tests.storage.stores import PASSWORD, a_person, add, new_store

pytestmark = pytest.mark.sqlcipher
PLANTED = "尉迟琉璃"
ASKED = "SELECT name FROM person;\nSELECT count(*) FROM action;\n"


class Shell:
    """The program, asked through standard input: a key never stands in its arguments."""

    def __init__(self, program: Command) -> None:
        self._program = program

    def ask(self, path: Path | str, *lines: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "HOME": "/nonexistent"}
        return subprocess.run(
            [*self._program, "-batch", str(path)],
            input="\n".join(lines) + "\n",
            capture_output=True,
            text=True,
            env=environment,
            timeout=60,
            check=False,
        )

    def opens(self, path: Path, key: str) -> bool:
        """Whether the file gives its rows with this `PRAGMA key`; "" for none at all."""
        lines = [f"PRAGMA key = {key};"] if key else []
        done = self.ask(path, *lines, "PRAGMA cipher_page_size = 8192;", ASKED)
        if PLANTED in done.stdout:
            return True
        assert "not a database" in done.stderr, done.stderr
        return False


@pytest.fixture(scope="module")
def shell(sqlcipher: Command) -> Shell:
    return Shell(sqlcipher)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path / "store")
    add(made, "person", a_person(name=PLANTED))
    yield made
    made.close()


def raw(key: bytes) -> str:
    return f"\"x'{key.hex()}'\""


def test_the_data_key_opens_the_file(store: Store, shell: Shell) -> None:
    store.close()
    path, key = store.folder / "ledger.db", store._key
    assert shell.opens(path, raw(key.raw))
    assert shell.opens(path, raw(key.raw + key.file_mark))


def test_nothing_else_does(store: Store, shell: Shell) -> None:
    store.close()
    path, key = store.folder / "ledger.db", store._key
    printed = recovery_key.generate()
    slots = KeySlots.load(store.folder / "keys.json")
    slots.set_recovery_key(printed, key)
    others = [raw(secret) for secret in (bytes(32), DatabaseKey.generate().raw, key.above, key.file_mark * 2)]
    changed = bytearray(key.raw)
    changed[31] ^= 1
    assert slots.seal is not None
    wraps = [raw(wrap.wrapped[:32]) for wrap in (*slots.slots, slots.seal)]
    typed = [f"'{text}'" for text in (PASSWORD, printed, "admin", key.raw.hex(), "")]
    for secret in ("", raw(bytes(changed)), *others, *wraps, *typed):
        assert not shell.opens(path, secret)


def test_new_keys_shut_the_old_ones_out(store: Store, shell: Shell) -> None:
    old = store._key
    store.rekey(quiet)
    store.close()
    path = store.folder / "ledger.db"
    assert shell.opens(path, raw(store._key.raw))
    assert not shell.opens(path, raw(old.raw))
    assert not shell.opens(path, raw(old.above))
    assert not shell.opens(path, raw(store._key.above))
