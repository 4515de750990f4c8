"""The bench itself, in its quick form: every figure of docs/performance.md is measured and told. Nothing is timed."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

import pytest

from benchmarks import __main__ as bench
from benchmarks import running, sections

ROOT = Path(__file__).parents[2]
NAMES = [
    "import into an empty store / floor",
    "the same file again / floor",
    *(["peak memory of the import, all processes"] if sys.platform == "linux" else []),
    "pandas read_excel + to_sql / import",
    "export of the flat sheet / ready rows",
    "search, first page, worst kind, p95",
    "any page of the people list, p95",
    "everything a person page needs, p95",
    "open a store with a password",
    "linongctl --help, whole process",
    "audit verify, entries on stored bytes",
    "audit of an import / the import",
]
LARGE = [
    "search, first page, worst kind, p95",
    "first page of the people list, p95",
    "a person page, p95",
    "one edit, p95",
]
DESKTOP = [
    "process start to the log-in window painted",
    "log in to the first page painted",
    "memory, idle after log in",
    "key press in the search box to results painted, p95",
    "wheel through the people table, a frame, p95",
    "wheel through the people table, a frame, p99",
    "open a person's page, p95",
    "open a home's page, p95",
    "open the grid of a building of 200 homes, p95",
    "lock to the cover painted, slowest",
    "unlock to the list shown again, slowest",
    "longest block of the event loop",
]

EXCHANGE = [
    "first sync, all of it",
    "first sync, bytes on the wire",
    "first sync, records applied a second",
    *(["first sync, peak memory of the PC's process"] if sys.platform == "linux" else []),
    "300 changes, the slower PC",
    "300 changes, bytes on the wire",
    "nothing new, requests",
    "nothing new, bytes on the wire",
    "nothing new, median",
    "a PC that was filled with the same people joins",
    "push into one committee",
    "push of 200 operations, p99",
    "push over many committees",
    "cost per committee, 6,000 / 10 in the database",
    "pages that its statements touch, 6,000 / 10",
    "a night, a request, p99",
    "a night, rounds that failed",
    "a night, a whole round, p99",
]
ORDERS = [
    "work orders, clocks read",
    "work orders, growth of the clocks",
    "work orders, chain verify on stored bytes",
]
ORDER_VIEWS = [
    "the board, p95",
    "the list of today, p95",
    "the list, first page, p95",
    "what waits for me, p95",
    "orders alike one that is registered, p95",
    "the indicators of all of them, p95",
    "the indicators of a month, p95",
]
ORDER_STORE = ["work orders, growth of the views", "work orders, events verified in a store"]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bench of few people, with files of its own."""
    sync = sections.SyncSizes.quick()
    few = sections.Bench(people=600, repeats=1, large_people=600, large_operations=3500, sync=sync, build=tmp_path)
    monkeypatch.setattr(sections.Bench, "quick", classmethod(lambda _cls: few))


@pytest.mark.usefixtures("small")
def test_every_figure_is_measured_and_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "figures.json"
    assert bench.main(["--quick", "--large", "--json", str(target)]) == 0
    figures = json.loads(target.read_text("utf-8"))["figures"]
    assert [figure["name"] for figure in figures] == [*NAMES, *(f"600 people: {name}" for name in LARGE)]
    for figure in figures:
        assert set(figure) == {"name", "value", "goal", "ok"}
        assert figure["value"] > 0
    said = capsys.readouterr()
    assert all(f"| {name} | " in said.out for name in NAMES)
    assert "… import" in said.err
    assert not (tmp_path / "run").exists()


@pytest.mark.usefixtures("small")
def test_only_the_named_sections_are_measured(tmp_path: Path) -> None:
    target = tmp_path / "figures.json"
    assert bench.main(["--quick", "--only", "start", "--json", str(target)]) == 0
    assert [figure["name"] for figure in json.loads(target.read_text("utf-8"))["figures"]] == NAMES[-4:-2]


@pytest.mark.usefixtures("small")
def test_the_desktop_is_measured_when_it_is_named(tmp_path: Path) -> None:
    target = tmp_path / "figures.json"
    assert bench.main(["ui", "--quick", "--json", str(target)]) == 0
    assert [figure["name"] for figure in json.loads(target.read_text("utf-8"))["figures"]] == DESKTOP


@pytest.mark.usefixtures("small")
def test_the_exchange_is_measured_when_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "figures.json"
    few = sections.Bench.quick()
    # Run by root the database has a user of its own, whom pytest's folders let through only until it starts again.
    with tempfile.TemporaryDirectory(prefix="linong-test-") as build:
        few.build = Path(build)
        monkeypatch.setattr(sections.Bench, "quick", classmethod(lambda _cls: few))
        _exchange_is_measured(target)


def _exchange_is_measured(target: Path) -> None:
    assert bench.main(["sync", "--quick", "--json", str(target)]) == 0
    figures = {figure["name"]: figure for figure in json.loads(target.read_text("utf-8"))["figures"]}
    assert list(figures) == EXCHANGE
    assert figures["nothing new, requests"]["ok"]
    assert figures["a night, rounds that failed"]["value"] == 0


@pytest.mark.usefixtures("small")
def test_the_rules_of_work_orders_are_measured_when_they_are_named(tmp_path: Path) -> None:
    target = tmp_path / "figures.json"
    assert bench.main(["orders", "--quick", "--json", str(target)]) == 0
    names = [figure["name"] for figure in json.loads(target.read_text("utf-8"))["figures"]]
    assert names == [*ORDERS, *(f"1,000 orders: {name}" for name in ORDER_VIEWS), *ORDER_STORE]


def test_a_measurement_that_fails_is_not_a_figure() -> None:
    with pytest.raises(running.MeasurementFailed, match="import_again"):
        running.run("import_again", people=10, folder="build/bench/no-such-store")


def test_the_document_names_every_figure() -> None:
    text = (ROOT / "docs" / "performance.md").read_text("utf-8")
    for name in NAMES:
        assert name in text, name
    for name in (*EXCHANGE, *ORDERS, *ORDER_STORE):
        assert name in text, name
    for name in ORDER_VIEWS:
        assert f"60,000 orders: {name}" in text, name
    for name in LARGE:
        assert f"1,000,000 people: {name}" in text, name
