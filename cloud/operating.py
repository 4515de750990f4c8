"""What the operator does to a cloud: committees, codes, PCs, and a new history after the database was restored."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from cloud import enrolling
from cloud.means import Means
from cloud.records import Device, DeviceState, Head
from cloud.store import CloudStore
from ledger.errors import LedgerError
from sync.enrolment import LETTERS

LEAP: Final = 1_000_000
"""How far beyond the highest known number a restored committee goes on: more than were given since it was noted."""


class CommitteeCodeWrong(LedgerError):
    """A committee's code has twelve digits."""


class DataFolderNeeded(LedgerError):
    """The server keeps its keys in a folder, also when its database is elsewhere."""


class DeviceUnknown(LedgerError):
    """No PC of this committee is called `device`."""

    def __init__(self, device: str) -> None:
        super().__init__(f"no device {device}")
        self.device = device


class HighestUnreadable(LedgerError):
    """The record of the highest numbers is not there or is none; `file` names it."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"not a record of numbers: {file}")
        self.file = file


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of a committee's history."""

    cid: str
    epoch: str
    restored_to: int
    goes_on_from: int


def add_committee(means: Means, cid: str, name: str) -> None:
    """Begin to keep a committee, or rename it."""
    if len(cid) != 12 or not (cid.isascii() and cid.isdecimal()):
        raise CommitteeCodeWrong
    means.store.add_committee(cid, name, new_epoch(means))


def new_epoch(means: Means) -> str:
    """A name for a history."""
    return "e-" + "".join(LETTERS[one % len(LETTERS)].lower() for one in means.random(10))


def enrol_code(means: Means, cid: str) -> str:
    """A code with which one PC may join within a day."""
    return enrolling.new_code(means, cid)


def devices(store: CloudStore, cid: str) -> list[Device]:
    """The committee's PCs."""
    with store.look(cid) as look:
        return list(look.devices())


def set_state(means: Means, cid: str, name: str, state: DeviceState) -> Device:
    """Retire a PC, report it lost, or let it in again."""
    with means.store.turn(cid) as turn:
        device = turn.device(name)
        if device is None:
            raise DeviceUnknown(name)
        device = replace(device, state=state, since=means.now_text())
        turn.put_device(device)
        return device


def highest_numbers(store: CloudStore) -> dict[str, int]:
    """The newest number of every committee: to be kept outside of the database, with its backups."""
    found = {}
    for cid in store.committees():
        with store.look(cid) as look:
            found[cid] = look.head.seq
    return found


def read_highest(file: Path) -> Mapping[str, int]:
    """A record that `highest_numbers` made."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        return {str(cid): int(seq) for cid, seq in told.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        raise HighestUnreadable(file) from None


def begin_histories(means: Means, highest: Mapping[str, int]) -> list[Restored]:
    """After a restore: every committee begins a new history, far above every number that was ever given."""
    return [_begin_history(means, cid, highest.get(cid, 0)) for cid in means.store.committees()]


def _begin_history(means: Means, cid: str, highest: int) -> Restored:
    with means.store.turn(cid) as turn:
        head = turn.head
        epoch, seq = new_epoch(means), max(highest, head.seq) + LEAP
        turn.put_head(Head(epoch, seq, head.floor, (*head.lineage, (epoch, head.seq))))
        return Restored(cid, epoch, head.seq, seq)
