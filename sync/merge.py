"""The three-way merge of one group of fields: what the author saw, what the author wrote, what stands; pure.

A conflict is a matter of values, never of versions or clocks: a test of versions alone overwrote silently when a pull
came between a refused edit and the next one. Clocks choose between two values of a `newest` group, and nothing else
(docs/sync_protocol.md, merge rule).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Literal

from ledger import clock
from sync.policies import COMMITTEE, Policy, Rule, outranks
from sync.protocol import Json, plain, same

TOLD_OVER: Final = timedelta(days=180)
"""How long ago a committee may have written a value that a feed replaces, to be told of it."""

Fate = Literal["applied", "same", "took_new", "kept_server"]
"""`applied`: the author saw what stood. `same`: it stands already. The others: somebody else wrote something else."""


@dataclass(frozen=True, slots=True)
class Side:
    """A value with its author's corrected instant, the operation that wrote it and the source it came from."""

    value: Json
    at: str
    op_id: str
    source: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a group; `trace` is what is noted of it or asked about it, "" where nothing was contested."""

    fate: Fate
    trace: Rule | Literal["suggested", "feed_over", ""] = ""

    @property
    def writes(self) -> bool:
        """True when the new value is written."""
        return self.fate in ("applied", "took_new")


def judge(policy: Policy, stands: Side, was: Json, new: Side, *, is_clock_trusted: bool = True) -> Verdict:
    """Decide one group.

    A value of the authority gives way to a source of the same or a higher rank alone, also where the author saw it: to
    change it is to ask for a correction.
    """
    if same(stands.value, new.value):
        return Verdict("same")
    if policy.rule == "authority" and stands.source == policy.owner and outranks(stands.source, new.source):
        return Verdict("kept_server", "authority")
    if outranks(new.source, COMMITTEE):
        return _judge_feed(policy, stands, new)
    if same(stands.value, was):
        return Verdict("applied")
    if policy.rule == "newest" and is_clock_trusted:
        is_later = (new.at, new.op_id) > (stands.at, stands.op_id)
        return Verdict("took_new" if is_later else "kept_server", "newest")
    return Verdict("kept_server", "manual")


def _judge_feed(policy: Policy, stands: Side, new: Side) -> Verdict:
    """A feed writes what its source has authority over, and fills what is empty; anything else it suggests."""
    if plain(stands.value) is None:
        return Verdict("applied")
    if policy.owner != new.source:
        return Verdict("kept_server", "suggested")
    return Verdict("took_new", "feed_over") if is_told_over(stands, new) else Verdict("applied")


def is_told_over(stands: Side, new: Side) -> bool:
    """Whether the committee reads that a feed replaces its value: while somebody may still know why it wrote that."""
    if stands.source != COMMITTEE or plain(stands.value) is None:
        return False
    return stands.at >= clock.instant_text(clock.moment_of(new.at) - TOLD_OVER)


def judge_twin(policy: Policy, stands: Json, new: Json) -> Verdict:
    """Decide one group of a record that was made twice: what is missing is filled, what differs stays.

    Groups whose loss nobody would mourn (`newest`) keep what stood; of the others a person is asked.
    """
    if new is None or same(stands, new):
        return Verdict("same")
    if stands is None:
        return Verdict("applied")
    return Verdict("kept_server", "" if policy.rule == "newest" else "manual")
