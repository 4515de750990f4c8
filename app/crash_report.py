"""What is told about a fault of the program: which versions, what kind of fault, the way through the code. No values.

An exception's own text may quote a name or a number from the ledger, so only its class, files, lines and functions are
kept, of its causes too. Beside it, the mark that tells at the next start that the program did not end by itself, and
the trail that the interpreter leaves when it dies.
"""

from __future__ import annotations

import faulthandler
import os
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from app import logs
from ledger import clock
from ledger.errors import LedgerError
from storage import files, schema

_MARK = "running"
_TRAIL = "died.txt"
_ROOMS = ("ui", "app", "sync", "storage", "ledger", "site-packages")
_TRAIL_LINE = re.compile(r'File "(?P<file>[^"]+)", line (?P<line>\d+) in (?P<function>[\w<>.]+)')
_MOST_CAUSES = 5
_MOST_FRAMES = 40


@dataclass(frozen=True, slots=True)
class CrashReport:
    """A fault of the program without a single value; `as_text` is what people see and may hand on."""

    at: str
    steps: tuple[str, ...]
    versions: Mapping[str, str] = field(default_factory=dict)

    def as_text(self) -> str:
        """The whole report."""
        versions = (f"{name} {version}" for name, version in self.versions.items())
        return "\n".join(("里弄 程序出错报告", f"时间 {clock.local_text(self.at)}", *versions, "", *self.steps)) + "\n"


def report_of(error: BaseException, versions: Mapping[str, str] | None = None) -> CrashReport:
    """The report of an exception; `versions` are those that only the caller knows, as Qt's."""
    return CrashReport(clock.now_text(), tuple(_steps(error)), {**program_versions(), **(versions or {})})


def save(report: CrashReport, path: Path) -> None:
    """Write the report where a person wants it; raises DiskFull, ReadOnlyFolder, DiskTrouble."""
    files.replace_file(path, report.as_text().encode())


class Vigil:
    """Watches over one open store, between `begin` and `end`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / logs.FOLDER
        self._trail: IO[bytes] | None = None

    def begin(self) -> bool:
        """Leave the mark; True when the time before did not end by itself."""
        ended_badly = (self._folder / _MARK).exists()
        if ended_badly:
            logs.event("ended badly")
        _log_the_trail(self._folder / _TRAIL)
        with suppress(LedgerError, OSError):
            self._folder.mkdir(mode=files.PRIVATE_FOLDER, parents=True, exist_ok=True)
            files.replace_file(self._folder / _MARK, str(os.getpid()).encode())
            self._trail = files.open_private(self._folder / _TRAIL)
            faulthandler.enable(self._trail)
        return ended_badly

    def end(self) -> None:
        """The program closes the store as it should; does nothing before `begin` or a second time."""
        if self._trail is None:
            return
        faulthandler.disable()
        self._trail.close()
        self._trail = None
        with suppress(OSError):
            (self._folder / _TRAIL).unlink(missing_ok=True)
            (self._folder / _MARK).unlink(missing_ok=True)


def _log_the_trail(path: Path) -> None:
    """Bring what a dying interpreter wrote into the log, without the folders of its files."""
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return
    steps = [_place(found["file"], int(found["line"]), found["function"]) for found in _TRAIL_LINE.finditer(text)]
    if steps:
        logs.died(steps[:_MOST_FRAMES])


def _steps(error: BaseException) -> Iterator[str]:
    """The fault and its causes, the innermost call last."""
    present: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        if present is None:
            return
        yield type(present).__name__
        frames = traceback.extract_tb(present.__traceback__)[-_MOST_FRAMES:]
        yield from (f"  {_place(frame.filename, frame.lineno or 0, frame.name)}" for frame in frames)
        cause = present.__cause__ or (None if present.__suppress_context__ else present.__context__)
        if cause is not None:
            yield "由此引起："
        present = cause


def _place(filename: str, line: int, function: str) -> str:
    """`ui/people/page.py:12 on_asked`: from the program's own folders on, else the bare file name."""
    parts = filename.replace("\\", "/").split("/")
    start = next((at for at in range(len(parts) - 1, -1, -1) if parts[at] in _ROOMS), len(parts) - 1)
    return f"{'/'.join(parts[start:])}:{line} {function}"


def program_versions() -> dict[str, str]:
    """Which program on which system; no name of the PC or its user."""
    import platform  # here, for they are needed in trouble only
    from importlib import metadata

    try:
        program = metadata.version("linong")
    except metadata.PackageNotFoundError:
        program = "源码"
    return {
        "里弄": program,
        "台账格式": str(schema.VERSION),
        "Python": platform.python_version(),
        "系统": f"{platform.system()} {platform.release()} {platform.machine()}",
        "程序形式": "安装版" if getattr(sys, "frozen", False) else "源码版",
    }
