"""The bench itself, in its quick form: every figure of docs/performance.md is measured and told. Nothing is timed."""

from __future__ import annotations

import json
import sys
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
    "longest block of the event loop",
]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bench of few people, with files of its own."""
    few = sections.Bench(people=600, repeats=1, large_people=600, large_operations=3500, build=tmp_path)
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
    assert [figure["name"] for figure in json.loads(target.read_text("utf-8"))["figures"]] == NAMES[-2:]


@pytest.mark.usefixtures("small")
def test_the_desktop_is_measured_when_it_is_named(tmp_path: Path) -> None:
    target = tmp_path / "figures.json"
    assert bench.main(["ui", "--quick", "--json", str(target)]) == 0
    assert [figure["name"] for figure in json.loads(target.read_text("utf-8"))["figures"]] == DESKTOP


def test_a_measurement_that_fails_is_not_a_figure() -> None:
    with pytest.raises(running.MeasurementFailed, match="import_again"):
        running.run("import_again", people=10, folder="build/bench/no-such-store")


def test_the_document_names_every_figure() -> None:
    text = (ROOT / "docs" / "performance.md").read_text("utf-8")
    for name in NAMES:
        assert name in text, name
    for name in LARGE:
        assert f"1,000,000 people: {name}" in text, name
