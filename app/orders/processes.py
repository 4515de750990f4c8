"""How orders of each category are handled, as the committee sets it: looked at, changed, tried out, published.

A changed process is a new version that lies in the store beside those that come with the program, and travels to the
other PCs like any record (`order_process`). Orders keep the version under which they were registered. Where two PCs
published at once, both versions stand under one number and the later one counts, everywhere the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from app import access, logs
from app.message_texts.orders import STEPS as STEP_WORDS
from app.message_texts.orders import action, flaw, status
from app.stores.session import Session
from ledger import catalog, clock, codes, ids
from ledger.errors import FieldsRefused, LedgerError, UnknownField
from ledger.orders import limits, process_book
from ledger.orders.process import (
    STEPS,
    Flaw,
    Process,
    ProcessRefused,
    as_data,
    flaws,
    of_data,
    outline,
    require_sound,
)
from ledger.orders.process_book import ProcessBook
from ledger.orders.states import CODES
from ledger.orders.stored import dumped
from storage import order_processes
from storage.reading import Reader

KIND: Final = "order-process"
GENERAL: Final = "通用"
GROUPS: Final = {
    "create": "登记",
    "accept": "受理派单",
    "take": "接单办理",
    "ask": "申请退回、延期、挂起",
    "return": "审批退回",
    "extend": "审批延期",
    "suspend": "审批挂起",
    "check": "核查",
    "followup": "回访",
    "supervise": "督办",
    "confidential": "看保密工单",
}
"""What the groups of actions are called to which a process narrows duties."""
WITHOUT, NOTE, ROLE = "without", "note", "role."
"""Names by which a change is said beside the steps, `module` and `priority`: states left out, why, who may."""
_LEDGER: Final = catalog.named("order_process")
_SEPARATORS: Final = str.maketrans("、，,；;", "     ")


class ProcessUnchanged(LedgerError):
    """The process is to be what it is: nothing was published."""


@dataclass(frozen=True, slots=True)
class Published:
    """One version: the process, and who published it when and why; a shipped one has neither."""

    process: Process
    at: str = ""
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The process of one category as a list shows it."""

    category: str
    label: str
    version: int
    limits: tuple[tuple[str, str], ...]
    module: str
    priority: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a preview in words."""

    status: str
    action: str
    leads_to: tuple[str, ...]
    duties: tuple[str, ...]
    limit: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A changed process before it is published: what would be different, what is wrong with it, the preview."""

    process: Process
    differences: tuple[str, ...]
    flaws: tuple[Flaw, ...]
    moves: tuple[Move, ...]
    note: str = ""

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is wrong with it, in words."""
        return tuple(flaw(one) for one in self.flaws)


# -- what holds


@access.operation("view", ledger="work_order")
def book(session: Session) -> ProcessBook:
    """The processes by which orders are handled here: those of the program, and the committee's versions upon them."""
    with session.reader() as reader:
        return order_processes.book(reader.connection)


@access.operation("view", ledger="work_order")
def listing(session: Session) -> tuple[Standing, ...]:
    """The process that holds for every category, the general one first."""
    with session.reader() as reader:
        kept = {(one.process.category, one.process.version): one for one in _kept(reader)}
    found = process_book.book_of(one.process for one in kept.values())
    names = session.store.account_names()
    return tuple(
        _standing(process, kept.get((category, process.version)), names)
        for category in found.versions
        for process in (found.of(category),)
    )


@access.operation("view", ledger="work_order")
def versions(session: Session, category: str) -> tuple[Published, ...]:
    """All versions of a category's process, the newest first; raises FieldsRefused."""
    code, names = meant(category), session.store.account_names()
    with session.reader() as reader:
        own = [one for one in _kept(reader) if one.process.category == code]
    told = [replace(one, by=names.get(one.by, one.by)) for one in own]
    return (*reversed(told), Published(process_book.shipped().of(code)))


@access.operation("view", ledger="work_order")
def show(session: Session, category: str) -> Proposal:
    """The process that holds for a category, as its page shows it: how it differs from the program's, every move."""
    process = book(session).of(meant(category))
    shipped = process_book.shipped().of(process.category)
    return Proposal(process, tuple(_differences(shipped, process)), (), tuple(moves(process)))


# -- changing


@access.operation("view", ledger="work_order")
def propose(session: Session, category: str, said: Mapping[str, str]) -> Proposal:
    """The process of a category as somebody wants it; nothing is published.

    `said` names steps (`contact`, `handling`, `check`, `followup`) with their limits, `module`, `priority`, `without`
    (states that are left out, empty for none), `role.GROUP` (to whom actions are narrowed, empty for no narrowing) and
    `note`; what is not named stays. A word that is none is a flaw of the proposal.

    Raises:
        FieldsRefused, UnknownField: no such category; a name that is none of these.
    """
    before = book(session).of(meant(category))
    process = _changed(before, said)
    return Proposal(
        process, tuple(_differences(before, process)), flaws(process), tuple(moves(process)), said.get(NOTE, "").strip()
    )


@access.operation("settings")
def publish(session: Session, proposal: Proposal) -> Published:
    """Make a proposal the process that holds from now on, for orders that are registered from now on.

    Raises:
        ProcessRefused: it contradicts itself; nothing was published.
        ProcessUnchanged: it is the process that holds.
    """
    require_sound(proposal.process)
    before = book(session)
    if not any(_differences(before.of(proposal.process.category), proposal.process)):
        raise ProcessUnchanged
    process = before.with_process(proposal.process).of(proposal.process.category)
    values: dict[str, object] = {
        "category": process.category or None,
        "version": process.version,
        "process": dumped(as_data(process)),
        "note": proposal.note or None,
    }
    with session.store.write(user=session.login, kind=KIND, source=category_label(process.category)) as write:
        write.create(_LEDGER, [(ids.new_id(), values)])
        write.audit_detail(category=process.category, version=process.version)
    logs.event("order process published", version=process.version)
    return Published(process, clock.now_text(), session.login, proposal.note)


