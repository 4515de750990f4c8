"""How the exchange stands, as the status bar says it: counted from what waits, and from what the cloud has receipted.

全部已上报 is only ever said when nothing waits and a whole round ended well; a round that failed never looks like one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app import access
from app.message_texts import syncing as texts
from app.stores.session import Session
from app.syncing import enrolling, pausing, rounds
from ledger import clock
from sync.local_side import LocalSide
from sync.protocol import CLOCK_TRUST_MS, SCHEMA

Tone = Literal["good", "plain", "warn", "bad"]
OUTBOX_WARNING = 5000
DAYS_WARNING = 14
_SERIOUS = frozenset(
    ("DeviceRevoked", "DeviceCloned", "CommitteeDenied", "UpgradeNeeded", "ClockWrong", "SweepTooLarge")
)


@dataclass(frozen=True, slots=True)
class Standing:
    """The line of the status bar, and what is behind it.

    `whole_at`: when everything was last exchanged, "" for never. `paused_until` and the other instants are stored ones.
    `trouble` is the name of what ended the last round early, `explained` the same for people, or that there is a newer
    program.
    """

    text: str
    tone: Tone
    is_enrolled: bool
    waiting: int
    oldest: str
    refused: int
    questions: int
    whole_at: str
    paused_until: str
    trouble: str
    explained: str
    is_partial: bool


@access.operation(access.OWN)
def standing(session: Session) -> Standing:
    """How it stands now."""
    local = LocalSide(session.store)
    facts, waiting = local.facts(), local.waiting()
    last = local.value(rounds.KEPT_LAST)
    last = last if isinstance(last, dict) else {}
    trouble, whole_at = str(last.get("trouble", "")), str(last.get("whole_at", ""))
    paused = pausing.paused_until(local)
    if enrolling.expelled(local) and not trouble:
        trouble = "DeviceRevoked"
    is_outdated = int(last.get("schema", 0)) > SCHEMA
    counts = waiting.operations, waiting.oldest, waiting.dead
    told = _Told(facts.is_enrolled, *counts, whole_at, paused, trouble, is_outdated)
    return Standing(
        text=_text(told),
        tone=_tone(told),
        is_enrolled=facts.is_enrolled,
        waiting=waiting.operations,
        oldest=waiting.oldest,
        refused=waiting.dead,
        questions=waiting.conflicts,
        whole_at=whole_at,
        paused_until=paused,
        trouble=trouble,
        explained=_explained(trouble, last) or (texts.OUTDATED if is_outdated else ""),
        is_partial=facts.is_partial,
    )


@access.operation(access.OWN)
def last_whole(session: Session) -> str:
    """The instant at which everything was last exchanged; "" for never."""
    last = LocalSide(session.store).value(rounds.KEPT_LAST)
    return str(last.get("whole_at", "")) if isinstance(last, dict) else ""


@access.operation(access.OWN)
def is_enrolled(session: Session) -> bool:
    """True once a cloud gave this PC its name."""
    return LocalSide(session.store).facts().is_enrolled


@access.operation(access.OWN)
def is_clock_trusted(session: Session) -> bool:
    """False where the cloud found this PC's clock further off than it believes."""
    return abs(LocalSide(session.store).facts().clock_offset_ms) <= CLOCK_TRUST_MS


@dataclass(frozen=True, slots=True)
class _Told:
    is_enrolled: bool
    waiting: int
    oldest: str
    refused: int
    whole_at: str
    paused: str
    trouble: str
    is_outdated: bool


def _text(told: _Told) -> str:
    if not told.is_enrolled:
        return "没有接入上级平台"
    parts = []
    if told.waiting:
        parts.append(f"{told.waiting:,} 条待上报")
    elif told.whole_at:
        parts.append(f"全部已上报 {_when(told.whole_at)}")
    else:
        parts.append("还没有上报过")
    if told.trouble:
        parts.insert(0, texts.SHORT.get(told.trouble, "上报没有完成"))
    if told.paused:
        parts.append(f"已暂停到 {_when(told.paused)}")
    if told.refused:
        parts.append(f"{told.refused:,} 条被退回")
    if told.is_outdated:
        parts.append("有新版里弄")
    return " · ".join(parts)


def _tone(told: _Told) -> Tone:
    if not told.is_enrolled:
        return "plain"
    if told.trouble in _SERIOUS:
        return "bad"
    if told.trouble or told.refused or told.paused or told.waiting > OUTBOX_WARNING or _is_old(told.oldest):
        return "warn"
    return "plain" if told.waiting or not told.whole_at else "good"


def _is_old(oldest: str) -> bool:
    return bool(oldest) and (clock.today() - clock.day_of(oldest)).days > DAYS_WARNING


def _when(instant: str) -> str:
    """The time of day, with the day where it is not today."""
    moment = clock.local(instant)
    if moment.date() == clock.today():
        return f"{moment:%H:%M}"
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"


def _explained(trouble: str, last: dict[str, object]) -> str:
    if trouble == "Unreachable":
        return f"{texts.unreachable(str(last.get('step', '')), str(last.get('why', '')))}。"
    return texts.EXPLAINED.get(trouble, "") if trouble else ""
