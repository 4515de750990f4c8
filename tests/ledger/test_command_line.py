"""argparse speaks the office's language, and a reader that closed its end of the pipe is no trouble."""

from __future__ import annotations

import errno
import io
import os
from pathlib import Path

import pytest
from typing_extensions import override

from ledger import command_line
from ledger.command_line import Parser, WrongUsage


def parser() -> Parser:
    made = Parser(prog="linong-x")
    made.add_argument("--two", nargs=2, metavar=("A", "B"))
    made.add_argument("--some", nargs="+")
    commands = made.add_subparsers(required=True, metavar="命令")
    one = commands.add_parser("one")
    one.add_argument("code", metavar="CODE")
    one.add_argument("--count", type=int)
    one.add_argument("--port", type=_port)
    one.add_argument("--kind", choices=("a", "b"))
    either = one.add_mutually_exclusive_group(required=True)
    either.add_argument("--this", action="store_true")
    either.add_argument("--that", action="store_true")
    return made


def _port(text: str) -> int:
    import argparse

    raise argparse.ArgumentTypeError(f"应为数字：{text}")


@pytest.mark.parametrize(
    ("words", "said", "command"),
    [
        ("", "缺少：命令", ""),
        ("three", "没有“three”这个命令", ""),
        ("--two 1 one", "缺少：命令", ""),
        ("--two 1", "--two 后面要写 2 项", ""),
        ("--some", "--some 至少要写一项", ""),
        ("one --this", "缺少：CODE", "one"),
        ("one x --this more", "多出了不认识的内容：more", ""),
        ("one x", "要写其中一个：--this --that", "one"),
        ("one x --this --that", "--that 不能和 --this 一起用", "one"),
        ("one x --this --count", "--count 后面要写内容", "one"),
        ("one x --this --count y", "--count 的值不对，应当是整数", "one"),
        ("one x --this --port y", "--port 应为数字：y", "one"),
        ("one x --this --kind c", "--kind 没有“c”这一项", "one"),
    ],
)
def test_what_is_wrong_is_said_in_words(words: str, said: str, command: str) -> None:
    with pytest.raises(WrongUsage) as wrong:
        parser().parse_args(words.split())
    assert (wrong.value.detail, wrong.value.command) == (said, command)


def test_what_argparse_says_else_stays_as_it_is() -> None:
    with pytest.raises(WrongUsage) as wrong:
        parser().error("something new")
    assert wrong.value.detail == "something new"


def test_help_has_its_headings() -> None:
    shown = parser().format_help()
    assert shown.startswith("用法：linong-x")
    assert all(part in shown for part in ("选项", "显示这份说明"))
    assert "usage" not in shown
    assert "options" not in shown


def test_a_closed_pipe_swallows_what_else_is_given(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with os.fdopen(writing, "w", encoding="utf-8") as stream:
        command_line.give(stream, ("一行\n",))
        assert os.read(reading, 100).decode() == "一行\n"
        os.close(reading)
        command_line.give(stream, ("两行\n",))
        command_line.give(stream, ("三行\n",))


def test_a_full_disk_is_a_trouble() -> None:
    class Full(io.StringIO):
        @override
        def flush(self) -> None:
            raise OSError(errno.ENOSPC, "full")

    with pytest.raises(OSError, match="full"):
        command_line.give(Full())


def test_what_waits_is_given_out_in_the_end(capsys: pytest.CaptureFixture[str]) -> None:
    import sys

    sys.stdout.write("一行")
    command_line.finish()
    assert capsys.readouterr().out == "一行"
