"""The demo workbooks that ship with the program: what they are called, and copies of them for trying the import.

They are made by `benchmarks/demo_workbooks.py`; everybody in them is invented.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from app.files import make_folder, write_whole

_SUFFIXES = (".xlsx", ".xls", ".csv")


def names() -> list[str]:
    """File names in the order of their numbers, which is the order to import them in."""
    found = (entry.name for entry in files("resources").joinpath("demo").iterdir())
    return sorted(name for name in found if name.endswith(_SUFFIXES))


def copy_to(folder: Path) -> list[Path]:
    """Write copies into `folder`, made where it is missing; answers their paths. Raises FileNotWritten."""
    make_folder(folder)
    written = []
    for name in names():
        target = folder / name
        write_whole(target, files("resources").joinpath("demo", name).read_bytes())
        written.append(target)
    return written
