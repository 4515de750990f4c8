"""What becomes of a move of a work order by the page alone: its tables are read, its table "Offline" written out anew.

Nothing of the product's rules is used: states, moves and rights are the text of docs/work_orders.md. The few facts
of an order that the table goes by are kept here by themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).resolve().parents[3] / "docs" / "work_orders.md"
WORDS = frozenset(("progress", "urge", "supervise", "instruct", "urgent", "comment"))
HANDS_OUT = frozenset(("dispatch", "transfer", "take"))
WITH_SOMEBODY = frozenset(("S30", "S40", "S45", "S85", "S86"))
TO_BE_HANDED_OUT = frozenset(("S20", "S30", "S40", "S50"))
BACK_TO_WHAT_WAS = frozenset(("return_refuse", "extend_approve", "extend_refuse"))
WORK = frozenset(("take", "progress", "joint_done", "finish"))
ASKS_FOR = {"void_request": "S91", "suspend_request": "S80"}
ANSWERS_TO = {"void_approve": "void", "suspend_approve": "suspend", "void_refuse": "void", "suspend_refuse": "suspend"}
REFUSALS = {"void_refuse": "void", "suspend_refuse": "suspend"}
UNSATISFIED = frozenset(("1", "2"))
NOT_REACHED = "0"
BETWEEN_TRIES = timedelta(hours=2)
OUTSIDE = frozenset(("01", "02"))


class Line(NamedTuple):
    """A line of the table of moves."""

    to: frozenset[str]
    right: str
    who: frozenset[str]
    guards: frozenset[str]


@dataclass(frozen=True)
class Move:
    """What an event says; `granted`: the street's answer to a wish to end an outside order.

    `rung`: what the program tells of the ladder, `since`: since when its days were counted.
    """

    action: str
    frm: str
    to: str
    by: str
    unit: str = ""
    duties: frozenset[str] = frozenset()
    on_duty: bool = False
    person: str = ""
    org: str = ""
    days: int = 0
    awaiting: str = ""
    granted: bool | None = None
    parties: frozenset[str] = frozenset()
    result: str = ""
    source: str = ""
    at: datetime | None = None
    due: datetime | None = None
    is_program: bool = False
    rung: str = ""
    since: datetime | None = None
    gone: int = 0
    """Working days from `since` to when it was told by the cloud's clock; -1 for none yet."""
    main: str = ""
    """The order into which this one is merged, and in which state that one was when the move came."""
    main_was: str = ""
    owed: int = 0
    """Of how many orders that were merged into it a reporter waits, and for how many of them its reply was written."""
    replies: int = 0
    satisfaction: str = ""
    called: datetime | None = None
    received: datetime | None = None
    until: datetime | None = None

    @property
    def is_street(self) -> bool:
        return "street_ops" in self.duties


class Fate(NamedTuple):
    """What became of it, and the order's state then."""

    outcome: str
    status: str


class Narrowed(NamedTuple):
    """A version of a process as the committee published it: states left out, rights kept to some duties.

    `scope`: the category or the major class that it is for, "" for all.
    """

    number: int = 1
    left_out: frozenset[str] = frozenset()
    rights: Mapping[str, frozenset[str]] = {}
    scope: str = ""


def holds_now(category: str, published: Sequence[Narrowed]) -> Narrowed:
    """By which a category is handled: the nearest that the committee published for it, of those the newest."""
    for scope in (category, category[:2], ""):
        for_it = sorted((one for one in published if one.scope == scope), key=lambda one: one.number)
        if for_it:
            return for_it[-1]
    return Narrowed(scope=category)


def named_as(category: str, process: Narrowed) -> tuple[int, str]:
    """How an order of a category names its process: the number, and for what it was published if not for that alone."""
    return process.number, "" if process.scope == category else process.scope or "*"


def named_by(category: str, number: int, scope: str, published: Sequence[Narrowed]) -> Narrowed:
    """The version that an order names; of one that is not known, what holds now."""
    meant = {"": category, "*": ""}.get(scope, scope)
    found = [one for one in published if (one.scope, one.number) == (meant, number)]
    return found[-1] if found else Narrowed() if number == 1 else holds_now(category, published)


