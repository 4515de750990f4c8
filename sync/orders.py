"""The cloud's order to destroy this PC's store, believed under the cloud's own signature alone.

TLS says that the answer came from whoever holds a certificate for the address, and an office's network may hold one.
The key that signs orders was told when this PC joined, or handed out with the key for packages.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping
from typing import Final

from storage.syncing import sealed
from sync import hand_state
from sync.enrolment import wipe_message
from sync.local_side import LocalSide
from sync.outcome import Outcome
from sync.protocol import Json
from sync.troubles import DeviceRevoked

_KEPT: Final = "cloud_sign"


def keep_key(local: LocalSide, told: Mapping[str, Json]) -> None:
    """Keep the key from the answer to joining."""
    local.put_value(_KEPT, told.get("sign") or None)


def are_checked(local: LocalSide) -> bool:
    """Whether this PC knows the key by which it believes an order."""
    return bool(_key(local))


def is_real(local: LocalSide, order: str) -> bool:
    """Whether the cloud that this PC joined ordered it."""
    facts, known = local.facts(), _key(local)
    try:
        signature = b64decode(order, validate=True)
    except ValueError:
        return False
    return bool(known) and sealed.is_signed(known, signature, wipe_message(facts.committee, facts.device))


def doubt(local: LocalSide, outcome: Outcome) -> None:
    """Take an order that the cloud did not sign for no more than a refusal."""
    trouble = outcome.trouble
    if isinstance(trouble, DeviceRevoked) and trouble.is_lost and not is_real(local, trouble.order):
        outcome.trouble = DeviceRevoked(is_lost=False)


def _key(local: LocalSide) -> bytes:
    kept = local.value(_KEPT)
    if isinstance(kept, str):
        try:
            return b64decode(kept, validate=True)
        except ValueError:
            return b""
    handed_out = hand_state.cloud_key(local)
    return handed_out.sign if handed_out else b""
