"""Standard output, standard error and what is read from standard input, for every command.

`--json` gives one object on standard output; people get text. Progress and errors go to standard error. Tables are
aligned for a terminal, where a Chinese character takes two columns.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from app import words
from app.jobs import JobContext, Progress
from ledger.command_line import give
from ledger.errors import LedgerError

STANDARD_INPUT = "-"
_GAP = "  "
_BAR_WIDTH = 24
_LONGEST_SECRET = 4096


class SecretMissing(LedgerError):
    """No password was given for `purpose` (`account`, `new`, `workbook`, `recovery_key`) and nobody can be asked."""

    def __init__(self, purpose: str) -> None:
        super().__init__(f"no password given: {purpose}")
        self.purpose = purpose


class SecretFileUnreadable(LedgerError):
    """The file that should hold a password cannot be read, or its first line is empty."""

    def __init__(self, purpose: str) -> None:
        super().__init__(f"password file unreadable: {purpose}")
        self.purpose = purpose


class Console:
    """Where a command speaks to. Made once in `headless.main`."""

    def __init__(self, out: TextIO, err: TextIO, source: TextIO, *, as_json: bool = False) -> None:
        self.out = out
        self.err = err
        self.as_json = as_json
        self._source = source
        self._line_open = False

    def give(self, answer: dict[str, object], text: Callable[[], Iterable[str]]) -> None:
        """Print the answer: the object with `--json`, else the lines that `text` makes."""
        lines = (json.dumps(answer, ensure_ascii=False),) if self.as_json else text()
        give(self.out, (line + "\n" for line in lines))

    def refuse(self, code: int, name: str, message: str, details: Mapping[str, object] | None = None) -> None:
        """Tell an error: text on standard error and, with `--json`, the object on standard output."""
        self.note(message)
        if self.as_json:
            error = {"code": code, "name": name, "message": message, **(details or {})}
            give(self.out, (json.dumps({"error": error}, ensure_ascii=False) + "\n",))

    def note(self, text: str) -> None:
        """A line of its own on standard error."""
        self._end_progress()
        give(self.err, (text + "\n",))

    def watch(self) -> JobContext:
        """A job context whose progress shows on standard error: a moving bar on a terminal, a line a phase else."""
        if self.err.isatty():
            return JobContext(self._draw)
        return JobContext(_PhaseLines(self.note))

    def secret(self, named: str | None, purpose: str, question: str) -> str:
        """A password from the file `named`, from standard input (`-`), or asked for on a terminal."""
        if named is None:
            return self._ask(purpose, question)
        try:
            line = self._source.readline(_LONGEST_SECRET) if named == STANDARD_INPUT else _first_line(named)
        except (OSError, ValueError) as error:
            raise SecretFileUnreadable(purpose) from error
        found = line.removeprefix("\ufeff").rstrip("\r\n")
        if not found:
            raise SecretFileUnreadable(purpose)
        return found

    def _ask(self, purpose: str, question: str) -> str:
        if not (self._source.isatty() and self.err.isatty()):
            raise SecretMissing(purpose)
        import getpass

        found = getpass.getpass(question, stream=self.err)
        if not found:
            raise SecretMissing(purpose)
        return found

    def _draw(self, progress: Progress) -> None:
        is_last = progress.total > 0 and progress.done >= progress.total
        give(self.err, ("\r\x1b[2K" + progress_line(progress) + ("\n" if is_last else ""),))
        self._line_open = not is_last

    def _end_progress(self) -> None:
        if self._line_open:
            give(self.err, ("\n",))
            self._line_open = False


class _PhaseLines:
    """Progress for a file or a pipe: one line when a phase begins."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._phase: str | None = None

    def __call__(self, progress: Progress) -> None:
        if progress.phase != self._phase:
            self._phase = progress.phase
            self._note(f"{words.phase(progress.phase)}…")


def progress_line(progress: Progress) -> str:
    """One line of progress: phase, bar, counts, time left."""
    phase = padded(words.phase(progress.phase), 12)
    if progress.total <= 0:
        return f"{phase}{_GAP}{progress.done:,}" if progress.done else phase
    share = min(progress.done / progress.total, 1.0)
    filled = round(share * _BAR_WIDTH)
    bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
    left = f"{_GAP}还需 {time_left(progress.seconds_left)}" if progress.seconds_left and share < 1 else ""
    return f"{phase}{_GAP}{bar}{_GAP}{share:4.0%}{_GAP}{progress.done:,}/{progress.total:,}{left}"


def time_left(seconds: float) -> str:
    """A rest of time in words: 8 秒, 2 分 5 秒, 1 小时 10 分."""
    whole = max(round(seconds), 1)
    if whole < 60:  # a minute
        return f"{whole} 秒"
    minutes, rest = divmod(whole, 60)
    if minutes < 60:  # an hour
        return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分"
    return f"{minutes // 60} 小时 {minutes % 60} 分"


def width(text: str) -> int:
    """Columns that `text` takes on a terminal: two for a wide character, none for one that combines."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    combining = sum(unicodedata.combining(character) != 0 for character in text)
    return len(text) + wide - combining


def padded(text: str, columns: int) -> str:
    """`text` with blanks behind it up to `columns`."""
    return text + " " * max(columns - width(text), 0)


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table with a rule under the headings; columns are as wide as their widest cell."""
    widths = [max([width(heading), *(width(row[at]) for row in rows)]) for at, heading in enumerate(headings)]
    lines = [_aligned(headings, widths), _GAP.join("─" * columns for columns in widths)]
    lines.extend(_aligned(row, widths) for row in rows)
    return lines


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    return _GAP.join(padded(cell, columns) for cell, columns in zip(cells, widths, strict=True)).rstrip()


def _first_line(path: str) -> str:
    with Path(path).expanduser().open(encoding="utf-8") as stream:
        return stream.readline(_LONGEST_SECRET)


def standard(*, as_json: bool) -> Console:
    """The console of this process. Output is UTF-8 where it goes to a file or a pipe; nothing unprintable stops it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")
    if hasattr(sys.stdin, "reconfigure"):
        sys.stdin.reconfigure(encoding="utf-8")
    return Console(sys.stdout, sys.stderr, sys.stdin, as_json=as_json)