@dataclass
class Known:
    """The facts of an order that decide."""

    status: str = ""
    before: str = ""
    source: str = ""
    author: str = ""
    verifier: str = ""
    dispatcher: str = ""
    assignee: str = ""
    org: str = ""
    parties: frozenset[str] = frozenset()
    handlers: set[str] = field(default_factory=set)
    checker: str = ""
    asked: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    awaiting: tuple[str, str] | None = None
    result: str = ""
    extensions: int = 0
    days: int = 0
    process: Narrowed = field(default_factory=Narrowed)
    """That decides now."""
    due: datetime | None = None
    progressed: datetime | None = None
    satisfaction: str = ""
    tries: int = 0
    tried: datetime | None = None
    received: datetime | None = None
    contacted: bool = False
    entered: datetime | None = None
    back_by: datetime | None = None
    """Until when whoever looks at the place shall be back."""
    told: dict[str, int] = field(default_factory=dict)

    # -- the table "Offline"

    def fate(self, move: Move) -> Fate:
        """What the table says; nothing is merged into what is gone itself, nobody who waits is left without a reply."""
        fate = self._fate(move)
        is_lost = move.main_was in ("S90", "S91", "S92") and fate.outcome in ("apply", "merged")
        is_end = fate.status in ("S90", "S91") and fate.outcome in ("apply", "merged")
        return Fate("refused", self.status) if is_lost or (is_end and move.owed > move.replies) else fate

    def _fate(self, move: Move) -> Fate:
        if move.granted is not None:
            return self._answered(move)
        if move.rung:
            return self._rung(move)
        line = lines().get((move.frm, move.action))
        if line is None or not (move.to in line.to or self._is_wish(line, move)):
            return Fate("refused", self.status)
        if REFUSALS.get(move.action) in self.declined:
            return Fate("no_op", self.status)
        if move.frm == self.status:
            to = self.before if move.action in BACK_TO_WHAT_WAS else move.to
            return Fate("refused", self.status) if self._stands(line, move, move.to) else Fate("apply", to)
        return self._late(line, move)

    def _answered(self, move: Move) -> Fate:
        if not move.is_street:
            return Fate("refused", self.status)
        if not move.granted:
            return Fate("apply" if self.awaiting else "no_op", self.status)
        is_awaited = self.awaiting == (move.action, move.to)
        return Fate("apply", move.to) if is_awaited else Fate("refused", self.status)

    def _rung(self, move: Move) -> Fate:
        """The program tells a rung: it counts once in a run of its clock."""
        because, _, day = move.rung.partition("-")
        if not move.is_program:
            return Fate("refused", self.status)
        is_its_run = self.status not in ends() and move.since is not None and self._runs()[because] == move.since
        if not is_its_run or self.told.get(because, -1) >= int(day) or move.gone < int(day):
            return Fate("no_op", self.status)
        return Fate("apply" if move.frm == self.status else "merged", self.status)

    def _runs(self) -> dict[str, datetime | None]:
        """Since when the days of the ladder are counted."""
        overdue = {
            "intake": self.back_by if self.contacted else self.received,
            "handling": self.due,
            "check": self.entered,
            "followup": self.entered,
        }
        return {"overdue": overdue.get(clocks().get(self.status, "")), "idle": self.progressed}

    def _late(self, line: Line, move: Move) -> Fate:
        if move.action in WORDS and self.status not in ends():
            return Fate("no_op", self.status)
        is_given = move.action in HANDS_OUT and self.status in WITH_SOMEBODY and move.frm in TO_BE_HANDED_OUT
        if is_given:
            is_same = move.by == self.assignee if move.action == "take" else self._has(move)
            return Fate("no_op" if is_same else "refused", self.status)
        if self.status == move.to:
            return Fate("no_op", self.status)
        here, is_request = lines().get((self.status, move.action)), move.to == move.frm
        to = self.status if is_request else move.to
        if here and (to in here.to or (is_request and self._is_wish(here, move))) and not self._stands(here, move, to):
            return Fate("merged", to)
        return Fate("merged", move.to) if self._ends(line, move) else Fate("refused", self.status)

    def _has(self, move: Move) -> bool:
        return (move.person, move.org) == (self.assignee, self.org)

    def _is_wish(self, line: Line, move: Move) -> bool:
        return self.is_outside and move.to == move.frm and bool(line.to & ends())

    def _ends(self, line: Line, move: Move) -> bool:
        """An end beats an open state, if the actor could close the order."""
        could = move.is_street or ("committee_head" in move.duties and not self.is_outside)
        is_open = self.status not in ends() and self.status != ""
        is_handled = ("handled" in line.guards and self._handled(move)) or self._checked(line, move)
        is_unfinished = move.to == "S70" and (not self.result or self._is_no_try(move))
        is_end = move.to in ends() - self.process.left_out
        return is_end and is_open and could and not is_handled and not is_unfinished

    def _stands(self, line: Line, move: Move, to: str) -> bool:
        """Whether the right, a relation, or a rule that goes by what others did stands against it."""
        has_right = any(self._holds(rights()[line.right].get(duty, "–"), move) for duty in move.duties)
        has_right = has_right and bool(self.process.rights.get(line.right, move.duties) & move.duties)
        if not has_right or not (not line.who or any(self._is(name, move) for name in line.who)):
            return True
        is_end = to in ends() and to != self.status and self.is_outside and not move.is_street
        is_unasked = move.action in ANSWERS_TO and ANSWERS_TO[move.action] not in self.asked
        is_used_up = self.extensions >= 2 or self.days + move.days > 15
        leads = ASKS_FOR.get(move.action, move.awaiting or to)
        is_left_out = leads in self.process.left_out and leads != self.status
        return (
            (is_left_out and move.action not in BACK_TO_WHAT_WAS)
            or ("handled" in line.guards and self._handled(move))
            or self._checked(line, move)
            or is_end
            or (to == "S70" and not self.result)
            or is_unasked
            or ("satisfied" in line.guards and self._is_satisfied(move))
            or self._is_no_try(move)
            or (move.action == "extend_approve" and not move.is_street and is_used_up)
        )

    def _holds(self, cell: str, move: Move) -> bool:
        if cell == "own orders":
            return not self.is_outside
        return cell == "yes" or (cell == "on duty" and move.on_duty)

    def _is(self, name: str, move: Move) -> bool:
        return {
            "anybody": True,
            "system": False,
            "author": move.by == self.author,
            "assignee": self._is_assignee(move),
            "assignees_head": self._is_assignees_head(move),
            "asked": bool(self.verifier) and move.by == self.verifier,
            "grid": "grid_worker" in move.duties,
            "party": bool({move.by, move.unit} & self.parties),
            "caller": not (
                self._handled(move) or move.by == self.checker or (self.is_outside and self.status == "S70")
            ),
            "for_unit": bool(self.org)
            and not self.assignee
            and (move.by == self.dispatcher or "committee_head" in move.duties),
            "dispatcher": bool(self.dispatcher) and move.by == self.dispatcher,
            "head": "committee_head" in move.duties,
            "lead": "module_lead" in move.duties,
            "street": move.is_street,
            "internal": not self.is_outside,
        }[name]

    def _is_assignee(self, move: Move) -> bool:
        return move.by == self.assignee if self.assignee else bool(self.org) and move.unit == self.org

    def _is_assignees_head(self, move: Move) -> bool:
        heads = {"committee_head", "module_lead", "street_ops"} & move.duties
        is_own = not self.org or not move.unit or move.unit == self.org
        return bool(heads) and (is_own or (bool(self.assignee) and self.assignee in (self.dispatcher, move.by)))

    def _handled(self, move: Move) -> bool:
        return move.by in self.handlers or (bool(self.assignee) and move.by == self.assignee)

    def _checked(self, line: Line, move: Move) -> bool:
        return "checked" in line.guards and bool(self.checker) and move.by == self.checker

    def _is_satisfied(self, move: Move) -> bool:
        return self.satisfaction not in UNSATISFIED and not move.is_street and "committee_head" not in move.duties

    def _is_no_try(self, move: Move) -> bool:
        """Three calls in vain are three: hours between them, and the third ends it."""
        if move.action != "followup" or move.satisfaction != NOT_REACHED or move.called is None:
            return False
        is_again = self.tried is not None and move.called < self.tried + BETWEEN_TRIES
        return is_again or ((move.awaiting or move.to) in ends() and self.tries < 2)

    @property
    def is_outside(self) -> bool:
        return self.source in OUTSIDE

    # -- what a move changes

    def take(self, move: Move, fate: Fate) -> None:
        """The order after it."""
        if fate.outcome in ("no_op", "refused"):
            self.handlers |= {move.by} if move.action in WORK - {"take"} else set()
            return
        if fate.status != self.status or move.granted is not None:
            self.awaiting = None
        before, self.due = self._runs(), move.due or self.due
        if fate.status != self.status or move.action == "progress":
            self.progressed = move.at
        if fate.status != self.status:
            self.entered = move.at
        if fate.status != self.status:
            is_request = fate.status in ("S85", "S86")
            self.before = self.status if is_request else ""
            self.asked = self.asked if is_request else frozenset()
            self.declined = self.declined if is_request else frozenset()
            if self.status in ("S65", "S70") and fate.status == "S40":
                self.satisfaction, self.tries, self.tried, self.result = "", 0, None, ""
        self._went(move, fate)
        self.status = fate.status
        self.told = {name: day for name, day in self.told.items() if before[name] == self._runs()[name]}
        if move.rung:
            because, _, day = move.rung.partition("-")
            self.told[because] = int(day)
        if move.granted is not None:
            return
        self.awaiting = (move.action, move.awaiting) if move.awaiting else self.awaiting
        self._change(move)
        self.handlers |= {move.by} if move.action in WORK else set()

    def _went(self, move: Move, fate: Fate) -> None:
        """Whether somebody went there or took it, and until when whoever went shall be back."""
        is_look = move.action == "verify" and move.granted is None
        self.contacted |= (move.action in WORK and move.granted is None) or (is_look and fate.status == "S10")
        if fate.status != self.status or fate.status == "S10":
            self.back_by = move.until if is_look and fate.status == "S15" else None

    def _change(self, move: Move) -> None:  # noqa: C901 - the actions one below the other, as in the page
        match move.action:
            case "create":
                self.source, self.author = move.source or self.source, self.author or move.by
                self.received, self.entered, self.progressed = move.received or move.at, move.at, move.at
                self.contacted = False
            case "followup" if self.status != "S40":
                self.satisfaction = move.satisfaction
                if move.satisfaction == NOT_REACHED:
                    self.tries, self.tried = self.tries + 1, move.called
            case "check_pass":
                self.checker = move.by
            case "verify" if self.status == "S15":
                self.verifier = move.person
            case "dispatch":
                self.dispatcher, self.assignee, self.org = move.by, move.person, move.org
            case "take":
                self.assignee, self.org = move.by, self.org or move.unit
            case "recall" | "return_approve":
                self.assignee = self.org = ""
            case "transfer":
                self.assignee = move.person if self.status == "S30" else move.person or self.assignee
            case "joint":
                self.parties = move.parties
            case "joint_done":
                self.parties -= {move.by, move.unit}
            case "extend_approve":
                self.extensions, self.days = self.extensions + 1, self.days + move.days
            case "suspend_request":
                self._asks("suspend")
            case "void_request":
                self._asks("void")
            case "suspend_refuse" | "void_refuse":
                what = REFUSALS[move.action]
                self.asked, self.declined = self.asked - {what}, self.declined | {what}
                if self.awaiting and self.awaiting[0] == f"{what}_approve":
                    self.awaiting = None
            case "finish":
                self.result, self.parties = move.result, frozenset()
                self.tries, self.tried = 0, None

    def _asks(self, what: str) -> None:
        self.asked, self.declined = self.asked | {what}, self.declined - {what}


