"""Packages: what an office that may not connect sends by hand is decided here exactly as a push, and answered.

A package holds all that its PC has not been answered yet, so one that is lost on the way costs nothing: the next one
has its operations too, and each is decided once. Missing numbers are told all the same. The answer holds what became of
each operation and everything new from where the PC stands. The way in is the operator's (`cloud.commands`).
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from cloud import enrolling, package_keys, pulling, pushing
from cloud.call import Call
from cloud.exchange import Refusal
from cloud.means import Means
from cloud.package_keys import CloudKeys
from cloud.package_numbers import Numbers
from cloud.records import Device
from cloud.store import CommitteeUnknown
from sync import packages
from sync.enrolment import wipe_message
from sync.packages import Head, PackageBroken, PackageForeign
from sync.protocol import MOST_OPERATIONS, MOST_PUSH_BYTES, Json, Malformed, dump

MOST_PAGE_BYTES: Final = 64 * 1024 * 1024
"""What one answer brings down; the next goes on."""
_NEW_NUMBERING: Final = frozenset(("client_rolled_back", "op_gap", "gen_superseded", "epoch_changed"))
_BATCH_BYTES: Final = MOST_PUSH_BYTES // 2


@dataclass(slots=True)
class Taken:
    """What became of a package: the answer to be carried back, and what the operator is told of it."""

    head: Head
    answer: bytes = b""
    device: str = ""
    operations: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    changes: int = 0
    missing: list[int] = field(default_factory=list)
    is_known: bool = False
    """The same package was here before; nothing changed."""
    trouble: str = ""


def card(means: Means) -> packages.CloudKey:
    """What offices are given, so that they can write packages for this cloud and know its answers."""
    return CloudKeys.of(means.keys.server).public


def take_in(means: Means, content: bytes) -> Taken:
    """Decide a package and write its answer.

    Raises:
        PackageBroken, PackageNewer: nothing was taken.
        PackageForeign: it is for another cloud, or of a committee or device that is not known here.
        Busy: the database does not answer; the same package may come again.
    """
    head, sealed = packages.taken_apart(content)
    keys = CloudKeys.of(means.keys.server)
    if head.key != packages.key_name(keys.public.seal):
        raise PackageForeign("cloud")
    plain = keys.unseal(head.bound(), sealed)
    if plain is None:
        raise PackageBroken
    signature, body = packages.apart(plain)
    if head.kind == "join":
        told = packages.unpacked(body)
        _check(str(told.get("pubkey")), signature, head, body)
        return _joined(means, keys, head, told)
    if head.kind != "out":
        raise PackageForeign("kind")
    device = _sender(means, head)
    _check(device.pubkey, signature, head, body)
    told = packages.unpacked(body)
    return _Exchange(means, keys, head, told, hashlib.sha256(content).hexdigest()).done()


def _check(pubkey: str, signature: bytes, head: Head, body: bytes) -> None:
    if not package_keys.is_signed(pubkey, signature, packages.signed_message(head, body)):
        raise PackageBroken


def _sender(means: Means, head: Head) -> Device:
    try:
        with means.store.look(head.committee) as look:
            device = look.device(head.device)
    except CommitteeUnknown:
        raise PackageForeign("committee") from None
    if device is None:
        raise PackageForeign("device")
    return device


def _joined(means: Means, keys: CloudKeys, head: Head, told: Mapping[str, Json]) -> Taken:
    """A PC joins with its code, which names the committee."""
    taken = Taken(head)
    said: dict[str, Json]
    try:
        said = enrolling.enrol(means, Call({}, {}, told))
        taken.device = str(said["device"])
    except CommitteeUnknown:
        raise PackageForeign("committee") from None
    except Refusal as refusal:
        said = {"trouble": _told(refusal)}
        taken.trouble = refusal.code
    taken.answer = _sealed(keys, Head("joined", head.committee, taken.device, 0, head.number, ""), told, said)
    return taken


def _sealed(keys: CloudKeys, head: Head, told: Mapping[str, Json], said: Mapping[str, Json]) -> bytes:
    """An answer to whoever sent `told`, for its eyes alone."""
    try:
        public = b64decode(str(told.get("answer_key")), validate=True)
        whole = Head(head.kind, head.committee, head.device, head.gen, head.number, packages.key_name(public))
        body = packages.packed(said)
        signature = keys.sign(packages.signed_message(whole, body))
        return whole.bound() + package_keys.seal(public, whole.bound(), packages.together(signature, body))
    except ValueError:
        raise PackageBroken from None


def _told(refusal: Refusal) -> dict[str, Json]:
    return {"code": refusal.code, **refusal.facts}


class _Exchange:
    """One package of operations on its way through push and pull."""

    def __init__(self, means: Means, keys: CloudKeys, head: Head, told: Mapping[str, Json], mark: str) -> None:
        self._means, self._keys, self._head, self._told, self._mark = means, keys, head, told, mark
        self._taken = Taken(head, device=head.device)
        lineage, app = str(told.get("lineage") or ""), str(told.get("app") or "")
        headers = {"x-schema": str(told.get("schema")), "x-lineage": lineage, "user-agent": f"linong/{app}"}
        headers["x-gen"] = str(head.gen)
        self._call = Call(headers, {}, {}, head.committee, head.device)

    def done(self) -> Taken:
        """Decide and answer."""
        taken, numbers = self._taken, Numbers(self._means, self._head, self._mark)
        before = numbers.remembered()
        taken.is_known = before.get("mark") == self._mark
        taken.missing = numbers.noted()
        said: dict[str, Json] = {"id": self._told.get("id"), "cursor": self._told.get("cursor") or ""}
        said |= {"missing": taken.missing, "pages": [], "results": []}
        trouble = before.get("trouble") if taken.is_known else None
        trouble = trouble or self._pushed(said) or self._pulled(said)
        if trouble:
            said["trouble"] = trouble
            taken.trouble = str(trouble["code"])
            numbers.note_trouble(trouble)
        head = Head("answer", self._head.committee, self._head.device, self._head.gen, self._head.number, "")
        taken.answer = _sealed(self._keys, head, self._told, said)
        return taken

    def _pushed(self, said: dict[str, Json]) -> dict[str, Json] | None:
        """Decide batch by batch; what stands in the way ends it, and is told."""
        try:
            self._check_fingerprint()
            for ops in _batches(self._told.get("ops")):
                self._call.told = {"device": self._head.device, "gen": self._head.gen, "first_n": ops[0].get("n")}
                self._call.told |= {"cursor": self._told.get("cursor"), "people": self._told.get("people"), "ops": ops}
                answer = pushing.push(self._means, self._call)
                said["results"] += answer["results"]
                self._count(answer["results"])
        except Malformed as error:
            return {"code": "bad_request", "what": error.what}
        except Refusal as refusal:
            return self._renumbered(refusal)
        return None

    def _check_fingerprint(self) -> None:
        device = _sender(self._means, self._head)
        if device.fingerprint != self._told.get("fingerprint"):
            raise Refusal(409, "device_cloned", "the key is used on another machine")

    def _renumbered(self, refusal: Refusal) -> dict[str, Json]:
        """Where numbers or histories parted the PC gets a new numbering at once: it cannot come and ask."""
        if refusal.facts.get("wipe"):
            return _told(refusal) | {"order": wipe_order(self._means, self._head.committee, self._head.device)}
        if refusal.code not in _NEW_NUMBERING:
            return _told(refusal)
        call = Call(
            {"x-gen": str(self._head.gen)}, {}, {"committee": self._head.committee, "device": self._head.device}
        )
        call.cid, call.device = self._head.committee, self._head.device
        return _told(refusal) | {"gen": enrolling.new_generation(self._means, call)["gen"]}

    def _pulled(self, said: dict[str, Json]) -> dict[str, Json] | None:
        """Everything beyond the PC's cursor, as far as one answer holds it."""
        cursor, size = str(self._told.get("cursor") or ""), 0
        try:
            while size < MOST_PAGE_BYTES:
                self._call.query = {"cursor": cursor}
                page = pulling.pull(self._means, self._call)
                said["pages"].append(page)
                self._taken.changes += len(page["changes"])
                cursor, size = str(page["next"]), size + len(dump(page).encode())
                if not page["more"]:
                    break
            said["lineage"] = self._lineage()
        except Refusal as refusal:
            return self._renumbered(refusal)
        return None

    def _lineage(self) -> Json:
        with self._means.store.look(self._head.committee) as look:
            return [list(one) for one in look.head.lineage]

    def _count(self, results: Sequence[Mapping[str, Json]]) -> None:
        self._taken.operations += len(results)
        for result in results:
            outcome = str(result["outcome"])
            self._taken.outcomes[outcome] = self._taken.outcomes.get(outcome, 0) + 1


def _batches(ops: Json) -> Iterator[list[Json]]:
    """As many whole groups at a time as a push takes; a group that is too large by itself is refused there."""
    if not isinstance(ops, list) or not all(isinstance(one, dict) for one in ops):
        raise Malformed("ops")
    batch: list[Json] = []
    size = 0
    for _, several in groupby(ops, key=lambda op: op.get("g") or op.get("op_id")):
        group = list(several)
        weight = len(dump(group).encode())
        if batch and (len(batch) + len(group) > MOST_OPERATIONS or size + weight > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch, size = batch + group, size + weight
    if batch:
        yield batch


def wipe_order(means: Means, cid: str, device: str) -> str:
    """The cloud's signature under the order that a lost PC destroys its store, as base64."""
    return b64encode(CloudKeys.of(means.keys.server).sign(wipe_message(cid, device))).decode()
