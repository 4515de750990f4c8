"""The log as a sheet to hand over, with a signature beside it that shows any later change.

The sheet is csv or a workbook; the signature is a small file of the same name with `.sig` behind it. `is_genuine`
compares both with the key of the store that is open.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from app import access, files
from app.auditing import reading
from app.auditing.reading import LogLine, LogQuery
from app.excel import stamp
from app.excel.stamp import SheetStamp
from app.jobs import SILENT, JobContext
from app.release import departing
from app.release import handing_out as release
from app.release.departing import Departure
from app.stores.session import Session
from ledger import clock
from ledger.errors import LedgerError
from storage.audit import Action
from storage.trail import log_key

CSV: Final = ".csv"
XLSX: Final = ".xlsx"
SIGNATURE: Final = ".sig"
_PURPOSE = "log export"
_AT_ONCE = 500
_COLUMNS = (
    ("编号", 9), ("时间", 17), ("账号", 14), ("类别", 14), ("做了什么", 16), ("台账", 10), ("标识", 38), ("内容", 30),
    ("来源", 20), ("原因", 24), ("电脑", 16), ("链值", 66),
)  # fmt: skip


class LogFormatUnknown(LedgerError):
    """The log is handed out as csv or xlsx; `suffix` is neither."""

    def __init__(self, suffix: str) -> None:
        super().__init__(f"no log as {suffix}")
        self.suffix = suffix


class NotASignedLog(LedgerError):
    """There is no readable signature beside the file at `path`."""

    def __init__(self, path: Path) -> None:
        super().__init__("no signature")
        self.path = path


@dataclass(frozen=True, slots=True)
class HandedOut:
    """What was written: the sheet, its signature, how many entries it holds, and its register number."""

    path: Path
    signature: Path
    entries: int
    number: str


@access.operation("audit")
def hand_out(session: Session, query: LogQuery, path: Path, ctx: JobContext = SILENT) -> HandedOut:
    """Write the entries that are asked for, sign the file, and enter that it was done.

    Raises:
        LogFormatUnknown, FileNotWritten: neither file was written.
    """
    ending = path.suffix.lower()
    if ending not in (CSV, XLSX):
        raise LogFormatUnknown(path.suffix)
    session.notes.flush()
    counted = _Counted()
    with files.replacing(path) as stream:
        expected = departing.expected(session)
        said = release.sheet_stamp(expected, (), release.OF_THE_OFFICE)
        with reading.lines_of(session, query) as actions:
            content = _written(ending, counted.passed(_rows(session, actions, ctx)), said)
        beside = path.with_name(path.name + SIGNATURE)
        departure = Departure(kind="log-export", source=path.name, ledger="")
        with departing.entered(session, departure, expected) as (write, entered):
            if ending == XLSX and entered.number != expected.number:  # somebody wrote meanwhile
                content = stamp.renumbered(content, said, str(entered.number))
            stream.write(content)
            files.write_whole(beside, _signed(session, path.name, content, counted.count))
            write.audit_detail(form="log", rows=counted.count, sha256=hashlib.sha256(content).hexdigest())
    return HandedOut(path, beside, counted.count, str(entered.number))


@access.operation("audit")
def is_genuine(session: Session, path: Path) -> bool:
    """Whether a file is as this store handed it out; raises NotASignedLog."""
    try:
        content = path.read_bytes()
        said = json.loads(path.with_name(path.name + SIGNATURE).read_bytes())
        signature = bytes.fromhex(said.pop("signature"))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise NotASignedLog(path) from error
    is_ours = log_key.is_signed(session.store.log_key.public, _PURPOSE, _spelled(said), signature)
    return is_ours and said.get("sha256") == hashlib.sha256(content).hexdigest()


class _Counted:
    """Counts what passes."""

    def __init__(self) -> None:
        self.count = 0

    def passed(self, rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        for row in rows:
            self.count += 1
            yield row


def _rows(session: Session, actions: Iterator[Action], ctx: JobContext) -> Iterator[tuple[str, ...]]:
    people = session.store.account_names()
    while chunk := list(islice(actions, _AT_ONCE)):
        ctx.checkpoint()
        for one in chunk:
            line = reading.line(one, people.get(one.user, one.user), "")
            yield _cells(line)


def _cells(line: LogLine) -> tuple[str, ...]:
    return (
        str(line.number), line.when, line.user, line.class_label, line.kind_label, line.ledger_label, line.record,
        line.about, line.source, line.reason, line.device, line.chain,
    )  # fmt: skip


def _written(ending: str, rows: Iterable[tuple[str, ...]], said: SheetStamp) -> bytes:
    from app.excel import csv_out, writer
    from app.excel.sheets import SheetColumn

    columns = [SheetColumn(heading, width=width) for heading, width in _COLUMNS]
    if ending == XLSX:
        return writer.workbook("日志", columns, rows, stamp=said)
    stream = io.BytesIO()
    csv_out.write(stream, columns, rows)
    return stream.getvalue()


def _signed(session: Session, name: str, content: bytes, entries: int) -> bytes:
    store = session.store
    said: dict[str, object] = {
        "file": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "entries": entries,
        "committee": f"{store.committee_code} {store.committee_name}",
        "at": clock.now_text(),
        "by": session.login,
        "key": store.log_key.public.hex(),
    }
    said["signature"] = store.log_key.sign(_PURPOSE, _spelled(said)).hex()
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def _spelled(said: dict[str, object]) -> bytes:
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