# -- the page


@cache
def lines() -> dict[tuple[str, str], Line]:
    """The table of moves by the state and the action."""
    every = frozenset(row["state"] for row in _table("States")) - ends()
    found: dict[tuple[str, str], Line] = {}
    for row in _table("Moves"):
        action = row["action"].split("`")[1]
        for frm in every if row["from"] == "any open" else row["from"].split():
            state = "" if frm == "–" else frm
            to = frozenset((state,)) if row["to"] == "same" else frozenset(row["to"].split())
            line = Line(to, row["right"], _names(row["and is"]), _names(row["guards"]))
            assert (state, action) not in found
            found[state, action] = line
    return found


@cache
def ends() -> frozenset[str]:
    """States in which an order has ended."""
    return frozenset(row["state"] for row in _table("States") if row[""] == "terminal")


@cache
def clocks() -> dict[str, str]:
    """Against which limit each state runs."""
    return {row["state"]: row["clock"] for row in _table("States")}


@cache
def rights() -> dict[str, dict[str, str]]:
    """The table of roles: right, duty, condition."""
    return {row["right"]: row for row in _table("Roles")}


def _names(cell: str) -> frozenset[str]:
    return frozenset(part.strip() for part in cell.split(",") if part.strip())


@cache
def _table(title: str) -> list[dict[str, str]]:
    """The table beneath a heading, by its columns."""
    text = PAGE.read_text(encoding="utf-8").split(f"### {title}\n")[1].split("\n###")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]
