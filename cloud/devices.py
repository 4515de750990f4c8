"""Who may exchange what: whether a PC is still one of the committee's, and whether its numbers fit (design, 4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from cloud.call import Call
from cloud.exchange import Refusal, bad_request, device_revoked
from cloud.means import Means, instant
from cloud.records import Device
from cloud.store import Look
from ledger import clock
from sync.protocol import Op

LAST_PUSHES: Final = timedelta(days=7)
"""How long a PC that was retired may still send what it has."""


def present(look: Look, call: Call) -> Device:
    """The PC that calls, in good standing; raises Refusal."""
    device = _known(look, call.device)
    if device.state != "active":
        raise device_revoked(wipe=False)
    return device


def sending(look: Look, call: Call, means: Means) -> Device:
    """The same for hello and push, by which a retired PC may still send for a few days; raises Refusal."""
    device = _known(look, call.device)
    if device.state == "retired" and _is_over(device.since, means.now_ms()):
        raise device_revoked(wipe=True)
    return device


def _known(look: Look, name: str) -> Device:
    device = look.device(name)
    if device is None:
        raise device_revoked(wipe=False)
    if device.state == "lost":
        raise device_revoked(wipe=True)
    return device


def _is_over(since: str, now_ms: int) -> bool:
    end = clock.moment_of(since) + LAST_PUSHES
    return instant(now_ms) > clock.instant_text(end)


def check_numbers(look: Look, device: Device, gen: int, ops: Sequence[Op]) -> None:
    """See that operations go on where the PC's numbers ended, or repeat what was decided; raises Refusal."""
    if gen < device.gen:
        raise Refusal(409, "gen_superseded", "an older numbering of this device", gen=device.gen)
    if gen > device.gen:
        raise Refusal(409, "client_rolled_back", "a numbering that was never given out", last_n=device.last_n)
    if any(op.n != ops[0].n + at for at, op in enumerate(ops)):
        raise bad_request("n")
    if not ops:
        return
    if ops[0].n > device.last_n + 1 or ops[0].n < 1:
        raise Refusal(409, "op_gap", "operations are missing", last_n=device.last_n)
    if ops[0].n <= device.last_n:
        _check_repeats(look, device, ops)


def _check_repeats(look: Look, device: Device, ops: Sequence[Op]) -> None:
    known = look.decisions_by_n(device.id, device.gen, ops[0].n, min(ops[-1].n, device.last_n))
    if any(op.n in known and known[op.n].op_id != op.op_id for op in ops):
        raise Refusal(409, "client_rolled_back", "other operations bear these numbers", last_n=device.last_n)
