"""Papers for an emergency and how one is let go: the roster, the contact tree alike, of named houses, masked or open.

Both tell of level 3 of many people, so they go by the rules of such lists. An approval is for this very paper: who asks
for which houses, with or without masks; it is used once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from app import access
from app.exports import clearance
from app.exports.leaving import Leaving
from app.exports.printed_lists import PrintNeedsApproval
from app.printed import Printout
from app.release import approvals, approvers, departing
from app.release.approvals import Approval, Wanted
from app.release.purposes import EMERGENCY, Purpose, PurposeNeeded
from app.release.register import SECOND, SELF
from app.stores.session import Session
from ledger import catalog
from ledger.definition import Level
from storage.values import dump

PERSON = catalog.named("person")
OPEN_NOTE: Final = "姓名和电话没有遮盖，只用于应急处置，不得转发、外传；用完请收回销毁。"


@dataclass(frozen=True, slots=True)
class EmergencyPaper:
    """One kind of such papers, as whoever prints it needs it."""

    label: str
    printout_of: Callable[..., Printout]
    """(session, places, *, is_open)"""
    ask: Callable[..., Approval]
    """(session, places, purpose, *, is_open, reason)"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPaper:
    """What a paper would tell, before anybody lets it go: `houses` are ids, `people` how many it is about."""

    kind: str
    label: str
    houses: tuple[str, ...]
    names: tuple[str, ...]
    people: int
    headings: tuple[str, ...]
    sensitive: tuple[str, ...]
    level: Level
    is_open: bool

    @property
    def leave(self) -> Leaving:
        """For the rule that asks for a second person."""
        return Leaving(self.level, self.level, "L2", self.people, self.sensitive)

    def fingerprint(self, asker: str) -> bytes:
        """What an approval is bound to."""
        said = {"asker": asker, "paper": self.kind, "houses": sorted(self.houses), "unmasked": self.is_open}
        return hashlib.sha256(dump(said).encode()).digest()


@access.operation("print", ledger="person")
def let_go(session: Session, paper: PlannedPaper) -> tuple[str, int]:
    """Who lets it go, and the request by which; raises PrintNeedsApproval."""
    if not clearance.needs_approval(paper.leave):
        return "", 0
    if approvers.is_alone(session):
        return SELF, 0
    found = approvals.open_for(session, paper.fingerprint(session.login))
    if found is None:
        raise PrintNeedsApproval(paper.level, paper.people, can_ask=True)
    return SECOND, found.id


@access.operation("print", ledger="person")
def ask(session: Session, paper: PlannedPaper, purpose: Purpose, reason: str) -> Approval:
    """Put it on the list of requests, for a second person to let it go.

    Raises:
        PurposeNeeded: no purpose or legal basis; without masks it is 应急处置.
    """
    if not purpose.is_whole or (paper.is_open and purpose.purpose != EMERGENCY):
        raise PurposeNeeded
    told: dict[str, object] = {
        "level": paper.level,
        "people": paper.people,
        "columns": len(paper.headings),
        "unmasked": paper.is_open,
        "purpose": purpose.purpose,
        "basis": purpose.basis,
    }
    words = purpose.labels()
    facts = told | {
        "who": departing.who(session),
        "ledger": PERSON.name,
        "label": f"{paper.label}（打印）",
        "filter": list(paper.names),
        "columns": list(paper.headings),
        "sensitive": list(paper.sensitive),
        "purpose": words[0],
        "basis": words[1],
        "reason": reason,
    }
    return approvals.ask(session, Wanted(paper.fingerprint(session.login), facts, PERSON.name, told), reason)


def heading_of(names: Sequence[str]) -> str:
    """The houses in a title: the first one, and how many there are."""
    return f"{names[0]}{f' 等 {len(names)} 幢' if len(names) > 1 else ''}"
