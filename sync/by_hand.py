"""The exchange by packages, for an office that may not connect: what waits goes into a file, an answer comes from one.

A package holds everything that was not answered yet, whatever earlier ones held, so that none of them can get lost in a
way that matters. What an answer says is noted exactly as that of a push and a pull; cut off anywhere, the same file is
simply taken once more. How the files are written is `packages.py`'s.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ledger.errors import LedgerError
from storage.syncing import device_key, sealed
from sync import blobs, packages, protocol
from sync.catching_up import lineage_of
from sync.enrolment import EnrolCode
from sync.facts import Batch, Enrolment
from sync.hand_state import CloudKeyMissing, HandState
from sync.local_side import LocalSide
from sync.outcome import Outcome
from sync.packages import Head, PackageBroken, PackageForeign
from sync.protocol import Json, Malformed, lineage_text
from sync.pulling import pulled
from sync.troubles import ENDING, refusal

_AT_ONCE: Final = 1000  # results noted in one transaction


class NotAnswered(LedgerError):
    """The answer is to a package of which this PC knows nothing: it was restored from a copy since."""


class AlreadyTaken(LedgerError):
    """This answer, or a later one, was taken before; nothing changed."""


@dataclass(frozen=True, slots=True)
class Office:
    """Who writes: the PC's fingerprint and version, and an id for the package."""

    fingerprint: str
    version: str
    id: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A package to be carried. `left`: operations that had no room and go with the next one."""

    content: bytes
    number: int
    operations: int
    left: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """What an answer brought. `missing`: packages that never reached the cloud; `joined`: this PC is known now."""

    outcome: Outcome
    number: int
    missing: tuple[int, ...] = ()
    joined: bool = False


# -- out


def join(local: LocalSide, code: EnrolCode, office: Office) -> Outgoing:
    """A package that asks the cloud to know this PC; raises CloudKeyMissing."""
    kept = _ready(local)
    private = local.device_key()
    if private is None:
        private = device_key.generate()
        local.put_device_key(private)
    body = {"code": code.text, "pubkey": device_key.public_part(private)}
    head = Head("join", code.committee, "", 0, 0, packages.key_name(kept.cloud.seal))
    return Outgoing(_written(kept, head, private, body | _common(kept, office)), 0, 0, local.waiting().operations)


def pack(local: LocalSide, office: Office) -> Outgoing:
    """A package of what waits, and of where this PC stands. The PC is enrolled; raises CloudKeyMissing."""
    kept, private = _ready(local), local.device_key()
    if private is None:
        raise CloudKeyMissing
    batch = local.take(packages.MOST_OPERATIONS, packages.MOST_OPERATION_BYTES)
    facts = local.facts()
    kept.number += 1
    kept.open = (*kept.open, office.id)
    kept.keep(local)
    people = local.people({str(op["u"]) for op in batch.ops})
    body: dict[str, Json] = {
        "id": office.id,
        "people": people,
        "schema": protocol.SCHEMA,
        "lineage": lineage_text(facts.lineage),
        "ops": list(batch.ops),
    }
    head = Head("out", facts.committee, facts.device, facts.gen, kept.number, packages.key_name(kept.cloud.seal))
    content = _written(kept, head, private, body | {"cursor": facts.pull_from} | _common(kept, office))
    left = local.waiting().operations - len(batch.ops)
    return Outgoing(content, kept.number, len(batch.ops), left)


def _ready(local: LocalSide) -> HandState:
    kept = HandState.of(local)
    if not kept.seal:
        raise CloudKeyMissing
    if not kept.answer_key:
        kept.answer_key = sealed.generate()
        kept.keep(local)
    return kept


def _common(kept: HandState, office: Office) -> dict[str, Json]:
    answer_key = b64encode(sealed.public_part(kept.answer_key)).decode()
    return {"fingerprint": office.fingerprint, "app": office.version, "answer_key": answer_key}


def _written(kept: HandState, head: Head, private: bytes, body: Mapping[str, Json]) -> bytes:
    spelt = packages.packed(body)
    signature = b64decode(device_key.sign(private, packages.signed_message(head, spelt)))
    together = packages.together(signature, spelt)
    return head.bound() + sealed.seal(kept.cloud.seal, head.bound(), together)


# -- in


def take_in(local: LocalSide, content: bytes, now: Callable[[], str]) -> Incoming:
    """Take an answer: nothing of it twice. What the cloud has against more is the outcome's `trouble`.

    Raises:
        PackageBroken, PackageNewer, PackageForeign, NotAnswered, AlreadyTaken: nothing was taken.
    """
    head, rest = packages.taken_apart(content)
    kept, facts = HandState.of(local), local.facts()
    if head.committee != facts.committee:
        raise PackageForeign("committee")
    if head.kind not in ("joined", "answer"):
        raise PackageForeign("kind")
    told = _opened(kept, head, rest)
    if head.kind == "joined":
        return _take_name(local, head, told, now)
    if head.device != facts.device:
        raise PackageForeign("device")
    if head.number <= kept.answered:
        raise AlreadyTaken
    if head.gen != facts.gen:
        raise PackageForeign("generation")
    if told.get("id") not in kept.open:
        raise NotAnswered
    outcome = Outcome(start=now())
    try:
        _take_answer(local, head, told, outcome)
    except ENDING as trouble:
        outcome.trouble = trouble
    blobs.erase(local)
    _close(local, head)
    outcome.cursor, outcome.end = local.facts().cursor, now()
    return Incoming(outcome, head.number, tuple(told.get("missing") or ()))


def _opened(kept: HandState, head: Head, rest: bytes) -> Mapping[str, Json]:
    """The body, if the cloud wrote it for this PC."""
    if not kept.answer_key or head.key != packages.key_name(sealed.public_part(kept.answer_key)):
        raise PackageForeign("key")
    plain = sealed.unseal(kept.answer_key, head.bound(), rest)
    if plain is None:
        raise PackageBroken
    signature, body = packages.apart(plain)
    if not sealed.is_signed(kept.cloud.sign, signature, packages.signed_message(head, body)):
        raise PackageBroken
    return packages.unpacked(body)


def _take_name(local: LocalSide, head: Head, told: Mapping[str, Json], now: Callable[[], str]) -> Incoming:
    """The cloud knows this PC now, or will not."""
    if local.facts().is_enrolled:
        raise AlreadyTaken
    trouble, at = told.get("trouble"), now()
    if isinstance(trouble, dict):
        return Incoming(Outcome(trouble=refusal(403, trouble, 0), start=at, end=at), head.number)
    device, gen = told.get("device"), told.get("gen")
    if not isinstance(device, str) or not isinstance(gen, int) or told.get("cid") != head.committee:
        raise Malformed("enrol")
    local.enrol(Enrolment(device, gen, "", str(told.get("ca") or "")))
    return Incoming(Outcome(start=at, end=at), head.number, joined=True)


def _take_answer(local: LocalSide, head: Head, told: Mapping[str, Json], outcome: Outcome) -> None:
    results = told.get("results")
    if not isinstance(results, list) or not isinstance(told.get("pages"), list):
        raise Malformed("results")
    for start in range(0, len(results), _AT_ONCE):
        _note(local, head.gen, results[start : start + _AT_ONCE], outcome)
    if local.facts().staged:
        local.apply_all()
    is_next = _stage(local, told, outcome)
    applied = local.apply_all()
    outcome.conflicts, outcome.removed, outcome.more = applied.conflicts, applied.removed, _goes_on(told["pages"])
    lineage = lineage_of(told)
    if lineage:
        local.put_lineage(lineage)
    trouble = told.get("trouble")
    if isinstance(trouble, dict):
        _mend(local, trouble)
    elif local.facts().is_resync and is_next and not outcome.more:
        outcome.removed += local.sweep()


def _stage(local: LocalSide, told: Mapping[str, Json], outcome: Outcome) -> bool:
    """Stage the pages that lead on from here; False where everything is pulled anew and they begin elsewhere."""
    facts = local.facts()
    if facts.is_resync and told.get("cursor") != facts.pull_from:
        return False
    for page in told["pages"]:
        if facts.is_resync or int(page.get("seq", 0)) > facts.seq:
            local.stage(page)
            outcome.pulled += pulled(page)
    return True


def _note(local: LocalSide, gen: int, results: Sequence[Mapping[str, Json]], outcome: Outcome) -> None:
    batch = Batch(gen, int(results[0]["n"]), results)
    received = local.receive(batch, {"results": list(results)})
    outcome.pushed += len(results)
    outcome.acked += received.acked
    outcome.merged += received.merged
    for reason, count in received.refused.items():
        outcome.refused[reason] = outcome.refused.get(reason, 0) + count


def _goes_on(pages: Sequence[Mapping[str, Json]]) -> bool:
    return bool(pages) and bool(pages[-1].get("more"))


def _mend(local: LocalSide, trouble: Mapping[str, Json]) -> None:
    """Numbers or histories parted: what waits goes into the next package under new numbers; anything else is told."""
    code, gen = trouble.get("code"), trouble.get("gen")
    if code == "epoch_changed" and isinstance(gen, int):
        local.epoch_changed(lineage_of(trouble), int(trouble["divergence"]), gen, (), {})
        local.begin_resync()
    elif code == "cursor_expired":
        local.begin_resync()
    elif isinstance(gen, int):
        local.new_generation(gen)
    else:
        raise refusal(409, trouble, 0)


def _close(local: LocalSide, head: Head) -> None:
    kept = HandState.of(local)
    kept.answered = max(kept.answered, head.number)
    kept.keep(local)
