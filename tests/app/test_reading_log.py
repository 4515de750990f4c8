"""The log in plain words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import logs, reading_log
from app.jobs import SILENT
from ledger import clock


class _Noon:
    def now(self) -> datetime:
        return datetime(2026, 11, 21, 16, 30, 5, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    logs.open_log(tmp_path, file_kb=64, files=2)
    yield tmp_path
    logs.close_log()


def test_it_tells_when_what_and_how_it_ended(folder: Path) -> None:
    with clock.use(_Noon()):
        logs.event("added", ledger="person", fields=3)
        logs.event("import applied", batch=3, rows=1530, records=812, issues=31)
        logs.event("from a later version", thing="x")
        logs.bug("crash", ValueError("张伟 310115198001011234"))
    crash, unknown, applied, added = reading_log.read(folder, SILENT)
    assert (added.at, added.day, added.kind) == ("2026-11-22 00:30:05", "2026-11-22", "edit")
    assert "新增一条" in added.what
    assert "…" not in added.what
    assert "1,530" in applied.what
    assert "31" in applied.result
    assert (unknown.kind, unknown.detail) == ("other", "from a later version")
    assert (crash.kind, crash.detail) == ("fault", "ValueError")


def test_nothing_personal_is_read_or_saved(folder: Path, tmp_path: Path) -> None:
    logs.event("changed", ledger="person", fields=["张伟", "13812345678"])
    entries = reading_log.read(folder, SILENT)
    reading_log.save(entries, tmp_path / "日志.txt")
    saved = (tmp_path / "日志.txt").read_text(encoding="utf-8-sig")
    assert "修改一条" in saved
    assert "张伟" not in saved
    assert "138" not in saved


def test_older_files_follow_the_newer_and_rubbish_is_left_out(folder: Path) -> None:
    for number in range(2000):
        logs.event("added", ledger="person", fields=number)
    logs.event("closed")
    with (folder / logs.FOLDER / logs.FILE_NAME).open("a", encoding="utf-8") as handle:
        handle.write("{broken\n[]\n")
    entries = reading_log.read(folder, SILENT)
    assert entries[0].what == "关闭了台账"
    assert len(list((folder / logs.FOLDER).iterdir())) == 3
    assert [entry.at for entry in entries] == sorted((entry.at for entry in entries), reverse=True)


def test_a_store_without_a_log_has_no_entries(tmp_path: Path) -> None:
    assert reading_log.read(tmp_path, SILENT) == []


def test_every_event_of_the_program_has_its_telling() -> None:
    told: set[str] = set()
    for room in ("app", "ui"):
        for path in (Path(__file__).parents[2] / room).rglob("*.py"):
            told.update(re.findall(r'logs\.(?:event|bug)\(\s*"([^"]+)"', path.read_text(encoding="utf-8")))
    assert told <= reading_log._TELLING.keys()
