"""Counts entries as they come, per rule and person over the last hour, and says what has become unusual.

Pure counting: what it is fed and where its answers go is `watching`'s.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.watch import rules
from app.watch.rules import WatchRule
from ledger import clock
from storage.alerts import Noticed
from storage.audit import Action

_WINDOW = timedelta(minutes=rules.WINDOW_MINUTES)


@dataclass(slots=True)
class _Window:
    """What one person did under one rule within the last hour."""

    events: deque[tuple[datetime, int, int]] = field(default_factory=deque)
    sum: int = 0

    def add(self, moment: datetime, weight: int, number: int) -> None:
        self.events.append((moment, weight, number))
        self.sum += weight
        while self.events and moment - self.events[0][0] > _WINDOW:
            self.sum -= self.events.popleft()[1]


class Noticing:
    """The counts of one store. `limits` are the policy's numbers, `removals` counts what an action removed."""

    def __init__(self, limits: Mapping[str, int], removals: Callable[[int], int]) -> None:
        self._limits, self._removals = limits, removals
        self._windows: dict[tuple[str, str], _Window] = {}
        self._devices: dict[str, set[str]] = {}

    def know(self, devices: Mapping[str, set[str]]) -> None:
        """Take over on which PCs each account has logged in before."""
        for user, names in devices.items():
            self._devices.setdefault(user, set()).update(names)

    def take(self, entry: Action) -> Iterator[Noticed]:
        """Count an entry; what is unusual with it."""
        moment = clock.local(entry.at)
        for rule in rules.ALL:
            if rule.counts(entry):
                found = self._single(rule, entry, moment) if not rule.limit else self._counted(rule, entry, moment)
                if found:
                    yield found

    def _counted(self, rule: WatchRule, entry: Action, moment: datetime) -> Noticed | None:
        weight = self._weight(rule, entry)
        if not weight:
            return None
        window = self._windows.setdefault((rule.name, entry.user), _Window())
        window.add(moment, weight, entry.id)
        if window.sum < self._limits[rule.limit]:
            return None
        first = window.events[0][2]
        return Noticed(rule.name, entry.user, f"{moment:%Y-%m-%d %H}", window.sum, first, entry.id)

    def _single(self, rule: WatchRule, entry: Action, moment: datetime) -> Noticed | None:
        """What is told without a number: a strange hour, a new PC, a gap in the log."""
        if rule.name == rules.OFF_HOURS:
            return self._off_hours(rule, entry, moment)
        if rule.name == rules.NEW_DEVICE:
            return self._new_device(rule, entry, moment)
        return Noticed(rule.name, entry.user, f"{moment:%Y-%m-%d %H:%M}", 1, entry.id, entry.id)

    def _off_hours(self, rule: WatchRule, entry: Action, moment: datetime) -> Noticed | None:
        if not is_off_hours(moment.hour, self._limits):
            return None
        night = moment - timedelta(hours=self._limits["day_from"])  # what is done after midnight is the same night
        window = self._windows.setdefault((f"{rule.name} {night:%Y-%m-%d}", entry.user), _Window())
        window.events.append((moment, 1, entry.id))
        window.sum += 1
        return Noticed(rule.name, entry.user, f"{night:%Y-%m-%d}", window.sum, window.events[0][2], entry.id)

    def _new_device(self, rule: WatchRule, entry: Action, moment: datetime) -> Noticed | None:
        known = self._devices.setdefault(entry.user, set())
        is_new = bool(known) and bool(entry.device) and entry.device not in known
        known.add(entry.device)
        if not is_new:
            return None
        return Noticed(rule.name, entry.user, f"{moment:%Y-%m-%d %H:%M}", 1, entry.id, entry.id)

    def _weight(self, rule: WatchRule, entry: Action) -> int:
        if rule.measure == "rows":
            return entry.rows
        if rule.measure == "removals":
            return self._removals(entry.id) if entry.rows else 0
        return rules.failures(entry) if rule.measure == "failures" else 1


def is_off_hours(hour: int, limits: Mapping[str, int]) -> bool:
    """Whether an hour of the day lies outside the hours of work."""
    return not limits["day_from"] <= hour < limits["day_to"]
