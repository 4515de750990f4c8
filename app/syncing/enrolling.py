"""Getting in: a one-time code makes this PC known to the cloud under a key of its own; and losing it again.

The key is made and kept before the cloud hears of it, so an answer that is lost on the way costs nothing: the same code
with the same key gets the same answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from app import access, logs
from app.schedule import nightly
from app.stores.session import Session
from app.syncing import route
from app.syncing.fingerprint import fingerprint
from ledger.errors import LedgerError
from storage.journal import VERSION, Entry
from storage.syncing import device_key
from sync import orders
from sync.backoff import Patience
from sync.calls import Calls
from sync.enrolment import read_code
from sync.local_side import Enrolment, LocalSide
from sync.protocol import Malformed

_EXPELLED = "expelled"


class OtherCommittee(LedgerError):
    """The code is another committee's; `code` is that committee's."""

    def __init__(self, code: str) -> None:
        super().__init__("code of another committee")
        self.code = code


class AlreadyEnrolled(LedgerError):
    """The cloud knows this PC already."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """This PC as the cloud knows it now; `waiting` operations go up with the next round."""

    device: str
    gen: int
    committee: str
    waiting: int


@access.operation("settings")
def enrol(session: Session, url: str, code: str, *, ca: str = "", proxy: str = route.SYSTEM) -> Enrolled:
    """Make this PC known to the cloud at `url`; everything written so far goes up with the next round.

    Raises:
        EnrolCodeMistyped, OtherCommittee, AddressRefused, CaRefused, ProxyRefused, AlreadyEnrolled: nothing was asked.
        EnrolCodeRefused, Unreachable and others of the cloud: nothing changed.
    """
    meant = read_code(code)
    if meant.committee != session.store.committee_code:
        raise OtherCommittee(meant.committee)
    way, local = route.made(url, ca, proxy), LocalSide(session.store)
    if local.facts().is_enrolled:
        if not local.value(_EXPELLED):
            raise AlreadyEnrolled
        local.leave()
    private = local.device_key() or _new_key(local)
    said = {"code": meant.text, "pubkey": device_key.public_part(private), "fingerprint": fingerprint()}
    with route.world(way) as world:
        calls = Calls(world)
        told = Patience(world, tries=1).tried(lambda: calls.post("/v1/enrol", said | {"app": VERSION})).told
    device, gen, pinned = told.get("device"), told.get("gen"), told.get("ca") or ""
    if not isinstance(device, str) or not isinstance(gen, int) or told.get("cid") != meant.committee:
        raise Malformed("enrol")
    local.enrol(Enrolment(device, gen, way.url, str(pinned)))
    route.keep(local, way)
    orders.keep_key(local, told)
    for fact in (_EXPELLED, "token"):
        local.put_value(fact, None)
    session.store.note([(Entry(session.login, "enrolled", class_="sync"), {"device": device})])
    logs.event("enrolled")
    try:
        nightly.follow_enrolment(session)
    except LedgerError as error:  # the PC is in; its night stays as it was
        logs.event("night not arranged", error=type(error).__name__)
    return Enrolled(device, gen, meant.committee, local.waiting().operations)


def note_expelled(local: LocalSide, why: str) -> None:
    """The cloud lets this PC in no more under its present name: it may enrol anew."""
    local.put_value(_EXPELLED, why)


def expelled(local: LocalSide) -> str:
    """Why the cloud lets this PC in no more; "" while it does."""
    return str(local.value(_EXPELLED) or "")


def _new_key(local: LocalSide) -> bytes:
    private = device_key.generate()
    local.put_device_key(private)
    return private
