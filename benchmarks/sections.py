"""Which measurements make which figures, and their goals: the table of docs/performance.md.

A ratio and its floor are measured one after the other, in processes of their own, and repeated; the median ratio
counts. So another program's load weighs on both.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure
from benchmarks.people_workbook import BUILD
from benchmarks.running import ROOT, Answer, run

_LIST_GOAL_MS, _PERSON_GOAL_MS, _SEARCH_GOAL_MS = 20.0, 30.0, 20.0
_LARGE_FACTOR = 2
_HELPS = 7


@dataclass(frozen=True, slots=True)
class SyncSizes:
    """How much is exchanged: people of the first PC, of the one that sends prepared operations, and so on."""

    people: int = 30_000
    sending: int = 6000
    one_of_many: int = 300
    many: int = 50
    committees: int = 6000
    night_s: float = 40

    @classmethod
    def quick(cls) -> SyncSizes:
        """See `Bench.quick`."""
        return cls(people=400, sending=200, one_of_many=60, many=3, committees=40, night_s=1)


@dataclass(slots=True)
class Bench:
    """One run: its size, and the store that the first import left."""

    people: int = 100_000
    repeats: int = 3
    entries: int = 200_000
    large_people: int = 1_000_000
    large_operations: int = 4_000_000
    sync: SyncSizes = field(default_factory=SyncSizes)
    build: Path = BUILD
    floors: list[float] = field(default_factory=list)
    imports: list[float] = field(default_factory=list)
    _is_filled: bool = False

    @classmethod
    def quick(cls) -> Bench:
        """A run that shows that measuring works; its figures mean nothing."""
        sync = SyncSizes.quick()
        return cls(people=5000, repeats=1, entries=2000, large_people=5000, large_operations=24_000, sync=sync)

    @property
    def folder(self) -> Path:
        """Where this run's files lie."""
        return self.build / "run"

    def filled(self) -> Path:
        """The folder of a store that has the workbook's people; imported now unless it was before."""
        if not self._is_filled:
            tell("filling a store")
            self.first()
        return self.folder

    def first(self) -> Answer:
        """Import into an empty store, which stays."""
        run("make_workbook", people=self.people)
        answer = run("import_first", people=self.people, folder=self.folder)
        self._is_filled = True
        self.imports.append(answer["seconds"])
        return answer

    def floor(self) -> float:
        """Seconds of calamine and one executemany."""
        run("make_workbook", people=self.people)
        self.floors.append(run("floor", people=self.people, folder=self.build / "floor")["seconds"])
        shutil.rmtree(self.build / "floor", ignore_errors=True)
        return self.floors[-1]

    def clean(self) -> None:
        """Remove this run's store; the generated workbook and the large store stay for the next."""
        shutil.rmtree(self.folder, ignore_errors=True)


def tell(what: str) -> None:
    """Say on standard error what is going on."""
    sys.stderr.write(f"… {what}\n")
    sys.stderr.flush()


def importing(bench: Bench) -> Iterator[Figure]:
    """Import and import again against the floor, and their memory."""
    first, again, peaks = [], [], []
    for at in range(bench.repeats):
        tell(f"import, {at + 1} of {bench.repeats}")
        floor = bench.floor()
        answers = bench.first(), run("import_again", people=bench.people, folder=bench.folder)
        first.append((answers[0]["seconds"] / floor, floor, answers[0]))
        again.append((answers[1]["seconds"] / floor, floor, answers[1]))
        peaks += [answer.peak_mb for answer in answers if answer.peak_mb is not None]
    yield _ratio("import into an empty store / floor", first, 6.0)
    yield _ratio("the same file again / floor", again, 4.0)
    if peaks:
        yield Figure("peak memory of the import, all processes", max(peaks), 800.0, "MB")


