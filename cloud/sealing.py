"""Texts that only this cloud can have made: cursors and access tokens carry a MAC over what they say and what for."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field

from sync.protocol import Json, dump

_MAC_BYTES = 16
Keyed = Callable[[str, str], bytes]


@dataclass(frozen=True, slots=True)
class Seal:
    """Makes and reads the texts of one purpose."""

    _key: bytes = field(repr=False)

    @classmethod
    def of(cls, key: bytes, purpose: str) -> Seal:
        """A seal of its own for every purpose, out of one key."""
        return cls(hmac.digest(key, purpose.encode(), hashlib.sha256))

    def close(self, told: Json, bound_to: str) -> str:
        """A text that says `told`, good only together with `bound_to`."""
        body = dump(told).encode()
        return f"v1.{_encoded(body)}.{_encoded(self._mac(body, bound_to))}"

    def open(self, text: str, bound_to: str) -> Json | None:
        """What a text says; None when it is not ours."""
        version, _, rest = text.partition(".")
        coded, _, mac = rest.partition(".")
        try:
            body, given = _decoded(coded), _decoded(mac)
        except ValueError:
            return None
        if version != "v1" or not hmac.compare_digest(given, self._mac(body, bound_to)):
            return None
        return json.loads(body)

    def _mac(self, body: bytes, bound_to: str) -> bytes:
        return hmac.digest(self._key, bound_to.encode() + b"\0" + body, hashlib.sha256)[:_MAC_BYTES]


def natural_key_hash(city: bytes) -> Keyed:
    """What hides natural keys in the database (`cloud.working.Keyed`)."""
    return lambda kind, text: hmac.digest(city, f"{kind}\n{text}".encode(), hashlib.sha256)


def _encoded(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
