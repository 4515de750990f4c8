"""What a committee costs while few or thousands of committees are in the cloud's database: times, and pages touched.

One committee is pressed through the service and copied inside the database under other codes. Then the same calls and
the statements behind them are measured, before and after.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from statistics import mean, median
from typing import Any, Final

import psycopg

from benchmarks import cloud_server
from benchmarks.cloud_server import Cloud
from benchmarks.sync_load import Facts, Op, Pc, batches, committee, edits, pcs
from cloud.postgres import statements

MODEL: Final = 1
MEASURED: Final = 10
"""Committees that are measured; the model is not among them, and nobody is measured twice."""
RECORDS: Final = 200
"""Of each committee."""
FEW, MANY = 2, 1000
_PUSHED, _ROUNDS = 20, 12
_TABLES = {"head": "", "rec": ", rv", "natkey": "", "ref": "", "chg": ", rv", "op_result": ", n"}
"""In the order in which their rows come: a committee's people were sent together."""


def flat(cloud: Cloud, ops: Sequence[Op], committees: int) -> Facts:
    """Median of a round and pages touched by its statements with a few committees and with many in the database."""
    with pcs(cloud, [committee(MODEL)]) as (model,):
        for batch in batches(ops):
            model.push(batch)
    few = _measured(cloud, ops, range(FEW, FEW + MEASURED))
    many = _measured(cloud, ops, range(MANY, MANY + max(committees - MEASURED, MEASURED)))
    return {f"few {name}": value for name, value in few.items()} | {f"many {name}": v for name, v in many.items()}


def _copy(connection: psycopg.Connection, numbers: range) -> None:
    """The model committee under other codes, its PCs left out."""
    for table, order in _TABLES.items():
        columns = [row[0] for row in connection.execute(_COLUMNS, (table,)) if row[0] != "cid"]
        names = ", ".join(columns)
        connection.execute(
            f"insert into {table} (cid, {names}) select '3101150' || lpad(number::text, 5, '0'), {names}"  # noqa: S608 - own words
            f" from generate_series({numbers.start}, {numbers.stop - 1}) number, {table}"
            f" where cid = '{committee(MODEL)}' order by number{order}"
        )
    connection.execute("vacuum analyze")


_COLUMNS = """
    select column_name from information_schema.columns
    where table_schema = 'public' and table_name = %s order by ordinal_position
"""


def _measured(cloud: Cloud, ops: Sequence[Op], numbers: range) -> Facts:
    """Milliseconds of the median round (a look, 20 changes, what is new) and pages that each statement touches."""
    with cloud_server.connected(cloud.data) as connection:
        _copy(connection, numbers)
        codes = [committee(number) for number in numbers[:MEASURED]]
        pages = _touched_on_average(connection, codes)
    times = list[float]()
    with pcs(cloud, codes) as several:
        for pc in several:
            pc.pull()
        for number in range(_ROUNDS):
            times += [_round(pc, ops, f"{pc.committee} {number}") for pc in several]
    return {"ms": 1000 * median(times[len(times) // _ROUNDS :])} | {f"pages {name}": n for name, n in pages.items()}


def _round(pc: Pc, ops: Sequence[Op], salt: str) -> float:
    pc.times.clear()
    pc.hello()
    pc.push(edits(ops, _PUSHED, salt))
    pc.pull()
    return sum(map(sum, pc.times.values()))


def _touched_on_average(connection: psycopg.Connection, codes: Sequence[str]) -> dict[str, float]:
    """Where a committee's rows begin on a page is chance: of a single one it would outweigh how many there are."""
    found = [touched(connection, code) for code in codes]
    return {name: mean(one[name] for one in found) for name in found[0]}


def touched(connection: psycopg.Connection, cid: str) -> dict[str, int]:
    """Pages that each of a round's reading statements touches, by EXPLAIN (ANALYZE, BUFFERS)."""
    found = {}
    for name, (statement, values) in _asked(connection, cid).items():
        row = connection.execute(f"explain (analyze, buffers, format json) {statement}", values).fetchone()
        plan: Any = row[0] if row else None
        told = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
        found[name] = told["Shared Hit Blocks"] + told["Shared Read Blocks"]
    return found


def _asked(connection: psycopg.Connection, cid: str) -> Mapping[str, tuple[str, Mapping[str, object]]]:
    ids = [row[0] for row in connection.execute("select id from rec where cid = %s order by rv limit 20", (cid,))]
    keys = connection.execute("select kind, hmac from natkey where cid = %s order by kind, hmac limit 20", (cid,))
    kinds, hmacs = zip(*keys.fetchall(), strict=True)
    who = {"cid": cid}
    return {
        "head": (statements.HEAD, who),
        "records": (statements.RECORDS, {**who, "ids": ids}),
        "graves": (statements.GRAVES, {**who, "ids": ids}),
        "holders": (statements.HOLDERS, {**who, "kinds": sorted(set(kinds)), "hmacs": list(hmacs)}),
        "referrers": (statements.REFERRERS, {**who, "targets": ids}),
        "decisions": (statements.DECISIONS, {**who, "ids": ids}),
        "pulled": (statements.PULLED, {**who, "after": 100, "most": 100, "bytes": 4_000_000}),
        "from the start": (statements.PULLED_FROM_START, {**who, "most": 1000, "bytes": 4_000_000}),
    }


def ratios(facts: Mapping[str, float]) -> Iterator[tuple[str, float, float]]:
    """(statement, pages with few, pages with many)."""
    for name, many in facts.items():
        if name.startswith("many pages "):
            what = name.removeprefix("many pages ")
            yield what, facts[f"few pages {what}"], many
