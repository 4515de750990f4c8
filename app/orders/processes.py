"""How orders of each category are handled, as the committee sets it: looked at, changed, tried out, published.

A changed process is a new version that lies in the store beside those that come with the program, and travels to the
other PCs like any record (`order_process`). It is for a category, for a major class or for all; the nearest one holds
(`ledger.orders.process_book`). Orders keep the version under which they were registered. Where two PCs published at
once, both versions stand under one number and the later one counts, everywhere the same.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, cast

from app import access, logs
from app.message_texts.orders import STEPS as STEP_WORDS
from app.message_texts.orders import flaw
from app.orders.process_changes import NOTE, changed
from app.orders.process_reach import reach
from app.orders.process_words import Move, category_label, differences, meant, moves
from app.stores.session import Session
from ledger import catalog, clock, codes, ids
from ledger.errors import LedgerError
from ledger.orders import process_book
from ledger.orders.process import (
    STEPS,
    Flaw,
    Process,
    ProcessRefused,
    as_data,
    flaws,
    of_data,
    require_sound,
)
from ledger.orders.process_book import ProcessBook
from ledger.orders.stored import dumped
from storage import order_processes
from storage.reading import Reader

KIND: Final = "order-process"
_LEDGER: Final = catalog.named("order_process")


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
    """The process of one category as a list shows it; `scope`: the class or 通用 for which it was published."""

    category: str
    label: str
    version: int
    scope: str
    limits: tuple[tuple[str, str], ...]
    module: str
    priority: str
    at: str
    by: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A changed process before it is published: what would be different, what is wrong with it, the preview.

    `reach` says for which categories it would hold, and for which not.
    """

    process: Process
    differences: tuple[str, ...]
    flaws: tuple[Flaw, ...]
    moves: tuple[Move, ...]
    reach: tuple[str, ...] = ()
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
        _standing(category, process, kept.get((process.category, process.version)), names)
        for category in process_book.every_scope()
        for process in (found.of(category),)
    )


@access.operation("view", ledger="work_order")
def versions(session: Session, category: str) -> tuple[Published, ...]:
    """All versions that could hold for a category; raises FieldsRefused.

    Its own come first, the newest first, then those of its class, the general ones and the program's: the first holds.
    """
    code, names = meant(category), session.store.account_names()
    with session.reader() as reader:
        kept = [replace(one, by=names.get(one.by, one.by)) for one in reversed(_kept(reader))]
    own = [one for scope in process_book.scopes(code) for one in kept if one.process.category == scope]
    return (*own, Published(process_book.shipped().of(code)))


@access.operation("view", ledger="work_order")
def show(session: Session, category: str) -> Proposal:
    """The process that holds for a category, as its page shows it: how it differs from the program's, every move."""
    code, known = meant(category), book(session)
    process, shipped = known.of(code), process_book.shipped().of(code)
    told = tuple(reach(known, process)) if process.category == code else ()
    return Proposal(process, tuple(differences(shipped, process)), (), tuple(moves(process)), told)


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
    code, known = meant(category), book(session)
    before = replace(known.of(code), category=code)
    process, note = changed(before, said), said.get(NOTE, "").strip()
    several = tuple(differences(before, process)), flaws(process), tuple(moves(process))
    return Proposal(process, *several, tuple(reach(known, process)), note)


@access.operation("settings")
def publish(session: Session, proposal: Proposal) -> Published:
    """Make a proposal the process that holds from now on, for orders that are registered from now on.

    Raises:
        ProcessRefused: it contradicts itself; nothing was published.
        ProcessUnchanged: it is the process that holds.
    """
    require_sound(proposal.process)
    before = book(session)
    if not any(differences(before.of(proposal.process.category), proposal.process)):
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


def _standing(category: str, process: Process, own: Published | None, names: Mapping[str, str]) -> Standing:
    granted = codes.table("work_order_time_limit")
    return Standing(
        category,
        category_label(category),
        process.version,
        category_label(process.category) if own and process.category != category else "",
        tuple((STEP_WORDS[step], granted.label(process.limits[step])) for step in STEPS if step in process.limits),
        codes.table("topic_module").label(process.module) if process.module else "",
        codes.table("work_order_priority").label(process.priority),
        own.at if own else "",
        names.get(own.by, own.by) if own else "",
    )