def _ratio(name: str, measured: list[tuple[float, float, Answer]], goal: float) -> Figure:
    ratio, floor, answer = sorted(measured, key=lambda one: one[0])[len(measured) // 2]
    parts = f"floor {floor:.2f} s, plan {answer['plan']:.2f} s, apply {answer['apply']:.2f} s"
    return Figure(name, ratio, goal, "x", said=parts)


def against_pandas(bench: Bench) -> Iterator[Figure]:
    """The import against what a script does with pandas."""
    bench.filled()
    tell("pandas")
    seconds = run("pandas", people=bench.people, folder=bench.build / "pandas")["seconds"]
    shutil.rmtree(bench.build / "pandas", ignore_errors=True)
    ours = median(bench.imports)
    said = f"pandas {seconds:.1f} s, import {ours:.1f} s"
    yield Figure("pandas read_excel + to_sql / import", seconds / ours, 1.8, "x", at_least=True, said=said)


def exporting(bench: Bench) -> Iterator[Figure]:
    """The flat sheet against the library writing ready rows; with masks and without, the slower one counts."""
    folder = bench.filled()
    measured = []
    for at in range(bench.repeats):
        tell(f"export, {at + 1} of {bench.repeats}")
        found = [
            run("export", folder=folder, people=bench.people, unmasked=unmasked)["seconds"]
            for unmasked in (False, True)
        ]
        floor = run("export_floor", folder=folder)["seconds"]
        said = f"ready rows {floor:.2f} s, export masked {found[0]:.2f} s, unmasked {found[1]:.2f} s"
        measured.append((max(found) / floor, said))
    ratio, said = sorted(measured)[len(measured) // 2]
    yield Figure("export of the flat sheet / ready rows", ratio, 3.0, "x", said=said)


def searching(bench: Bench) -> Iterator[Figure]:
    """The worst kind of query."""
    folder = bench.filled()
    tell("search")
    yield _search_figure(run("search", folder=folder), "search, first page, worst kind, p95", _SEARCH_GOAL_MS)


def _search_figure(answer: Answer, name: str, goal: float) -> Figure:
    worst = max(answer.facts, key=lambda kind: answer[kind])
    return Figure(name, answer[worst], goal, "ms", said=f"{len(answer.facts)} kinds, worst: {worst}")


def listing(bench: Bench) -> Iterator[Figure]:
    """Pages of the people list, and a person's page."""
    folder = bench.filled()
    tell("pages")
    answer = run("lists", folder=folder, first_only=False)
    said = f"slowest, a cold one: {answer['slowest page']:.0f} ms"
    yield Figure("any page of the people list, p95", answer["pages"], _LIST_GOAL_MS, "ms", said=said)
    yield Figure("everything a person page needs, p95", answer["people"], _PERSON_GOAL_MS, "ms")


def starting(bench: Bench) -> Iterator[Figure]:
    """Opening the store; the command line's help as a whole process."""
    folder = bench.filled()
    tell("start")
    opened = [run("open_store", folder=folder)["seconds"] for _ in range(3)]
    yield Figure("open a store with a password", median(opened), 1.0, "s")
    helped = [_help_seconds() for _ in range(_HELPS)]
    yield Figure("linongctl --help, whole process", median(helped), 0.25, "s")


def _help_seconds() -> float:
    program = Path(sys.executable).with_name("linongctl")
    command = [str(program)] if program.exists() else [sys.executable, "-m", "app.headless"]
    began = perf_counter()
    subprocess.run([*command, "--help"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    return perf_counter() - began


def auditing(bench: Bench) -> Iterator[Figure]:
    """Verifying a long log, and the audit's share of an import."""
    run("make_workbook", people=bench.people)
    folder = bench.build / "audited"
    tell("audit")
    found = run("audit_verify", folder=folder, entries=bench.entries, edits=bench.entries // 100)
    said = (
        f"{bench.entries:,} entries; with {bench.entries // 100:,} edits and their operations {found['whole']:,.0f} /s"
    )
    yield Figure("audit verify, entries on stored bytes", found["chain"], 100_000.0, "/s", at_least=True, said=said)
    share = run("audit_share", people=bench.people, folder=folder)
    shutil.rmtree(folder, ignore_errors=True)
    told = f"audit {share['audit']:.2f} s of {share['seconds']:.2f} s"
    yield Figure("audit of an import / the import", 100 * share["audit"] / share["seconds"], 20.0, "%", said=told)


def at_large(bench: Bench) -> Iterator[Figure]:
    """First pages, search, a person's page and one edit in a store of full size."""
    folder = _large_store(bench)
    size = f"{bench.large_people:,} people: "
    tell("large: search")
    yield _search_figure(
        run("search", folder=folder), f"{size}search, first page, worst kind, p95", _SEARCH_GOAL_MS * _LARGE_FACTOR
    )
    tell("large: pages")
    answer = run("lists", folder=folder, first_only=True)
    said = f"slowest, a cold one: {answer['slowest page']:.0f} ms"
    goal = _LIST_GOAL_MS * _LARGE_FACTOR
    yield Figure(f"{size}first page of the people list, p95", answer["pages"], goal, "ms", said=said)
    yield Figure(f"{size}a person page, p95", answer["people"], _PERSON_GOAL_MS * _LARGE_FACTOR, "ms")
    tell("large: edits")
    yield Figure(f"{size}one edit, p95", run("edit", folder=folder)["p95"], _LIST_GOAL_MS * _LARGE_FACTOR, "ms")


def _large_store(bench: Bench) -> Path:
    """The large store of this version of the code; kept, because filling it takes many minutes."""
    sources = sorted(path for room in ("ledger", "storage", "app/demo") for path in (ROOT / room).rglob("*.py"))
    version = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    folder = bench.build / f"large-{bench.large_people}-{version}"
    if not folder.exists():
        for older in bench.build.glob(f"large-{bench.large_people}-*"):
            shutil.rmtree(older)
        tell(f"filling a store with {bench.large_people:,} people and {bench.large_operations:,} operations")
        unfinished = folder.with_suffix(".new")
        run("fill", folder=unfinished, people=bench.large_people, operations=bench.large_operations)
        unfinished.rename(folder)
        if hasattr(os, "sync"):
            os.sync()  # gigabytes that the system still writes would weigh on what is measured next
    _read_through(folder)
    return folder


def _read_through(folder: Path) -> None:
    """Have the system keep the files in memory, as those of a store that is open all day: it drops what lies idle."""
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        with file.open("rb") as opened:
            while opened.read(1 << 22):
                pass


SECTIONS: dict[str, Callable[[Bench], Iterator[Figure]]] = {
    "import": importing,
    "pandas": against_pandas,
    "export": exporting,
    "search": searching,
    "lists": listing,
    "start": starting,
    "audit": auditing,
}
