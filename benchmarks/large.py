"""A store of full size: invented people of many compounds, and a history of edits on top."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter

from app.demo import fill as filling
from app.jobs import SILENT
from app.stores.session import Session
from benchmarks import office
from ledger import catalog

SEED = 7
PERSON = catalog.named("person")
_EDITS_AT_ONCE = 50_000


def fill(folder: Path, *, people: int, operations: int) -> dict[str, float]:
    """Make the store; answers seconds and how many operations there are in the end."""
    with office.created(folder) as session:
        began = perf_counter()
        counts = filling.fill(session, people=people, seed=SEED, ctx=SILENT)
        made = sum(counts.values())
        _edit(session, Random(SEED), operations - made)
        with session.reader() as reader:
            written = sum(action.rows for action in reader.actions(limit=-1))
    return {"seconds": perf_counter() - began, "people": counts["person"], "operations": written}


def _edit(session: Session, chance: Random, wanted: int) -> None:
    """Confirm people anew and change their employers, some of them more than once."""
    with session.reader() as reader:
        found = ((one, when, where) for one, when, where in reader.scan(PERSON, ("confirmed_on", "employer")))
        everybody = {one: {"confirmed_on": when, "employer": where} for one, when, where in found}
    left = wanted
    while left > 0:
        chosen = chance.sample(sorted(everybody), min(left, _EDITS_AT_ONCE, len(everybody)))
        day = f"2026-{chance.randint(1, 10):02}-{chance.randint(1, 28):02}"
        changes = []
        for one in chosen:
            new: dict[str, object] = {"confirmed_on": day, "employer": f"单位{chance.randrange(10**7)}"}
            changes.append((one, everybody[one], new))
            everybody[one] = new
        with session.store.write(user=office.LOGIN, kind="import", source="bench") as write:
            for start in range(0, len(changes), 1000):
                write.patch(PERSON, islice(changes, start, start + 1000), checked=False)
        left -= len(chosen)
