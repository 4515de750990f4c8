"""Writes an invented committee into a store: one action, all or nothing."""

from __future__ import annotations

from collections import Counter

from app import access
from app.demo import gatherings, visits
from app.demo.committee import Block, Record, invent
from app.jobs import JobContext
from app.stores.session import Session
from ledger import catalog
from ledger.errors import LedgerError
from storage.records import Write

PHASE = "inventing"
_ENOUGH = 120  # people whom activities are made with
_PEOPLE_AT_ONCE = 4000  # as many as one round of writing takes
MOST_PEOPLE = 5_000_000


class StoreNotEmpty(LedgerError):
    """Invented people are never mixed with a committee's own."""


class CountRefused(LedgerError):
    """A committee of that many people is not invented; the most is `most`."""

    def __init__(self) -> None:
        super().__init__("number of people refused")
        self.most = MOST_PEOPLE


@access.operation("import")
def fill(session: Session, *, people: int, seed: int, ctx: JobContext) -> dict[str, int]:
    """Fill an empty store with `people` invented people; answers how many records each ledger got.

    A cancel leaves the store empty.

    Raises:
        StoreNotEmpty: there are records already.
    """
    if not 1 <= people <= MOST_PEOPLE:
        raise CountRefused
    _require_empty(session)
    counts: Counter[str] = Counter()
    names = visits.workers(session)
    with session.store.write(user=session.login, kind="demo", source=f"seed {seed}") as write:
        gathered, some = Block(), list[Record]()
        for number, block in enumerate(invent(people, seed)):
            visits.hand_out(block, number, names)
            some += block.records.get("person", [])[: _ENOUGH - len(some)]
            for ledger, records in block.records.items():
                gathered.records.setdefault(ledger, []).extend(records)
            if gathered.people >= _PEOPLE_AT_ONCE:
                _write(write, gathered, counts)
                gathered = Block()
                ctx.report(counts["person"], people, PHASE)
                ctx.checkpoint()
        _write(write, gathered, counts)
        _gather(session, write, some, counts, seed)
        write.audit_detail(new=dict(counts))
    ctx.report(people, people, PHASE)
    return {ledger.name: counts[ledger.name] for ledger in catalog.ALL if counts[ledger.name]}


def _gather(session: Session, write: Write, people: list[Record], counts: Counter[str], seed: int) -> None:
    """Activities, with some of the people on their lists."""
    records: dict[str, list[Record]] = {}
    host = session.user_name() or session.login
    for ledger, record in gatherings.invent(people, session.store.committee_name, host, seed):
        records.setdefault(ledger, []).append(record)
    for name, several in records.items():
        write.create(catalog.named(name), several)
        counts[name] += len(several)


def _write(write: Write, block: Block, counts: Counter[str]) -> None:
    for ledger in catalog.ALL:
        records = block.records.get(ledger.name, [])
        if records:
            write.create(ledger, records)
            counts[ledger.name] += len(records)


def _require_empty(session: Session) -> None:
    with session.reader() as reader:
        for ledger in catalog.ALL:
            if next(iter(reader.scan(ledger, ())), None) is not None:
                raise StoreNotEmpty