def meant(category: str) -> str:
    """The code of a category by code or word; "" and 通用 are the general process. Raises FieldsRefused."""
    word = category.strip()
    if word in ("", GENERAL):
        return ""
    found = codes.table("work_order_category").find(word)
    if found is None:
        raise FieldsRefused(_LEDGER.name, (("category", "unknown_code"),))
    return found


def category_label(code: str) -> str:
    """A category as people call it."""
    return codes.table("work_order_category").label(code) if code else GENERAL


def limit_choices() -> tuple[tuple[str, str], ...]:
    """(code, words) of every time limit: 核查，2 个工作日."""
    known, units = codes.table("work_order_time_limit"), {"days": "个工作日", "hours": "小时"}
    return tuple((one.code, f"{known.label(one.code)}，{one.count} {units[one.unit]}") for one in limits.ALL)


def moves(process: Process) -> Iterator[Move]:
    """Every move of a process in words, in order."""
    roles, known = codes.table("role"), codes.table("work_order_time_limit")
    for line in outline(process):
        yield Move(
            status(line.status),
            action(line.action),
            tuple(map(status, line.targets)),
            tuple(map(roles.label, line.duties)),
            known.label(line.limit) if line.limit else "",
        )


def _changed(process: Process, said: Mapping[str, str]) -> Process:
    granted, roles = dict(process.limits), dict(process.roles)
    states, plain = process.states, {"module": process.module, "priority": process.priority}
    for name, value in said.items():
        if name in STEPS:
            granted[name] = _code("work_order_time_limit", value)
        elif name in plain:
            plain[name] = _code(_TABLE_OF[name], value)
        elif name == WITHOUT:
            gone = _words("work_order_status", value)
            states = (*(one for one in CODES if one not in gone), *(one for one in gone if one not in CODES))
        elif name.startswith(ROLE):
            roles[_group(name.removeprefix(ROLE))] = _words("role", value)
        elif name != NOTE:
            raise UnknownField(_LEDGER.name, name)
    granted = {step: code for step, code in granted.items() if code}
    narrowed = {group: duties for group, duties in roles.items() if duties}
    module, priority = plain["module"], plain["priority"]
    return replace(process, states=states, limits=granted, roles=narrowed, module=module, priority=priority)


_TABLE_OF: Final = {"module": "topic_module", "priority": "work_order_priority"}


def _code(table: str, word: str) -> str:
    """The code that a word means; the word itself where it means none, so that the flaws can name it."""
    return (codes.table(table).find(word.strip()) or word.strip()) if word.strip() else ""


def _words(table: str, value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_code(table, word) for word in value.translate(_SEPARATORS).split()))


def _group(word: str) -> str:
    return next((group for group, label in GROUPS.items() if word in (group, label)), word)


def _differences(before: Process, after: Process) -> Iterator[str]:
    """What is different, one line each, in words."""
    granted = codes.table("work_order_time_limit")
    for step in STEPS:
        old, new = before.limits.get(step, ""), after.limits.get(step, "")
        if old != new:
            yield f"{STEP_WORDS[step]}时限：{granted.label(old) or '没有'} → {granted.label(new) or '没有'}"
    for label, table, old, new in (
        ("牵头模块", "topic_module", before.module, after.module),
        ("紧急程度", "work_order_priority", before.priority, after.priority),
    ):
        if old != new:
            words = codes.table(table)
            yield f"{label}：{words.label(old) or '没有'} → {words.label(new) or '没有'}"
    yield from _differing_states(before.states, after.states)
    for group in dict.fromkeys((*before.roles, *after.roles)):
        old_duties, new_duties = before.roles.get(group), after.roles.get(group)
        if old_duties != new_duties:
            yield f"谁可以{GROUPS.get(group, group)}：{_duties(old_duties)} → {_duties(new_duties)}"


def _differing_states(before: Iterable[str], after: Iterable[str]) -> Iterator[str]:
    gone = [status(code) for code in before if code not in after]
    back = [status(code) for code in after if code not in before]
    if gone:
        yield f"不用的环节：{'、'.join(gone)}"
    if back:
        yield f"重新启用的环节：{'、'.join(back)}"


def _duties(duties: tuple[str, ...] | None) -> str:
    known = codes.table("role")
    return "、".join(map(known.label, duties)) if duties else "按权限表"


# -- as it is kept


def _kept(reader: Reader) -> list[Published]:
    """The committee's own versions, the latest of each number; one that nobody here can read is passed over."""
    rows = sorted(reader.scan(_LEDGER, ("process", "note", "created_at", "created_by")))
    found: dict[tuple[str, int], Published] = {}
    for _, process, note, at, by in rows:
        try:
            one = of_data(cast("Mapping[str, object]", json.loads(process)))
        except ProcessRefused:
            continue
        found[one.category, one.version] = Published(one, at, by, note or "")
    return sorted(found.values(), key=lambda one: (one.process.category, one.process.version))


def _standing(process: Process, own: Published | None, names: Mapping[str, str]) -> Standing:
    granted = codes.table("work_order_time_limit")
    return Standing(
        process.category,
        category_label(process.category),
        process.version,
        tuple((STEP_WORDS[step], granted.label(process.limits[step])) for step in STEPS if step in process.limits),
        codes.table("topic_module").label(process.module) if process.module else "",
        codes.table("work_order_priority").label(process.priority),
        own.at if own else "",
        names.get(own.by, own.by) if own else "",
    )
