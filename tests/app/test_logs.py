"""The log lets pass what is surely no personal data, and nothing else."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import logs
from ledger import ids


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    assert logs.open_log(tmp_path, file_kb=64, files=2) is not None
    yield tmp_path / logs.FOLDER / logs.FILE_NAME
    logs.close_log()


def _lines(log: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def test_facts_that_are_ids_counts_or_names_are_written(log: Path) -> None:
    one = ids.to_text(ids.new_id())
    logs.event("import applied", ledger="person", id=one, rows=1468, seconds=0.25, rules=["checksum"], ok=True)
    [line] = _lines(log)
    assert line["event"] == "import applied"
    assert {name: line[name] for name in ("ledger", "id", "rows", "seconds", "rules", "ok")} == {
        "ledger": "person",
        "id": one,
        "rows": 1468,
        "seconds": 0.25,
        "rules": ["checksum"],
        "ok": True,
    }


@pytest.mark.parametrize(
    "value",
    [
        "张三",
        "11010519491231002X",
        "13812345678",
        13812345678,
        b"\x00",
        Path("/home/张三"),
        "a sentence",
        "E12345678",
        "11111111-2222-3333-4444-555555555555",
    ],
)
def test_anything_else_is_held_back(log: Path, value: object) -> None:
    logs.event("odd", value=value, within={"deep": [value]})
    [line] = _lines(log)
    assert line["value"] == logs.HELD_BACK
    assert line["within"] == {"deep": [logs.HELD_BACK]}


def test_a_bug_is_told_by_its_way_and_not_by_its_text(log: Path) -> None:
    try:
        raise ValueError("张三 11010519491231002X")  # noqa: TRY301 - the test is about this text
    except ValueError as error:
        logs.bug("bug", error, command="import")
    text = log.read_text(encoding="utf-8")
    assert "张三" not in text
    assert "1101051949" not in text
    [line] = _lines(log)
    assert line["error"] == "ValueError"
    assert str(line["trace"]).startswith("['test_logs.py:")


def test_files_rotate_at_their_size(tmp_path: Path) -> None:
    logs.open_log(tmp_path, file_kb=64, files=2)
    for count in range(3000):
        logs.event("counted", count=count)
    logs.close_log()
    sizes = [path.stat().st_size for path in (tmp_path / logs.FOLDER).iterdir()]
    assert 2 <= len(sizes) <= 3
    assert max(sizes) <= 64 * 1024


def test_a_place_that_cannot_be_written_gives_no_log(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert logs.open_log(tmp_path / "file", file_kb=64, files=2) is None
    logs.event("nobody hears this")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a user's folder by its own rights")
def test_only_this_user_may_read_the_log(tmp_path: Path) -> None:
    logs.open_log(tmp_path, file_kb=64, files=2)
    for count in range(1500):
        logs.event("counted", count=count)
    logs.close_log()
    folder = tmp_path / logs.FOLDER
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert len(modes) > 1, "the file rotated"
    assert set(modes.values()) == {0o600}
