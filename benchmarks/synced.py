"""The figures of the exchange: `python3 dev.py bench sync`; real stores, a real server with its database, on loopback.

The server has one process unless it says otherwise; what is measured runs in another one. Both and the database share
the machine's cores.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.cloud_server import Cloud, codes, serving
from benchmarks.figures import Figure
from benchmarks.running import Answer, run
from benchmarks.sections import Bench, tell
from benchmarks.sync_flat import ratios
from benchmarks.sync_night import EACH, HOURS, PCS, PER_SECOND

CHANGES: Final = 300
PACE: Final = 4
"""How many times as many PCs as a city's come in the measured part of a night."""
_COMMITTEE: Final = "310115001001"
_KB, _MB = 1024, 1024 * 1024


def exchange(bench: Bench) -> Iterator[Figure]:
    """Everything that is promised of PCs and their cloud."""
    folder = bench.build / "sync"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        yield from _between_stores(bench, folder)
        yield from _pushing(bench, folder)
        yield from _city(bench, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _between_stores(bench: Bench, folder: Path) -> Iterator[Figure]:
    tell("sync: filling two stores with the same people")
    people = bench.sync.people
    for name in ("first", "twin"):
        run("sync_fill", folder=folder / name, people=people)
    with serving(folder / "cloud") as cloud:
        tell("sync: the first PC sends everything")
        run("sync_first_push", folder=folder / "first", **_joining(cloud))
        tell("sync: another PC fetches everything")
        yield from _first(run("sync_first_pull", folder=folder / "second", **_joining(cloud)))
        tell("sync: changes of a day")
        yield from _daily(run("sync_daily", first=folder / "first", second=folder / "second", changes=CHANGES))
        tell("sync: a PC that has the same people already")
        found = run("sync_first_push", folder=folder / "twin", **_joining(cloud))
    said = f"{found['operations']:,.0f} records sent, {found['merged']:,.0f} became those that were there"
    yield Figure("a PC that was filled with the same people joins", found["seconds"], 900.0, "s", said=said)


def _joining(cloud: Cloud) -> dict[str, str]:
    """What a PC needs to join. An operator makes the code: a PC has nothing of the server in its memory."""
    return {"url": cloud.url, "code": codes(cloud.data, [_COMMITTEE])[0]}


def _first(found: Answer) -> Iterator[Figure]:
    records = found["records"]
    said = f"{records:,.0f} records; {found['pulling']:.1f} s to fetch, {found['applying']:.1f} s to apply"
    yield Figure("first sync, all of it", found["seconds"], 30.0, "s", said=said)
    yield Figure("first sync, bytes on the wire", found["bytes"] / _MB, 20.0, "MB", said="headers counted")
    rate = records / found["applying"]
    yield Figure("first sync, records applied a second", rate, 7000.0, "/s", at_least=True)
    said = f"{found['before_mb']:.0f} MB before"
    if found["peak_mb"]:
        yield Figure("first sync, peak memory of the PC's process", found["peak_mb"], 150.0, "MB", said=said)


def _daily(found: Answer) -> Iterator[Figure]:
    said = f"sent in {found['sent_s']:.2f} s, fetched by another PC in {found['came_s']:.2f} s"
    said += f"; the slowest of three days {found['slowest_s']:.2f} s"
    slower, larger = max(found["sent_s"], found["came_s"]), max(found["sent_bytes"], found["came_bytes"])
    yield Figure(f"{CHANGES} changes, the slower PC", slower, 0.6, "s", said=said)
    yield Figure(f"{CHANGES} changes, bytes on the wire", larger / _KB, 100.0, "KB", said="the PC with more")
    yield Figure("nothing new, requests", found["requests"], 2.0, "requests", said="unlocked, with a token")
    yield Figure("nothing new, bytes on the wire", found["idle_bytes"] / _KB, 2.0, "KB", said="headers counted")
    yield Figure("nothing new, median", 1000 * found["idle_s"], 150.0, "ms")


def _pushing(bench: Bench, folder: Path) -> Iterator[Figure]:
    sizes, whole, part = bench.sync, folder / "whole.json", folder / "part.json"
    tell("sync: operations into one committee, into many")
    run("sync_operations", folder=folder / "sending", people=sizes.sending, target=whole)
    run("sync_operations", folder=folder / "sending", people=sizes.one_of_many, target=part)
    with serving(folder / "cloud") as cloud:
        one = run("sync_into_one", file=whole, **_named(cloud))
        many = run("sync_into_many", file=part, committees=sizes.many, **_named(cloud))
    rate, said = one["operations"] / one["seconds"], f"{one['operations']:,.0f} operations"
    yield Figure("push into one committee", rate, 1000.0, "/s", at_least=True, said=said)
    said = f"{one['pushes']:.0f} pushes, median {one['p50']:.0f} ms"
    yield Figure("push of 200 operations, p99", one["p99"], 500.0, "ms", said=said)
    rate = many["operations"] / many["seconds"]
    said = f"{sizes.many} committees, {many['operations']:,.0f} operations, 8 pushes at a time"
    yield Figure("push over many committees", rate, 2000.0, "/s", at_least=True, said=said)


def _city(bench: Bench, folder: Path) -> Iterator[Figure]:
    file = folder / "committee.json"
    run("sync_operations", folder=folder / "sending", people=60, target=file)
    with serving(folder / "cloud", workers=2) as cloud:
        tell(f"sync: {bench.sync.committees:,} committees in the database")
        yield from _flat(run("sync_flat", file=file, committees=bench.sync.committees, **_named(cloud)))
        tell("sync: a night")
        yield from _night(run("sync_night", file=file, seconds=bench.sync.night_s, times=PACE, **_named(cloud)))


def _flat(found: Answer) -> Iterator[Figure]:
    said = f"a round with 20 changes: {found['few ms']:.0f} ms, then {found['many ms']:.0f} ms"
    yield Figure(
        "cost per committee, 6,000 / 10 in the database", found["many ms"] / found["few ms"], 1.3, "x", said=said
    )
    pages = list(ratios(found.facts))
    few, many = sum(few for _, few, _ in pages), sum(many for _, _, many in pages)
    said = "; ".join(f"{name} {before:.0f}, {after:.0f}" for name, before, after in pages)
    yield Figure("pages that its statements touch, 6,000 / 10", many / few, 1.3, "x", said=said)


def _night(found: Answer) -> Iterator[Figure]:
    pace = f"{PCS:,} PCs / {HOURS} h = {PER_SECOND:.2f} rounds a second"
    done = (
        f"{found['rounds']:.0f} rounds of 6 requests in {found['seconds']:.0f} s, {PACE} x that, {EACH} PCs a committee"
    )
    yield Figure("a night, a request, p99", found["p99"], 1000.0, "ms", said=f"{pace}; {done}")
    share = 100 * found["failed"] / max(found["rounds"], 1)
    cores = found["processor"] / 1000 * PER_SECOND
    said = f"{found['processor']:.0f} ms of processor a round = {cores:.2f} cores for the city"
    yield Figure("a night, rounds that failed", share, 0.1, "%", said=said)
    said = f"median {found['round']:.0f} ms, from when the PC was due"
    yield Figure("a night, a whole round, p99", found["round p99"], 2000.0, "ms", said=said)


def _named(cloud: Cloud) -> dict[str, object]:
    return {"url": cloud.url, "data": cloud.data, "pid": cloud.pid}
