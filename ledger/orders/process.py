"""How orders of a category are handled: steps, limits and roles as data, versioned, and what would be wrong with it.

A process leaves steps out and narrows roles; it never widens what the state table and the duties allow, so no setting
gets round a guard. An order keeps the version under which it was registered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from ledger import codes
from ledger.errors import LedgerError
from ledger.orders.duties import MATRIX
from ledger.orders.limits import BY_CODE as LIMITS
from ledger.orders.rows import BACK, Row, rows_from
from ledger.orders.states import BY_CODE, CODES, NEW, TERMINAL

ENDS_IN: Final = {"suspend_request": "S80", "void_request": "S91"}
"""Where a request leads in the end."""
Step = Literal["contact", "handling", "check", "followup"]
STEPS: Final[tuple[Step, ...]] = ("contact", "handling", "check", "followup")
"""What has a limit: the first contact, all of the handling, the check, the follow-up."""
_STEP_OF_CLOCK: Final[dict[str, Step]] = {
    "intake": "contact",
    "handling": "handling",
    "check": "check",
    "followup": "followup",
}
FlawKind = Literal[
    "unknown_category", "unknown_state", "unreachable_state", "no_way_out", "missing_limit", "unknown_limit",
    "unknown_role", "role_without_right", "nobody", "unknown_group", "unknown_step", "unknown_module",
    "unknown_priority",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong with a process: `what` is the state, step, limit or role in question."""

    kind: FlawKind
    what: str


class ProcessRefused(LedgerError):
    """A process for `category` contradicts itself; nothing was taken over. `flaws` says how."""

    def __init__(self, category: str, flaws: tuple[Flaw, ...]) -> None:
        super().__init__(f"process {category}: " + ", ".join(f"{flaw.kind} {flaw.what}" for flaw in flaws))
        self.category = category
        self.flaws = flaws


