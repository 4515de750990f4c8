"""For an office that may not connect: packages to be carried to the cloud's operator, and answers brought back.

What is inside is sealed for the cloud, or for this PC alone, so a stick that is lost tells nobody anything. Each one is
entered in the log of the exchange, with its number and counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app import access, files, logs
from app.stores.session import Session
from app.syncing import enrolling, rounds
from app.syncing.enrolling import AlreadyEnrolled, OtherCommittee
from app.syncing.fingerprint import fingerprint
from ledger import clock, ids
from ledger.errors import LedgerError
from storage.journal import VERSION, Entry
from sync import by_hand, hand_state, orders
from sync.by_hand import Incoming, Office, Outgoing
from sync.enrolment import read_code
from sync.line import NotEnrolled
from sync.local_side import LocalSide
from sync.packages import MOST_FILE_BYTES, CloudKey, CloudKeyBroken, PackageBroken
from sync.troubles import DeviceRevoked

__all__ = ["SUFFIX", "Incoming", "Key", "Outgoing", "PackageUnreadable", "join", "key", "pack", "put_key", "take_in"]
SUFFIX = ".linongpack"
_LARGEST_CARD = 4096


class PackageUnreadable(LedgerError):
    """The file at `path` is not there, or cannot be read."""

    def __init__(self, path: Path) -> None:
        super().__init__("package unreadable")
        self.path = path


@dataclass(frozen=True, slots=True)
class Key:
    """The cloud's public keys, as two people compare them over the telephone; "" while none are kept."""

    fingerprint: str


@access.operation("settings")
def put_key(session: Session, path: Path) -> Key:
    """Keep the cloud's public keys from the file that its operator handed out; raises CloudKeyBroken."""
    try:
        key = CloudKey.read(_content(path, _LARGEST_CARD).decode("ascii"))
    except ValueError:
        raise CloudKeyBroken from None
    hand_state.put_cloud_key(LocalSide(session.store), key)
    session.store.note([(Entry(session.login, "cloud-key", class_="sync"), {"fingerprint": key.fingerprint})])
    return Key(key.fingerprint)


@access.operation(access.OWN)
def key(session: Session) -> Key:
    """The cloud's public keys that this PC has."""
    known = hand_state.cloud_key(LocalSide(session.store))
    return Key(known.fingerprint if known else "")


@access.operation("settings")
def join(session: Session, path: Path, code: str) -> Outgoing:
    """Write a package by which the cloud gets to know this PC.

    Raises:
        EnrolCodeMistyped, OtherCommittee, AlreadyEnrolled, CloudKeyMissing; FileNotWritten.
    """
    meant, local = read_code(code), LocalSide(session.store)
    if meant.committee != session.store.committee_code:
        raise OtherCommittee(meant.committee)
    if local.facts().is_enrolled:
        if not enrolling.expelled(local):
            raise AlreadyEnrolled
        local.leave()
    return _written(session, path, by_hand.join(local, meant, _office()))


@access.operation(access.OWN)
def pack(session: Session, path: Path) -> Outgoing:
    """Write everything that waits into a package; everybody's work is exchanged, whatever their rights.

    Raises:
        NotEnrolled, CloudKeyMissing, SyncUnderWay; FileNotWritten.
    """
    local = LocalSide(session.store)
    if not local.facts().is_enrolled:
        raise NotEnrolled
    with rounds.alone(session.store.folder):
        return _written(session, path, by_hand.pack(local, _office()))


def _written(session: Session, path: Path, made: Outgoing) -> Outgoing:
    with files.replacing(path, "package") as stream:
        stream.write(made.content)
    counts = {"number": made.number, "operations": made.operations}
    session.store.note([(Entry(session.login, "package-out", class_="sync"), counts)])
    logs.event("package out", **counts)
    return made


@access.operation(access.OWN)
def take_in(session: Session, path: Path) -> Incoming:
    """Take an answer: what became of what was sent, and everything new.

    Raises:
        PackageUnreadable, PackageBroken, PackageNewer, PackageForeign, NotAnswered, AlreadyTaken: nothing was taken.
        SyncUnderWay.

    What stands in the way of more is the outcome's `trouble`, as after a round; a PC that is lost has no store then.
    """
    content, local = _content(path, MOST_FILE_BYTES), LocalSide(session.store)
    with rounds.alone(session.store.folder):
        taken = by_hand.take_in(local, content, clock.now_text)
        orders.doubt(local, taken.outcome)
        if taken.joined:
            enrolling.note_expelled(local, "")
        rounds.keep(session, local, taken.outcome, "package")
    trouble = taken.outcome.trouble
    if not (isinstance(trouble, DeviceRevoked) and trouble.is_lost):
        counts = {"number": taken.number, "acked": taken.outcome.acked, "pulled": taken.outcome.pulled}
        session.store.note([(Entry(session.login, "package-in", class_="sync"), counts)])
    rounds.draw_conclusions(session, local, taken.outcome)
    return taken


def _content(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except OSError as error:
        raise PackageUnreadable(path) from error
    if len(content) > most:
        raise PackageBroken
    return content


def _office() -> Office:
    return Office(fingerprint(), VERSION, ids.to_text(ids.new_id()))
