"""The permission matrix of the committee: read, changed with a reason, its history, and the plan as a workbook.

What the matrix is and what no change may bring about is `ledger.permissions`; the changes lie in the encrypted store.
A change counts from the next thing that anybody does.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app import access
from app.release import handing_out
from app.release.departing import Departure, Stamp
from app.release.handing_out import Leaver
from app.rights.matrix_words import Told, action_label, worded_again
from app.stores.session import PERMISSIONS, Session
from ledger import clock, permissions, roles
from ledger.errors import LedgerError
from ledger.permissions import Cell, Grant, LawForbids, Matrix
from storage.audit import Action
from storage.store import Entry

KIND = "permissions"
_MOST_TOLD = 500
Change = Mapping[Cell, Grant | None]


class ChangeReasonNeeded(LedgerError):
    """The permission matrix is changed for a reason only."""


class NothingChanged(LedgerError):
    """The matrix is as it was asked to be already."""


@access.operation(access.OWN)
def present(session: Session) -> Matrix:
    """The matrix as it is; everybody may know what they and others may do."""
    return permissions.applied(_changes(session))


@access.operation("permissions")
def change(session: Session, wanted: Change, reason: str) -> int:
    """Change cells of the matrix, None takes a permission away; answers the number of the audit entry.

    Raises:
        ChangeReasonNeeded, NothingChanged, UnknownPermission.
        LawForbids: what is asked for in one of the cells may not be; nothing was changed.
    """
    if not reason.strip():
        raise ChangeReasonNeeded
    changes = _changes(session)
    before = permissions.applied(changes)
    for cell, grant in wanted.items():
        rule = permissions.forbidden_by(permissions.named(cell.role, cell.action, cell.ledger), grant)
        if rule:
            raise LawForbids(rule)
    done = {cell: grant for cell, grant in wanted.items() if before.get(cell) != grant}
    if not done:
        raise NothingChanged
    told = [[cell.role, cell.action, cell.ledger, _spelled(before.get(cell)), _spelled(done[cell])] for cell in done]
    with session.store.enter(Entry(session.login, KIND, "", reason.strip(), "account")) as write:
        write.set_setting(PERMISSIONS, permissions.stored({**changes, **done}) or None)
        write.audit_detail(changed=told)
        return write.action


@access.operation(access.OWN)
def history(session: Session, limit: int = _MOST_TOLD) -> tuple[Told, ...]:
    """What was changed, newest first."""
    names = session.store.account_names()
    with session.reader() as reader:
        entries = reader.actions(kind=KIND, limit=limit)
    return tuple(line for entry in entries for line in _told(entry, names))


@access.operation("permissions")
def export_plan(session: Session, path: Path) -> Stamp:
    """Write the permission plan (权限分配方案) as a workbook: the matrix, the roles and the changes.

    Raises:
        FormatUnknown: the file is to be something else than .xlsx. FileNotWritten.
    """
    from app.exports.exporting import XLSX, FormatUnknown
    from app.rights import plan_workbook

    if path.suffix.lower() != XLSX:
        raise FormatUnknown(path.suffix)
    told = history(session)
    leaver = Leaver(
        path=path,
        departure=Departure(kind="permission-plan", source=path.name, ledger=""),
        facts=lambda: {"form": "plan", "rows": len(permissions.cells())},
    )
    committee = session.store.committee_name
    return handing_out.workbook(
        session, leaver, lambda stamp: plan_workbook.content(present(session), told, committee, stamp)
    )


def _changes(session: Session) -> dict[Cell, Grant | None]:
    return permissions.changes_of(session.store.setting(PERMISSIONS))


def _spelled(grant: Grant | None) -> str:
    return f"{grant.level} {grant.area}" if grant else ""


def _told(entry: Action, names: Mapping[str, str]) -> list[Told]:
    changed = entry.detail.get("changed")
    at, who = clock.local_text(entry.at), names.get(entry.user) or entry.user
    return [
        Told(
            at, who, entry.reason, roles.label(role), action_label(action), ledger, worded_again(was), worded_again(now)
        )
        for role, action, ledger, was, now in (changed if isinstance(changed, list) else ())
    ]
