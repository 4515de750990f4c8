"""Locked memory is bounded, whoever runs the program."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the bound is Linux's")

_PROGRAM = """
import sys
from pathlib import Path
from storage import database
from storage.keys import DatabaseKey

def status(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(line.split()[1] for line in lines if line.startswith(name + ":"))

connection = database.create(Path(sys.argv[1]), DatabaseKey.generate())
connection.run("CREATE TABLE big (x)")
with connection.transaction():
    connection.run_many("INSERT INTO big VALUES (?)", ((b"0" * 4000,) for _ in range(6000)))
print(status("CapEff"), status("VmLck"))
connection.close()
"""


def test_a_big_write_locks_no_more_than_a_plain_user_may(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path / "ledger.db")], capture_output=True, text=True, check=True
    )
    rights, locked = run.stdout.split()
    assert int(rights, 16) & (1 << 14) == 0
    assert 0 < int(locked) <= 64


_DESKTOP = """
import threading
from pathlib import Path
from ui import surroundings

def rights():
    own = Path(f"/proc/self/task/{threading.get_native_id()}/status").read_text()
    print(next(line.split()[1] for line in own.splitlines() if line.startswith("CapEff:")))

surroundings.prepare()
thread = threading.Thread(target=rights)
thread.start()
thread.join()
"""


def test_no_thread_of_the_desktop_may_lock_without_bound() -> None:
    run = subprocess.run([sys.executable, "-c", _DESKTOP], capture_output=True, text=True, check=True)
    assert int(run.stdout, 16) & (1 << 14) == 0
