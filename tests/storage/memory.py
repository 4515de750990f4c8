"""Looks for a secret in what this process may write, without making a copy of it. Linux only."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def turned(secret: bytes) -> bytes:
    """A secret as nobody else has it."""
    return bytes(255 - one for one in secret)


def in_memory(hidden: bytes) -> int:
    """How often a secret stands in what this process may write; it is looked for by halves, and never made whole."""
    first, rest = turned(hidden[:16]), hidden[16:]
    count = 0
    with Path("/proc/self/maps").open() as maps, Path("/proc/self/mem").open("rb", buffering=0) as memory:
        for line in maps:
            place, rights, *_ = line.split()
            if rights.startswith("rw"):
                start, end = (int(one, 16) for one in place.split("-"))
                with suppress(OSError, ValueError, OverflowError):
                    memory.seek(start)
                    content = memory.read(end - start)
                    at = content.find(first)
                    while at >= 0:
                        count += turned(content[at + 16 : at + 32]) == rest
                        at = content.find(first, at + 1)
    return count
