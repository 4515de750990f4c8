"""What the rules look at: the store as it is now, read raw where a setting could have been weakened past the program.

Every fact is read once, when a rule first asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property
from typing import Final

from app.accounts import tiers_here
from app.status import standing as status
from app.status.standing import StoreStatus
from app.stores import standing
from app.stores.session import PERMISSIONS, Session
from ledger import clock, permissions, policy
from ledger.permissions import Cell, Grant
from ledger.policy import Rule
from storage import alerts, incidents
from storage.accounts import Account
from storage.alerts import Alert
from storage.audit import Action
from storage.incidents import Incident
from storage.trail.verifying import Verdict

DAYS: Final = 30
ALERT_DAYS: Final = 3
"""How long what was noticed may wait for somebody."""
_MOST = 100_000


class Inspection:
    """One look at a store."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.store = session.store
        self.today: date = standing.day_of(session.store)

    def since(self, days: int) -> str:
        """The instant so many days ago."""
        return clock.instant_text(clock.now() - timedelta(days=days))

    # -- accounts

    @cached_property
    def accounts(self) -> list[Account]:
        """Every account."""
        return self.store.accounts()

    @cached_property
    def active(self) -> list[Account]:
        """Those that can log in."""
        return [one for one in self.accounts if one.state == "active"]

    def roles_of(self, account: Account) -> tuple[str, ...]:
        """The roles that an account holds, those of the first one alone too."""
        return tiers_here.roles_of(account, self.accounts)

    def holding(self, role: str) -> list[Account]:
        """The accounts that hold a role and can log in."""
        return [one for one in self.active if role in self.roles_of(one)]

    @property
    def is_alone(self) -> bool:
        """True while one account is all there is."""
        return len(self.active) < 2

    # -- policy and matrix, as they were written

    @cached_property
    def raw_policy(self) -> Mapping[str, object]:
        """The policy as it stands in the store, within the bounds or not."""
        found = self.store.setting(standing.POLICY)
        return found if isinstance(found, dict) else {}

    def weakened(self, keys: Iterable[str]) -> list[Rule]:
        """Numbers that somebody wrote into the store beyond what the rules let anybody set."""
        rules = [policy.BY_KEY[key] for key in keys]
        return [one for one in rules if one.key in self.raw_policy and _is_beyond(one, self.raw_policy[one.key])]

    @cached_property
    def lawless_cells(self) -> list[str]:
        """Why changes of the matrix that stand in the store may not be: names of rules."""
        kept = self.store.setting(PERMISSIONS)
        found: list[str] = []
        for line in kept if isinstance(kept, list) else ():
            role, action, ledger, level, area = line
            cell = Cell(role, action, ledger)
            rule = "unknown" if cell not in _CELLS else permissions.forbidden_by(cell, _grant(level, area))
            found += [rule] if rule else []
        return found

    @cached_property
    def changed_cells(self) -> int:
        """How many cells of the matrix the committee changed."""
        return len(permissions.changes_of(self.store.setting(PERMISSIONS)))

    # -- what was done

    @cached_property
    def departed(self) -> list[Action]:
        """What left as a file or on paper in the last month, newest first."""
        return self._recent("export", "print")

    @cached_property
    def reveals(self) -> list[Action]:
        """Looks behind masks in the last month."""
        return self._recent("reveal")

    def _recent(self, *classes: str) -> list[Action]:
        since = self.since(DAYS)
        with self.session.reader() as reader:
            found = reader.actions(classes=classes, limit=_MOST)  # type: ignore[arg-type]  # names of classes
        return [one for one in found if one.at >= since]

    @cached_property
    def open_alerts(self) -> list[Alert]:
        """What was noticed and nobody has dealt with."""
        with self.session.reader() as reader:
            return alerts.every(reader.connection, open_only=True)

    def forgotten(self, *rules: str) -> int:
        """How many alerts of some rules have waited too long."""
        line = self.since(ALERT_DAYS)
        return sum(one.rule in rules and one.at < line for one in self.open_alerts)

    @cached_property
    def incidents(self) -> list[Incident]:
        """Incidents that are not closed."""
        with self.session.reader() as reader:
            return [one for one in incidents.every(reader.connection) if one.state != "closed"]

    # -- the store as a whole

    @cached_property
    def status(self) -> StoreStatus:
        """How the store stands."""
        return status.read(self.session)

    @cached_property
    def verdict(self) -> Verdict:
        """What a look at the log finds now."""
        self.session.notes.flush()
        return self.store.log_verdict(operations=False)


_CELLS = frozenset(permissions.cells())


def _grant(level: str, area: str) -> Grant | None:
    return Grant(level, area) if level else None  # type: ignore[arg-type]  # as they were written


def _is_beyond(rule: Rule, written: object) -> bool:
    return rule.bounded(written) != written
