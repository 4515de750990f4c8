"""Prints on their way out: entered in the audit before the paper or the PDF is there, under the number they bear.

What a print shows is behind masks, but for the roster of an emergency. A list that goes by what is sensitive, by a tag
perhaps, tells it all the same of everybody on it: it needs a purpose and a legal basis, as an export does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app import access, files
from app.printed import PrintedFields, PrintedTable, Printout
from app.release import approvals, departing
from app.release.departing import Departure, Stamp
from app.release.purposes import EMERGENCY, PurposeNeeded
from app.stores.session import Session
from storage.journal import Entry
from storage.records import Write

PAPER = "打印"
_SENSITIVE: Final = "L3"


@dataclass(frozen=True, slots=True)
class Way:
    """How a kind of print leaves, each step for whoever has the right to it."""

    save_pdf: Callable[[Session, Printout, Path, Callable[[str], bytes]], Stamp]
    enter_paper: Callable[[Session, Printout, int], Stamp]
    enter_failed: Callable[[Session, Printout, Stamp], None]


@access.operation("print")
def save_pdf(session: Session, printout: Printout, path: Path, make: Callable[[str], bytes]) -> Stamp:
    """Write a print as a PDF; `make` draws it with the watermark that it is given.

    Raises:
        PurposeNeeded, FileNotWritten.
    """
    return _save_pdf(session, printout, path, make)


@access.operation("print")
def save_text(session: Session, printout: Printout, path: Path) -> Stamp:
    """Write a print as a text file, its stamp the last line.

    Raises:
        PurposeNeeded.
        FileNotWritten: `TargetNotText` where its name does not end in .txt.
    """
    return _save(session, printout, path, lambda mark: text_of(printout, mark).encode(), form="text")


def text_of(printout: Printout, mark: str = "") -> str:
    """A print of fields and tables as lines of text."""
    lines = [printout.title, f"{printout.committee}　{printout.made_on[:16]}　{printout.made_by}"]
    for part in printout.parts:
        if isinstance(part, PrintedFields):
            lines += ["", f"【{part.heading}】"] if part.heading else [""]
            lines += [f"{name}：{value}" for name, value in part.pairs]
        elif isinstance(part, PrintedTable):
            lines += ["", f"【{part.heading}】"] if part.heading else [""]
            lines += ["　".join(column.heading for column in part.columns)]
            lines += ["　".join(row) for row in part.rows]
    return "\n".join((*lines, "", *printout.notes, *filter(None, (mark,)))) + "\n"


@access.operation("print")
def enter_paper(session: Session, printout: Printout, copies: int = 1) -> Stamp:
    """Enter that a print goes to paper, before it does; its watermark says the stamp. Raises PurposeNeeded."""
    return _enter_paper(session, printout, copies)


@access.operation("print")
def enter_failed(session: Session, printout: Printout, stamp: Stamp) -> None:
    """Enter that the paper of an entry did not come out, or not all of it."""
    _enter_failed(session, printout, stamp)


@access.operation("accounts")
def save_accounts_pdf(session: Session, printout: Printout, path: Path, make: Callable[[str], bytes]) -> Stamp:
    """As `save_pdf`, for the list of accounts: who keeps it need not print residents."""
    return _save_pdf(session, printout, path, make)


@access.operation("accounts")
def enter_accounts_paper(session: Session, printout: Printout, copies: int = 1) -> Stamp:
    """As `enter_paper`, for the list of accounts."""
    return _enter_paper(session, printout, copies)


@access.operation("accounts")
def enter_accounts_failed(session: Session, printout: Printout, stamp: Stamp) -> None:
    """As `enter_failed`, for the list of accounts."""
    _enter_failed(session, printout, stamp)


@access.operation(access.OWN)
def save_record_pdf(session: Session, printout: Printout, path: Path, make: Callable[[str], bytes]) -> Stamp:
    """As `save_pdf`, for what is no ledger's: the compliance page, an incident's report; who made it may read it."""
    _require_no_ledger(printout)
    return _save_pdf(session, printout, path, make)


@access.operation(access.OWN)
def enter_record_paper(session: Session, printout: Printout, copies: int = 1) -> Stamp:
    """As `enter_paper`, for what is no ledger's."""
    _require_no_ledger(printout)
    return _enter_paper(session, printout, copies)


