"""How a PC joins: a one-time code of the operator's against a device id; and how it begins a new numbering."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import replace
from datetime import timedelta
from typing import Final

from cloud import devices, tokens
from cloud.call import Call
from cloud.cursors import SCOPE
from cloud.exchange import Refusal, committee_denied
from cloud.means import Means
from cloud.package_keys import CloudKeys
from cloud.records import Device, EnrolCode
from cloud.store import Turn
from ledger import clock
from sync.enrolment import LETTERS, EnrolCodeMistyped, read_code
from sync.protocol import Json

CODE_HOLDS: Final = timedelta(hours=24)


def new_code(means: Means, cid: str) -> str:
    """A code with which one PC may join within a day; raises CommitteeUnknown."""
    letters = "".join(LETTERS[one % len(LETTERS)] for one in means.random(12))
    text = "-".join((cid, letters[:4], letters[4:8], letters[8:]))
    made = means.now_text()
    expires = clock.instant_text(clock.moment_of(made) + CODE_HOLDS)
    with means.store.turn(cid) as turn:
        turn.put_enrol_code(EnrolCode(_mark(text), made, expires))
    return text


def enrol(means: Means, call: Call) -> dict[str, Json]:
    """The call `enrol`. A PC that did not hear the answer gets the same one again."""
    code = _read(call.text("code", 100))
    cid, _, _ = code.partition("-")
    told = _Newcomer(call)
    with means.store.turn(cid) as turn:
        device = _join(turn, means, _valid(turn, means, code), told)
        head = turn.head
    call.cid, call.device, call.epoch = cid, device.id, head.epoch
    lineage = [list(one) for one in head.lineage]
    schemas = means.schemas
    return {
        "device": device.id,
        "gen": device.gen,
        "cid": cid,
        "epoch": head.epoch,
        "head": head.seq,
        "lineage": lineage,
        "scope": SCOPE,
        "schema": {"min_read": schemas.min_read, "min_write": schemas.min_write, "current": schemas.current},
        "ca": means.certificate,
        "sign": b64encode(CloudKeys.of(means.keys.server).public.sign).decode(),
    }


class _Newcomer:
    """What a PC tells of itself."""

    def __init__(self, call: Call) -> None:
        self.pubkey, self.fingerprint = call.text("pubkey"), call.text("fingerprint")
        self.app = call.text("app", 100)
        tokens.public_key(self.pubkey)


def _read(text: str) -> str:
    try:
        return read_code(text).text
    except EnrolCodeMistyped:
        raise _refused("unknown") from None


def _mark(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()


def _refused(why: str) -> Refusal:
    return Refusal(403, f"enrol_code_{why}", f"the code is {why}")


def _valid(turn: Turn, means: Means, text: str) -> EnrolCode:
    code = turn.enrol_code(_mark(text))
    if code is None:
        raise _refused("unknown")
    if code.expires < means.now_text() and not code.device:
        raise _refused("expired")
    return code


def _join(turn: Turn, means: Means, code: EnrolCode, told: _Newcomer) -> Device:
    if code.device:
        device = turn.device(code.device)
        if device is None or (device.pubkey, device.fingerprint) != (told.pubkey, told.fingerprint):
            raise _refused("used")
        return device
    now = means.now_text()
    device = Device(
        _free_name(turn, means), 1, 0, told.pubkey, told.fingerprint, app=told.app, since=now, last_seen=now
    )
    turn.put_device(device)
    turn.put_enrol_code(replace(code, device=device.id))
    return device


def _free_name(turn: Turn, means: Means) -> str:
    while True:
        name = "d-" + "".join(LETTERS[one % len(LETTERS)].lower() for one in means.random(8))
        if turn.device(name) is None:
            return name


def new_generation(means: Means, call: Call) -> dict[str, Json]:
    """The call `device/generation`: the PC's numbers begin again at 1.

    In a generation that neither side has used: a cloud that was restored may not know the one the PC is in.
    """
    if call.text("committee", 12) != call.cid or call.text("device", 100) != call.device:
        raise committee_denied()
    with means.store.turn(call.cid) as turn:
        call.epoch = turn.head.epoch
        device = devices.present(turn, call)
        device = replace(device, gen=max(device.gen, call.gen) + 1, last_n=0, last_seen=means.now_text())
        turn.put_device(device)
    return {"gen": device.gen, "last_n": 0}
