"""Writes a file that leaves the program: its content bears the register number, its entry stands before it does.

A workbook says in header, footer and on a sheet 水印 who took it out, when, and under which number; csv has no place
for that and is entered alone. What is in the file, and whether it may leave, is the caller's business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app import access, files
from app.excel import encryption, stamp
from app.excel.stamp import SheetStamp
from app.release import departing
from app.release.departing import Departure, Stamp
from app.stores.session import Session
from storage.records import Write

MAY_NOT_BE_PASSED_ON = (
    "含有居民个人信息，只用于上面的用途，不得转发、外传；用完请删除。凭登记号可以查到是谁、何时导出的。"
)
_FOR_THE_WORK = MAY_NOT_BE_PASSED_ON.replace("上面的用途", "居委会工作")
"""The same where no purpose stands above."""
OF_THE_OFFICE = "居委会内部资料，请妥善保管。凭登记号可以查到是谁、何时导出的。"
"""The same on what holds nothing of residents: the log, the permission plan."""


Take = Callable[[bytes, Write, Stamp], object]
"""Takes the finished bytes, within the action that enters them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaver:
    """A file on its way out: what the audit calls it, what it tells of itself, and what is done in its entry.

    `facts` are asked for when the content is made: counts, codes and levels, never a value.
    """

    path: Path
    departure: Departure
    facts: Callable[[], Mapping[str, object]]
    told: tuple[tuple[str, str], ...] = ()
    password: str | None = None
    use: Callable[[Write], None] = lambda _write: None


@access.operation(access.OWN)
def workbook(session: Session, leaver: Leaver, make: Callable[[SheetStamp], bytes]) -> Stamp:
    """Write the workbook that `make` gives for a stamp; raises FileNotWritten and what `make` raises."""
    with files.replacing(leaver.path) as stream:
        return handed_in(session, leaver, make, lambda content, _write, _stamp: stream.write(content))


@access.operation(access.OWN)
def handed_in(session: Session, leaver: Leaver, make: Callable[[SheetStamp], bytes], take: Take) -> Stamp:
    """The same into other hands than a file's, within the entry; raises what `make` and `take` raise."""
    stamp_now = departing.expected(session)
    note = MAY_NOT_BE_PASSED_ON if leaver.departure.ledger else OF_THE_OFFICE
    said = sheet_stamp(stamp_now, leaver.told, note)
    content = make(said)
    sealed = _sealed(content, leaver.password)
    with departing.entered(session, leaver.departure, stamp_now) as (write, entered):
        if entered.number != stamp_now.number:  # somebody wrote meanwhile
            sealed = _sealed(stamp.renumbered(content, said, str(entered.number)), leaver.password)
        take(sealed, write, entered)
        _tell(write, leaver)
    return entered


@access.operation(access.OWN)
def plain(session: Session, leaver: Leaver, write_to: Callable[[BinaryIO], None]) -> Stamp:
    """Write a file that can say nothing of itself, as csv; raises FileNotWritten and what `write_to` raises."""
    with files.replacing(leaver.path) as stream:
        write_to(stream)
        with departing.entered(session, leaver.departure, departing.expected(session)) as (write, entered):
            _tell(write, leaver)
    return entered


@access.operation(access.OWN)
def marked(session: Session, leaver: Leaver, make: Callable[[Stamp], bytes]) -> Stamp:
    """Write a file that `make` makes for a stamp, a picture with its comment; raises FileNotWritten."""
    with files.replacing(leaver.path) as stream:
        expected = departing.expected(session)
        content = make(expected)
        with departing.entered(session, leaver.departure, expected) as (write, entered):
            stream.write(content if entered == expected else make(entered))
            _tell(write, leaver)
    return entered


def sheet_stamp(now: Stamp, told: tuple[tuple[str, str], ...], note: str = MAY_NOT_BE_PASSED_ON) -> SheetStamp:
    """What a workbook says of itself; labels stand in brackets, so that no import takes them for headings."""
    if note == MAY_NOT_BE_PASSED_ON and not dict(told).get("用途"):
        note = _FOR_THE_WORK
    lines = (
        ("登记号", str(now.number)),
        ("导出人和时间", f"{now.who} {now.at}"),
        ("居委会", now.committee),
        *(pair for pair in told if pair[1]),
        ("请注意", note),
    )
    notes = tuple(f"【{label}】{text}" for label, text in lines)
    return SheetStamp(str(now.number), f"{now.who} {now.at} 导出", now.committee, notes)


def _tell(write: Write, leaver: Leaver) -> None:
    write.audit_detail(**leaver.facts())
    leaver.use(write)


def _sealed(content: bytes, password: str | None) -> bytes:
    return content if password is None else encryption.encrypted(content, password)
