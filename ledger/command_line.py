"""What the command lines of `linongctl` and `linong-cloud` have in common: argparse in the office's words, and output.

A reader that closes its end of the pipe, `head` perhaps, has seen enough: the command goes on and ends with its own
exit code, and nothing is said about it. Light, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import errno
import os
import re
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, NoReturn, TextIO, TypeVar

from ledger.errors import LedgerError

if TYPE_CHECKING:
    from typing_extensions import override
else:
    _Method = TypeVar("_Method")

    def override(method: _Method) -> _Method:
        """Stand in for typing_extensions' decorator, whose import would be a fifth of `--help`."""
        return method


_WORDS = (
    (re.compile(r"the following arguments are required: (.*)"), "缺少：{0}"),
    (re.compile(r"one of the arguments (.*) is required"), "要写其中一个：{0}"),
    (re.compile(r"unrecognized arguments: (.*)"), "多出了不认识的内容：{0}"),
    (re.compile(r"argument (?:COMMAND|命令|操作): invalid choice: '(.*?)'.*"), "没有“{0}”这个命令"),
    (re.compile(r"argument (\S+?): invalid choice: '(.*?)'.*"), "{0} 没有“{1}”这一项"),
    (re.compile(r"argument (\S+?): expected one argument"), "{0} 后面要写内容"),
    (re.compile(r"argument (\S+?): expected at least one argument"), "{0} 至少要写一项"),
    (re.compile(r"argument (\S+?): expected (\d+) arguments"), "{0} 后面要写 {1} 项"),
    (re.compile(r"argument (\S+?): invalid \w+ value: .*"), "{0} 的值不对，应当是整数"),
    (re.compile(r"argument (\S+?): not allowed with argument (\S+)"), "{0} 不能和 {1} 一起用"),
    (re.compile(r"argument (\S+?): ([^\x00-\x7f].*)"), "{0} {1}"),
)
"""What argparse says, and the same for people; the last is what a program of ours said itself."""
_CLOSED = frozenset((errno.EPIPE, errno.EINVAL))  # the second is what Windows calls it


class WrongUsage(LedgerError):
    """The command line does not follow the grammar; `detail` says where, in the person's words."""

    def __init__(self, detail: str, command: str = "") -> None:
        super().__init__("wrong usage")
        self.detail = detail
        self.command = command


class Parser(argparse.ArgumentParser):
    """argparse with Chinese headings, raising WrongUsage instead of ending the program."""

    def __init__(self, **options: object) -> None:
        options.setdefault("formatter_class", _Layout)
        super().__init__(add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]  # handed on as they came
        self._positionals.title = "要写的内容"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    @override
    def error(self, message: str) -> NoReturn:
        command = self.prog.partition(" ")[2]
        for pattern, words in _WORDS:
            found = pattern.fullmatch(message)
            if found:
                raise WrongUsage(words.format(*found.groups()), command)
        raise WrongUsage(message, command)


class _Layout(argparse.RawDescriptionHelpFormatter):
    @override
    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]  # types private to argparse
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def give(stream: TextIO, lines: Iterable[str] = ()) -> None:
    """Write these and all that waits; into nothing once the reader has closed its end."""
    try:
        stream.writelines(lines)
        stream.flush()
    except OSError as error:
        if error.errno not in _CLOSED:
            raise
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)


def finish() -> None:
    """Give out what waits, before Python does so and complains of a closed pipe."""
    for stream in (sys.stdout, sys.stderr):
        give(stream)
