"""The committee's security policy: which numbers hold, and changing them within the bounds of the rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import access, logs
from app.stores.session import Session
from app.stores.standing import POLICY
from ledger import policy as rules
from ledger.errors import LedgerError
from ledger.policy import Policy, Rule
from storage.journal import Entry


class PolicyReasonMissing(LedgerError):
    """The policy is changed for a reason."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the policy as it holds, with the rule that bounds it."""

    rule: Rule
    value: int


@access.operation(access.OWN)
def lines(session: Session) -> tuple[Line, ...]:
    """Every number of the policy; whoever logs in may know by which rules."""
    holds = session.policy
    return tuple(Line(rule, holds[rule.key]) for rule in rules.ALL)


@access.operation("policy")
def change(session: Session, changes: Mapping[str, int], *, reason: str) -> Policy:
    """Change some numbers; the next log-in goes by them.

    Raises:
        UnknownPolicy, PolicyRefused: beyond what the rules let any setting do. PolicyReasonMissing. Nothing changed.
    """
    if not reason.strip():
        raise PolicyReasonMissing
    before = session.policy
    after = before.with_changes(changes)
    told = {key: [before[key], value] for key, value in changes.items() if before[key] != value}
    if told:
        with session.store.enter(Entry(session.login, "policy", reason=reason, class_="security")) as write:
            write.set_setting(POLICY, {rule.key: after[rule.key] for rule in rules.ALL})
            write.audit_detail(**told)
        session.keep_waits()
        logs.event("policy changed", keys=list(told))
    return after
