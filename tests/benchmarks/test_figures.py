"""What a figure says, and in which form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.figures import Figure, surroundings, table, write_json

RATIO = Figure("import / floor", 5.5, 6.0, "x", said="floor 2.50 s")


@pytest.mark.parametrize(
    ("figure", "is_met"),
    [
        (RATIO, True),
        (Figure("pages", 20.0, 20.0, "ms"), True),
        (Figure("pages", 20.1, 20.0, "ms"), False),
        (Figure("pandas / import", 1.7, 1.8, "x", at_least=True), False),
        (Figure("pandas / import", 1.8, 1.8, "x", at_least=True), True),
    ],
)
def test_a_goal_is_met_up_to_and_with_its_bound(figure: Figure, is_met: bool) -> None:
    assert figure.is_met is is_met
    assert figure.as_json()["ok"] is is_met


def test_the_table_says_value_goal_and_whether_it_is_met() -> None:
    lines = table([RATIO, Figure("pages, p95", 1234.56, 20.0, "ms"), Figure("more", 1.0, 1.8, "x", at_least=True)])
    assert lines.splitlines()[2:] == [
        "| import / floor | 5.50 x | ≤ 6 x | ok | floor 2.50 s |",
        "| pages, p95 | 1,234.6 ms | ≤ 20 ms | NOT MET |  |",
        "| more | 1.00 x | ≥ 1.8 x | NOT MET |  |",
    ]


def test_json_has_the_four_members_of_each_figure(tmp_path: Path) -> None:
    write_json([RATIO], tmp_path / "figures.json")
    written = json.loads((tmp_path / "figures.json").read_text("utf-8"))
    assert written == {"figures": [{"name": "import / floor", "value": 5.5, "goal": 6.0, "ok": True}]}


def test_surroundings_name_date_machine_and_versions() -> None:
    said = surroundings()
    for word in ("Python 3.", "SQLCipher", "SQLite", "python-calamine"):
        assert word in said
