"""A disk as a power cut leaves it: what was synced stands, of what was not any part may, in any order of sectors.

`Content` is one file, `Moment` a folder at one moment; `Moment.image` writes down one of the folders that may be found
there when the power comes back. Names are metadata: those of a folder change in their order, and any number of the last
changes may be missing until the folder itself was synced.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SECTOR: Final = 512
LOG, SHARED = "-wal", "-shm"
_LOG_HEADER: Final = 32
Names = Mapping[str, int]
"""Name -> number of the file, in one folder."""


@dataclass(frozen=True, slots=True)
class Content:
    """One file: `solid` is on the disk, `now` is what programs see.

    `cut` is how it stood after it was last made shorter, if it was: a disk keeps that as a whole or not at all.
    """

    solid: bytes
    now: bytes
    cut: bytes | None = None

    def grown(self, now: bytes) -> Content:
        """The same after something was written."""
        return Content(self.solid, now, now if len(now) < len(self.now) else self.cut)

    def synced(self) -> Content:
        """The same after a sync."""
        return Content(self.now, self.now)

    def torn(self, chance: random.Random, *, is_log: bool) -> bytes:
        """One of the contents that a power cut may leave."""
        if self.now == self.solid and self.cut is None:
            return self.solid
        base = self.solid
        if self.cut is not None:
            if chance.randrange(4) == 0:
                return self.solid
            base = self.cut
        if is_log and self.now[:_LOG_HEADER] != base[:_LOG_HEADER]:
            if chance.randrange(4) == 0:
                return base
            base = self.now[:_LOG_HEADER] + base[_LOG_HEADER:]  # SQLite syncs a new header before it writes on
        return _mixed(base, self.now, chance)


def _mixed(base: bytes, now: bytes, chance: random.Random) -> bytes:
    """A file on its way from `base` to `now`: neither, cut at any byte, or any of the changed sectors."""
    way = chance.randrange(6)
    if way == 0:
        return base
    if way == 1:
        return now
    changed = _changed(base, now)
    if not changed:
        return base
    if way < 4:
        at = chance.randint(changed[0] * SECTOR, min(changed[-1] * SECTOR + SECTOR, len(now)))
        return now[:at] + base[at:]
    content = bytearray(base[: len(now)].ljust(len(now), b"\0"))
    arrived = chance.random()
    for sector in changed:
        if chance.random() < arrived:
            content[sector * SECTOR : (sector + 1) * SECTOR] = now[sector * SECTOR : (sector + 1) * SECTOR]
    length = len(now) if len(now) <= len(base) else chance.randint(len(base), len(now))
    return bytes(content[:length])


def _changed(base: bytes, now: bytes) -> list[int]:
    """The sectors that differ."""
    starts = range(0, len(now), SECTOR)
    return [start // SECTOR for start in starts if base[start : start + SECTOR] != now[start : start + SECTOR]]


@dataclass(frozen=True, slots=True)
class Moment:
    """A folder at one moment. `names`: of each folder in it, as synced and after every change since.

    `said`: what the program had acknowledged by then; `aside`: how the rest of the world stood.
    """

    files: Mapping[int, Content]
    names: Mapping[str, tuple[Names, ...]]
    said: tuple[object, ...]
    aside: object

    def image(self, chance: random.Random, folder: Path) -> None:
        """Make `folder` what a power cut at this moment may leave."""
        folder.mkdir(parents=True)
        kept: dict[int, bytes] = {}
        for place, listings in self.names.items():
            (folder / place).mkdir(exist_ok=True)
            for name, number in chance.choice(listings).items():
                if name.endswith(SHARED) and chance.random() < 0.5:
                    continue
                if number not in kept:
                    kept[number] = self.files[number].torn(chance, is_log=name.endswith(LOG))
                (folder / place / name).write_bytes(kept[number])
