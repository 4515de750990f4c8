"""A second start raises the first window: with two real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from weakref import ref

import pytest

from app.stores import instance, paths

_FIRST = """
import sys, threading
from pathlib import Path
from app.stores import instance, paths
paths.user_folder = lambda: Path(sys.argv[1])
def raised():
    print("raised", flush=True)
listening = instance.listen(Path(sys.argv[2]), raised)
print("listening", flush=True)
sys.stdin.readline()
listening.close()
print("closed", flush=True)
"""


@pytest.fixture(autouse=True)
def user_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "user_folder", lambda: tmp_path / "config")
    return tmp_path / "config"


@pytest.fixture
def first(user_folder: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", _FIRST, str(user_folder), str(tmp_path / "store")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert heard(process) == "listening"
        yield process
        process.kill()


def heard(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_second_start_raises_the_first(first: subprocess.Popen[str], tmp_path: Path) -> None:
    assert instance.call(tmp_path / "store")
    assert heard(first) == "raised"
    assert instance.call(tmp_path / "x" / ".." / "store")
    assert heard(first) == "raised"


def test_another_store_is_another_window(first: subprocess.Popen[str], tmp_path: Path) -> None:
    assert not instance.call(tmp_path / "other")


def test_after_the_first_ended_a_start_is_the_first(first: subprocess.Popen[str], tmp_path: Path) -> None:
    assert first.stdin is not None
    first.stdin.write("\n")
    first.stdin.flush()
    assert heard(first) == "closed"
    assert not instance.call(tmp_path / "store")
    assert not list((tmp_path / "config" / "running").iterdir())


def test_a_killed_first_start_is_in_nobodys_way(first: subprocess.Popen[str], tmp_path: Path) -> None:
    first.send_signal(signal.SIGTERM)
    first.wait()
    assert not instance.call(tmp_path / "store")
    raised = threading.Event()
    listening = instance.listen(tmp_path / "store", raised.set)
    assert listening is not None
    assert instance.call(tmp_path / "store")
    assert raised.is_set()
    listening.close()


def test_an_ear_that_has_ended_already_is_closed_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instance.Listening, "_hear", lambda _listening: None)
    listening = instance.listen(tmp_path / "store", lambda: None)
    assert listening is not None
    closing = threading.Thread(target=listening.close, daemon=True)
    closing.start()
    closing.join(20)
    assert not closing.is_alive()


class _Window:
    """Something that must end on the thread that closes, not on an ear's."""

    def come_forward(self) -> None:
        """As a window does."""

    def take_over(self) -> bool:
        """As a program does."""
        return True


def test_closed_it_holds_nothing_of_what_it_called(tmp_path: Path) -> None:
    window = _Window()
    listening = instance.listen(tmp_path / "store", window.come_forward, window.take_over)
    assert listening is not None
    assert instance.call(tmp_path / "store")
    left = ref(window)
    listening.close()
    del window
    assert left() is None


def test_a_caller_that_does_not_know_the_key_raises_nothing(tmp_path: Path, user_folder: Path) -> None:
    raised = threading.Event()
    listening = instance.listen(tmp_path / "store", raised.set)
    assert listening is not None
    (known,) = (user_folder / "running").iterdir()
    key = listening.address().key.hex()
    whole = known.read_text()
    known.write_text(whole.replace(key, "00" * 32))
    assert not instance.call(tmp_path / "store")
    known.write_text(whole)
    assert instance.call(tmp_path / "store")
    listening.close()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a profile private by other means")
def test_the_key_is_private(tmp_path: Path, user_folder: Path) -> None:
    listening = instance.listen(tmp_path / "store", lambda: None)
    assert listening is not None
    (known,) = (user_folder / "running").iterdir()
    assert known.stat().st_mode & 0o077 == 0
    listening.close()


def test_without_a_place_to_write_there_is_no_listening(
    tmp_path: Path, user_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    user_folder.write_text("a file in the way")
    assert instance.listen(tmp_path / "store", lambda: None) is None
    assert not instance.call(tmp_path / "store")
