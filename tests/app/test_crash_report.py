"""What is told about a fault of the program, and what never is."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import crash_report, logs, reading_log
from app.crash_report import Vigil
from app.jobs import SILENT

SECRET = "张伟 310115198001011234"


@pytest.fixture(autouse=True)
def closed_log() -> Iterator[None]:
    """No test writes on in the log of another."""
    yield
    logs.close_log()


def stumble() -> None:
    try:
        int(SECRET)
    except ValueError as error:
        raise RuntimeError(SECRET) from error


def fault() -> Exception:
    with pytest.raises(RuntimeError) as caught:
        stumble()
    return caught.value


def test_a_report_tells_the_way_and_no_value(tmp_path: Path) -> None:
    report = crash_report.report_of(fault(), {"Qt": "6"})
    text = report.as_text()
    assert "RuntimeError" in text
    assert "ValueError" in text
    assert "test_crash_report.py:" in text
    assert "里弄" in text
    assert "Qt 6" in text
    assert "张伟" not in text
    assert "310115" not in text
    assert str(Path.home()) not in text
    crash_report.save(report, tmp_path / "报告.txt")
    assert (tmp_path / "报告.txt").read_text(encoding="utf-8") == text


def test_files_of_the_program_are_named_from_their_room_on() -> None:
    assert crash_report._place(r"C:\Users\张伟\linong\ui\people\page.py", 3, "f") == "ui/people/page.py:3 f"
    assert crash_report._place("/home/zhangwei/x.py", 3, "f") == "x.py:3 f"


def test_after_a_good_end_the_next_start_knows_of_nothing(tmp_path: Path) -> None:
    vigil = Vigil(tmp_path)
    assert not vigil.begin()
    vigil.end()
    vigil.end()
    again = Vigil(tmp_path)
    assert not again.begin()
    again.end()


_DIES = """
import ctypes, sys
from pathlib import Path
from app.crash_report import Vigil
Vigil(Path(sys.argv[1])).begin()
def stumble():
    ctypes.string_at(0)
stumble()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a dying process is told by its signal here")
def test_after_a_death_the_next_start_knows_and_the_log_has_the_way(tmp_path: Path) -> None:
    died = subprocess.run([sys.executable, "-c", _DIES, str(tmp_path)], check=False)
    assert died.returncode == -signal.SIGSEGV
    logs.open_log(tmp_path, file_kb=64, files=1)
    vigil = Vigil(tmp_path)
    assert vigil.begin()
    entry, told = reading_log.read(tmp_path, SILENT)
    assert (entry.kind, told.kind) == ("fault", "fault")
    assert "stumble" in entry.detail
    assert str(Path(sys.prefix)) not in entry.detail
    vigil.end()
    assert not (tmp_path / logs.FOLDER / "died.txt").exists()


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / logs.FOLDER).write_text("in the way")
    vigil = Vigil(tmp_path)
    assert not vigil.begin()
    vigil.end()
