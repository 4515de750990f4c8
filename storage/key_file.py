"""How key slots are written in `keys.json`: formats 1 and 2, with a sum that tells a damaged file."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from typing import Any

from storage.key_pairs import Grant
from storage.key_wraps import FORMAT, WITHOUT_STORE_KEY, Cost, Seal, Slot, cost_json


def encode(slots: tuple[Slot, ...], seal: Seal | None) -> bytes:
    """The content of the file; without a seal it is one of format 1."""
    body = [_spelt(slot) for slot in slots]
    if seal is not None:
        data = [{"mark": _text(seal.mark), "nonce": _text(seal.nonce), "wrapped": _text(seal.wrapped)}]
        whole = {"format": FORMAT, "slots": body, "data": data, "sum": total([body, data])}
    else:
        whole = {"format": WITHOUT_STORE_KEY, "slots": body, "sum": total(body)}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


def decode(content: bytes) -> tuple[tuple[Slot, ...], Seal | None]:
    """Slots and seal of a file; raises ValueError, KeyError or TypeError for one that is not whole."""
    whole = json.loads(content)
    body, data = whole["slots"], whole.get("data", [])
    is_known = whole["format"] == (FORMAT if data else WITHOUT_STORE_KEY)
    if not is_known or whole["sum"] != total([body, data] if data else body):
        raise ValueError("key slots do not add up")
    return tuple(map(_slot, body)), _seal(data[0]) if data else None


def _spelt(slot: Slot) -> dict[str, object]:
    told: dict[str, object] = {
        "kind": slot.kind,
        "name": slot.name,
        "argon2id": cost_json(slot.cost),
        "salt": _text(slot.salt),
        "nonce": _text(slot.nonce),
        "wrapped": _text(slot.wrapped),
    }
    if slot.grant is not None:
        told["grant"] = {"share": _text(slot.grant.share), "sealed": _text(slot.grant.sealed)}
    return told


def _seal(item: Mapping[str, Any]) -> Seal:
    return Seal(_bytes(item["mark"]), _bytes(item["nonce"]), _bytes(item["wrapped"]))


def _slot(item: Mapping[str, Any]) -> Slot:
    given = item.get("grant")
    return Slot(
        kind=item["kind"],
        name=item["name"],
        cost=Cost(**item["argon2id"]) if item["argon2id"] else None,
        salt=_bytes(item["salt"]),
        nonce=_bytes(item["nonce"]),
        wrapped=_bytes(item["wrapped"]),
        grant=Grant(_bytes(given["share"]), _bytes(given["sealed"])) if given else None,
    )


def total(body: object) -> str:
    """What the file says of its slots and seals, to tell a damaged one."""
    return hashlib.sha256(json.dumps(body, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
