"""What commands print: aligned tables, progress, one JSON object, secrets read without an echo."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from app.commands import console
from app.commands.console import Console, SecretFileUnreadable, SecretMissing
from app.jobs import Progress


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _console(*, typed: str = "", as_json: bool = False) -> tuple[Console, io.StringIO, io.StringIO]:
    out, err = io.StringIO(), io.StringIO()
    return Console(out, err, io.StringIO(typed), as_json=as_json), out, err


def test_columns_stand_under_their_headings_with_wide_characters() -> None:
    lines = console.table(("姓名", "No"), (("欧阳明", "1"), ("Li", "22")))
    assert lines == ["姓名    No", "──────  ──", "欧阳明  1", "Li      22"]


def test_an_answer_is_one_object_or_lines() -> None:
    screen, out, _ = _console(as_json=True)
    screen.give({"total": 1, "name": "张"}, lambda: ("never",))
    assert json.loads(out.getvalue()) == {"total": 1, "name": "张"}
    screen, out, _ = _console()
    screen.give({"total": 1}, lambda: ("一", "二"))
    assert out.getvalue() == "一\n二\n"


def test_an_error_goes_to_standard_error_and_with_json_to_both() -> None:
    screen, out, err = _console()
    screen.refuse(4, "RecordNotFound", "没有找到")
    assert (out.getvalue(), err.getvalue()) == ("", "没有找到\n")
    screen, out, err = _console(as_json=True)
    screen.refuse(4, "RecordNotFound", "没有找到", {"fields": []})
    assert err.getvalue() == "没有找到\n"
    assert json.loads(out.getvalue()) == {
        "error": {"code": 4, "name": "RecordNotFound", "message": "没有找到", "fields": []}
    }


def test_several_secrets_come_line_by_line_from_standard_input() -> None:
    screen, _, _ = _console(typed="old#1pass\r\nnew#2pass\n")
    assert screen.secret("-", "account", "") == "old#1pass"
    assert screen.secret("-", "new", "") == "new#2pass"
    with pytest.raises(SecretFileUnreadable):
        screen.secret("-", "workbook", "")


def test_a_secret_file_gives_its_first_line_without_a_mark_in_front(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text("\ufeffpass word#1 \nsecond\n", encoding="utf-8")
    screen, _, _ = _console()
    assert screen.secret(str(path), "account", "") == "pass word#1 "


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe\xff"])
def test_a_secret_file_without_a_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    screen, _, _ = _console()
    with pytest.raises(SecretFileUnreadable) as caught:
        screen.secret(str(path), "account", "")
    assert caught.value.purpose == "account"
    with pytest.raises(SecretFileUnreadable):
        screen.secret(str(tmp_path / "missing"), "account", "")


def test_without_a_terminal_nobody_is_asked() -> None:
    screen, _, _ = _console()
    with pytest.raises(SecretMissing):
        screen.secret(None, "account", "密码：")


def test_progress_is_a_moving_bar_on_a_terminal_and_a_line_a_phase_elsewhere() -> None:
    screen, _, err = _console()
    context = screen.watch()
    for done in (1, 2, 3):
        context.report(done, 3, "reading")
    context.report(1, 1, "writing")
    assert err.getvalue() == "读取表格…\n写入台账…\n"
    terminal = Terminal()
    screen = Console(io.StringIO(), terminal, io.StringIO())
    context = screen.watch()
    context.report(1, 4, "reading")
    screen.note("说一句")
    assert terminal.getvalue() == "\r\x1b[2K读取表格      ██████░░░░░░░░░░░░░░░░░░   25%  1/4\n说一句\n"


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (Progress("reading", 1200, 0, None), "读取表格      1,200"),
        (Progress("", 0, 0, None), "正在处理    "),
        (Progress("writing", 5, 10, 75.2), f"写入台账      {'█' * 12}{'░' * 12}   50%  5/10  还需 1 分 15 秒"),
    ],
)
def test_a_line_of_progress(progress: Progress, line: str) -> None:
    assert console.progress_line(progress) == line


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "1 秒"), (59.4, "59 秒"), (60, "1 分"), (125, "2 分 5 秒"), (4200, "1 小时 10 分")]
)
def test_a_rest_of_time_is_told_in_words(seconds: float, said: str) -> None:
    assert console.time_left(seconds) == said