@dataclass(frozen=True, slots=True)
class Process:
    """How orders of one category are handled.

    `states`: the steps that there are; `limits`: step -> time limit; `roles`: group of actions -> the duties to which
    it is narrowed, groups that are not named keep all of theirs. `module`: whose department leads.
    """

    category: str
    version: int = 1
    states: tuple[str, ...] = CODES
    limits: Mapping[str, str] = field(default_factory=dict)
    roles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    module: str = ""
    priority: str = "1"

    def allows(self, group: str, duties: frozenset[str]) -> bool:
        """False when the group of actions is narrowed to duties of which the actor has none."""
        narrowed = self.roles.get(group)
        return narrowed is None or not duties.isdisjoint(narrowed)

    def has_move(self, action: str, before: str, to: str) -> bool:
        """False when the process leaves out where a move from `before` leads, or what it asks for would lead.

        An order may stay where it is, and go back to where it was, whatever a later version leaves out.
        """
        end = ENDS_IN.get(action, to)
        return end in self.states or end == before or action in BACK


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a preview: from a state by an action to others, who may, and the limit of the state.

    `who` names one of which somebody must be to the order beside a duty; none where the duty is enough.
    """

    status: str
    action: str
    group: str
    targets: tuple[str, ...]
    duties: tuple[str, ...]
    who: tuple[str, ...]
    limit: str


def outline(process: Process) -> tuple[Line, ...]:
    """The process as its page shows it before it is taken over: every move that changes the state, in order."""
    return tuple(
        Line(status, row.action, row.group, targets, _duties(process, row), _who(row), _limit(process, status))
        for status in (NEW, *process.states)
        for row in rows_from(status)
        if (targets := tuple(to for to in row.targets(status) if to != status and to in process.states))
    )


def _duties(process: Process, row: Row) -> tuple[str, ...]:
    return tuple(duty for duty in MATRIX[row.group] if process.allows(row.group, frozenset((duty,))))


def _who(row: Row) -> tuple[str, ...]:
    is_free = "anybody" in row.who or "internal" in row.who
    return () if is_free else tuple(name for name in row.who if name != "system")


def _limit(process: Process, status: str) -> str:
    step = _STEP_OF_CLOCK.get(BY_CODE[status].clock) if status in BY_CODE else None
    return process.limits.get(step, "") if step else ""


# -- what is wrong with a process


def flaws(process: Process) -> tuple[Flaw, ...]:
    """Everything that is wrong with a process; nothing for one that may be taken over."""
    return (*_named(process), *_limits(process), *_roles(process), *_ways(process))


def require_sound(process: Process) -> None:
    """Raise ProcessRefused unless the process has no flaw."""
    found = flaws(process)
    if found:
        raise ProcessRefused(process.category, found)


def _named(process: Process) -> Iterator[Flaw]:
    if process.category and process.category not in codes.table("work_order_category").by_code:
        yield Flaw("unknown_category", process.category)
    if process.module and process.module not in codes.table("topic_module").by_code:
        yield Flaw("unknown_module", process.module)
    if process.priority not in codes.table("work_order_priority").by_code:
        yield Flaw("unknown_priority", process.priority)
    yield from (Flaw("unknown_state", code) for code in process.states if code not in BY_CODE)


def _limits(process: Process) -> Iterator[Flaw]:
    for step, code in process.limits.items():
        if step not in STEPS:
            yield Flaw("unknown_step", step)
        elif code not in LIMITS:
            yield Flaw("unknown_limit", code)
    clocks = {BY_CODE[code].clock for code in process.states if code in BY_CODE}
    for clock, step in _STEP_OF_CLOCK.items():
        if clock in clocks and step not in process.limits:
            yield Flaw("missing_limit", step)


def _roles(process: Process) -> Iterator[Flaw]:
    known = codes.table("role").by_code
    for group, duties in process.roles.items():
        if group not in MATRIX:
            yield Flaw("unknown_group", group)
            continue
        if not duties:
            yield Flaw("nobody", group)
        for duty in duties:
            if duty not in known:
                yield Flaw("unknown_role", duty)
            elif duty not in MATRIX[group]:
                yield Flaw("role_without_right", f"{group} {duty}")


def _ways(process: Process) -> Iterator[Flaw]:
    """States that nothing leads to, and open ones from which no order ever ends."""
    used = frozenset(process.states) & BY_CODE.keys()
    edges = {
        status: {to for row in rows_from(status) for to in row.targets(status) if to in used} for status in (NEW, *used)
    }
    reached = _reached((NEW,), edges)
    back: dict[str, set[str]] = {}
    for status, targets in edges.items():
        for to in targets:
            back.setdefault(to, set()).add(status)
    ending = _reached(("S70",), back)
    for code in CODES:
        if code in used and code not in reached:
            yield Flaw("unreachable_state", code)
        elif code in used and code not in TERMINAL and code not in ending:
            yield Flaw("no_way_out", code)


def _reached(start: Iterable[str], edges: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(start)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found.add(code)
            waiting.extend(edges.get(code, ()))
    return found


# -- as it is kept


def as_data(process: Process) -> dict[str, object]:
    """A process as plain data, to be kept as JSON."""
    return {
        "category": process.category,
        "version": process.version,
        "states": list(process.states),
        "limits": dict(process.limits),
        "roles": {group: list(duties) for group, duties in process.roles.items()},
        "module": process.module,
        "priority": process.priority,
    }


def of_data(kept: Mapping[str, object]) -> Process:
    """The process as it was kept; raises ProcessRefused when it is not sound."""
    limits, roles, states = kept.get("limits"), kept.get("roles"), kept.get("states")
    version = kept.get("version")
    process = Process(
        category=str(kept.get("category", "")),
        version=version if isinstance(version, int) else 1,
        states=tuple(map(str, states)) if isinstance(states, list) else CODES,
        limits={str(step): str(code) for step, code in limits.items()} if isinstance(limits, dict) else {},
        roles={str(group): tuple(map(str, duties)) for group, duties in roles.items()}
        if isinstance(roles, dict)
        else {},
        module=str(kept.get("module", "")),
        priority=str(kept.get("priority", "1")),
    )
    require_sound(process)
    return process
