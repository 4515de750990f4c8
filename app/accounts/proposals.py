"""What a committee that a cloud knows proposes about accounts; the level above decides, and the sync brings the answer.

Kept inside the encrypted store until then, and entered in the audit like every change of accounts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal, cast

from app import access
from app.accounts.details import Details
from app.stores.session import Session
from ledger import clock
from storage.journal import Entry

_KEPT = "account_proposals"
What = Literal["open", "change", "stop", "resume", "reset"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One thing proposed: by whom, when, for which account, and as what it shall be."""

    at: str
    by: str
    what: What
    login: str
    reason: str
    details: Mapping[str, object]


@access.operation("accounts")
def waiting(session: Session) -> tuple[Proposal, ...]:
    """What was proposed and has no answer yet, oldest first."""
    kept = cast("list[dict[str, object]]", session.store.setting(_KEPT) or [])
    return tuple(Proposal(**one) for one in kept)  # type: ignore[arg-type]  # as `propose` wrote it


@access.operation("accounts")
def propose(session: Session, what: What, login: str, asked: Details, reason: str) -> Proposal:
    """Propose a change of accounts; nothing changes by that."""
    given = {name: getattr(asked, name) for name in asked.given()}
    made = Proposal(clock.now_text(), session.login, what, login, reason, given)
    entry = Entry(session.login, "account-proposed", source=login, reason=reason, class_="account")
    kept = [asdict(one) for one in waiting(session)]
    with session.store.enter(entry) as write:
        write.set_setting(_KEPT, [*kept, asdict(made)])
        write.audit_detail(what=what, fields=list(given))
    return made
