"""Measures the figures of docs/performance.md: `python3 dev.py bench [SECTION …] [--json FILE] [--large]`.

Prints progress on standard error and one Markdown table on standard output. `--quick` takes few people and one round:
it shows that the measuring works, its figures mean nothing.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks import order_rules, sections, synced, ui
from benchmarks.figures import Figure, surroundings, table, write_json
from benchmarks.sections import Bench

# The last ones only when they are named; two of them ask for Qt's libraries and for PostgreSQL's programs.
_SECTIONS = {**sections.SECTIONS, "ui": ui.desktop, "sync": synced.exchange, "orders": order_rules.measuring}
_NAMES = (*_SECTIONS, "large")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure what was asked for; 0 also when a goal is missed, which the table says."""
    parser = argparse.ArgumentParser(prog="dev.py bench", description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--json", type=Path, metavar="FILE", help='write {"figures": [...]}')
    parser.add_argument("sections", nargs="*", type=_section, metavar="SECTION", help=", ".join(_NAMES))
    parser.add_argument("--only", nargs="+", type=_section, metavar="SECTION", default=[], help="the same")
    parser.add_argument("--large", action="store_true", help="also a store of 1,000,000 people")
    parser.add_argument("--quick", action="store_true", help="few people, one round: figures without meaning")
    chosen = parser.parse_args(argv)
    bench = Bench.quick() if chosen.quick else Bench()
    try:
        figures = _measured(bench, [*chosen.sections, *chosen.only], with_large=chosen.large)
    finally:
        bench.clean()
    print(f"{surroundings()}\n\n{table(figures)}")
    if chosen.json:
        write_json(figures, chosen.json)
    return 0


def _measured(bench: Bench, only: Sequence[str], *, with_large: bool) -> list[Figure]:
    wanted = only or list(sections.SECTIONS)
    figures = [figure for name, measure in _SECTIONS.items() if name in wanted for figure in measure(bench)]
    if with_large or "large" in wanted:
        figures += sections.at_large(bench)
    return figures


def _section(name: str) -> str:
    if name not in _NAMES:
        raise argparse.ArgumentTypeError(f"no section {name}")
    return name


if __name__ == "__main__":
    raise SystemExit(main())
