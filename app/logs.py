"""The log of a store: JSON lines in its folder, rotating, without personal data.

A line holds a fixed event text and facts: ids, counts, durations, names of rules, ledgers and classes. Facts are let
through by their shape, so that a value that slips in by mistake is replaced and not written. A traceback is told by
file, line and function; the exception's own text stays out.
"""

from __future__ import annotations

import json
import logging
import os
import re
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

from typing_extensions import override

from ledger import clock
from ledger.catalog import BY_NAME
from storage.files import PRIVATE_FILE, PRIVATE_FOLDER

FOLDER = "logs"
FILE_NAME = "linong.jsonl"
LOGGER = logging.getLogger("linong")
LOGGER.propagate = False
_NOBODY = logging.NullHandler()
LOGGER.addHandler(_NOBODY)  # else Python prints to the screen what is logged while no store is open, texts and all
HELD_BACK = "…"

_PLAIN_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\-]{0,63}\Z")
_RECORD_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_LONG_DIGITS = re.compile(r"\d{6,}")
_LARGEST_COUNT = 10**10  # eleven digits could be a phone number
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]


def event(text: str, **facts: object) -> None:
    """Log that something expected happened."""
    LOGGER.info(text, extra={"facts": facts})


def bug(text: str, error: BaseException, **facts: object) -> None:
    """Log an unexpected exception with the way it came, without its text."""
    LOGGER.error(text, exc_info=error, extra={"facts": facts})


def died(trace: list[str]) -> None:
    """Log the way that a program went that died; `trace` holds files, lines and functions, nothing else."""
    LOGGER.error("died", extra={"trace": trace})


def open_log(folder: Path, *, file_kb: int, files: int) -> logging.Handler | None:
    """Send the log to `folder`/logs; None when nothing can be written there (the work goes on without a log)."""
    close_log()
    try:
        (folder / FOLDER).mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        handler = _PrivateFile(
            folder / FOLDER / FILE_NAME, maxBytes=file_kb * 1024, backupCount=files, encoding="utf-8", delay=False
        )
    except OSError:
        return None
    handler.setFormatter(JsonLines())
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    logging.raiseExceptions = False  # a full disk must not print a log line, and with it facts, on the screen
    return handler


def close_log() -> None:
    """Close the log files that are open."""
    for handler in list(LOGGER.handlers):
        if handler is not _NOBODY:
            LOGGER.removeHandler(handler)
            handler.close()


class _PrivateFile(RotatingFileHandler):
    """A rotating file that only this user may read, as the rest of the store."""

    @override
    def _open(self) -> TextIOWrapper:
        handle = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
        return TextIOWrapper(os.fdopen(handle, "ab"), encoding=self.encoding)


class JsonLines(logging.Formatter):
    """One JSON object a line; lets pass what is surely no personal value."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": clock.now_text(),
            "level": record.levelname.lower(),
            "event": str(record.msg),  # the fixed text; arguments are never written
        }
        facts = getattr(record, "facts", None)
        if isinstance(facts, dict):
            line.update({str(key): allowed(value) for key, value in facts.items()})
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = _way(record.exc_info)
        elif isinstance(trace := getattr(record, "trace", None), list):
            line["trace"] = trace
        return json.dumps(line, ensure_ascii=False)


def allowed(value: object) -> object:
    """`value` when its shape says that it is no personal data, else `HELD_BACK`."""
    if value is None or isinstance(value, bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < _LARGEST_COUNT else HELD_BACK
    if isinstance(value, dict):
        return {str(allowed(str(key))): allowed(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [allowed(item) for item in value]
    return _allowed_text(value) if isinstance(value, str) else HELD_BACK


def _allowed_text(value: str) -> str:
    if _RECORD_ID.match(value) or value in BY_NAME:
        return value
    if _PLAIN_NAME.match(value) and not _LONG_DIGITS.search(value):
        return value
    return HELD_BACK


def _way(info: _ExcInfo) -> list[str]:
    frames = traceback.extract_tb(info[2])
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
