"""The child processes of this room: by which argument the packaged program becomes one, and how each is started."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

READING, WRITING = "--read-workbook", "--write-workbook"
_MODULES = {READING: "app.excel.child", WRITING: "app.excel.writing_child"}


def command(argument: str) -> list[str]:
    """How to start a child: this interpreter, or the packaged program itself with one argument."""
    if getattr(sys, "frozen", False):
        return [sys.executable, argument]
    return [sys.executable, "-P", "-X", "utf8", "-m", _MODULES[argument]]  # -P: never import from the current folder


def environment() -> dict[str, str]:
    """A child's environment: it must find `app`, and one allocator arena keeps its address space small."""
    root = str(Path(__file__).resolve().parents[2])
    search = os.pathsep.join(part for part in (root, os.environ.get("PYTHONPATH", "")) if part)
    return {**os.environ, "PYTHONPATH": search, "MALLOC_ARENA_MAX": "1"}


def become_if_asked(words: Sequence[str]) -> None:
    """Be the child that the program's arguments ask for, which does not return; nothing where they ask for none."""
    module = _MODULES.get(words[0]) if words else None
    if module is not None:
        import_module(module).main()