@access.operation(access.OWN)
def enter_record_failed(session: Session, printout: Printout, stamp: Stamp) -> None:
    """As `enter_failed`, for what is no ledger's."""
    _enter_failed(session, printout, stamp)


def _require_no_ledger(printout: Printout) -> None:
    if printout.ledger not in OWN_RECORDS:
        raise ValueError(printout.ledger)


COMPLIANCE: Final = "compliance"
INCIDENT: Final = "incident"
OWN_RECORDS: Final = frozenset((COMPLIANCE, INCIDENT))
"""What register and log call prints that are about the committee's own work."""
OF_RECORDS: Final = Way(save_record_pdf, enter_record_paper, enter_record_failed)
OF_LEDGERS: Final = Way(save_pdf, enter_paper, enter_failed)
OF_ACCOUNTS: Final = Way(save_accounts_pdf, enter_accounts_paper, enter_accounts_failed)


def needs_purpose(printout: Printout) -> bool:
    """True for a list that tells something of level 3 or 4 of everybody on it."""
    return printout.level >= _SENSITIVE


def _require_purpose(printout: Printout) -> None:
    if needs_purpose(printout) and not (printout.purpose and printout.basis):
        raise PurposeNeeded
    if printout.is_open and printout.purpose != EMERGENCY:
        raise PurposeNeeded


def _save_pdf(session: Session, printout: Printout, path: Path, make: Callable[[str], bytes]) -> Stamp:
    return _save(session, printout, path, make, form="pdf")


def _use(write: Write, session: Session, printout: Printout) -> None:
    """Use the approval up with the entry; raises ApprovalDecided when it was used meanwhile."""
    if printout.request:
        asked = approvals.find(session, printout.request)
        approvals.spend(write, asked)
        write.audit_detail(request=asked.id, approver=asked.decided_by)


def _save(session: Session, printout: Printout, path: Path, make: Callable[[str], bytes], *, form: str) -> Stamp:
    _require_purpose(printout)
    with files.replacing(path, "pdf" if form == "pdf" else "report") as stream:
        expected = departing.expected(session)
        content = make(expected.line)
        with departing.entered(session, _departure(printout, path.name), expected) as (write, entered):
            if entered != expected:  # somebody wrote meanwhile, or the minute is over
                content = make(entered.line)
            stream.write(content)
            _use(write, session, printout)
            write.audit_detail(form=form, **_facts(printout))
    return entered


def _enter_paper(session: Session, printout: Printout, copies: int) -> Stamp:
    _require_purpose(printout)
    expected = departing.expected(session)
    with departing.entered(session, _departure(printout, PAPER), expected) as (write, entered):
        _use(write, session, printout)
        write.audit_detail(form="paper", copies=copies, **_facts(printout))
    return entered


def _enter_failed(session: Session, printout: Printout, stamp: Stamp) -> None:
    entry = Entry(session.login, "print-failed", PAPER, class_="print", ledger=printout.ledger)
    with session.store.enter(entry) as write:
        write.audit_detail(of=stamp.number.action)


def _departure(printout: Printout, source: str) -> Departure:
    return Departure(kind="print", source=source, ledger=printout.ledger)


def _facts(printout: Printout) -> dict[str, object]:
    given = {"approved": printout.approved, "purpose": printout.purpose, "basis": printout.basis}
    return {
        **{name: value for name, value in given.items() if value},
        "ledger": printout.ledger,
        "rows": printout.rows,
        "columns": max((len(part.columns) for part in printout.parts if isinstance(part, PrintedTable)), default=0),
        "highest_level": printout.level,
        "unmasked": printout.is_open,
        "encrypted": False,
    }
