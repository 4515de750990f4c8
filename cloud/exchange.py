"""A request and its answer as plain values, and the refusals that a PC is told; no web framework, no sockets.

`service.py` takes the one and gives the other; `web.py` carries both over HTTP, simulations hand them over directly.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from ledger.errors import LedgerError
from sync.protocol import Json, Lineage

BUSY_S: Final = 2
"""After how long a PC may come again that found the cloud busy."""


@dataclass(frozen=True, slots=True)
class Request:
    """What came: `path` with its query, header names in any case, the body as it was sent."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def route(self) -> str:
        """The path without its query."""
        return urlsplit(self.path).path

    @property
    def query(self) -> dict[str, str]:
        """What stands after the question mark."""
        return dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))

    def lowered(self) -> dict[str, str]:
        """Headers by their names in small letters."""
        return {name.lower(): value for name, value in self.headers.items()}


@dataclass(frozen=True, slots=True)
class Response:
    """What goes back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Bytes:
    """An answer that is no JSON object: bytes, or headers alone."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


class Refusal(LedgerError):
    """The request is not done; `facts` travel beside code and message, `wait_s` says when it may come again."""

    def __init__(self, status: int, code: str, message: str, *, wait_s: int = 0, **facts: Json) -> None:
        super().__init__(f"{status} {code}")
        self.status, self.code, self.message = status, code, message
        self.facts, self.wait_s = facts, wait_s


def bad_request(what: str) -> Refusal:
    """No version of the protocol writes it so."""
    return Refusal(400, "bad_request", f"not understood: {what}", what=what)


def too_large(limit: int) -> Refusal:
    """More than one request may hold."""
    return Refusal(413, "too_large", "more than one request may hold", limit=limit)


def token_expired() -> Refusal:
    """No token, one that is over, or one that is not ours."""
    return Refusal(401, "token_expired", "a new token is needed")


def device_revoked(*, wipe: bool) -> Refusal:
    """The PC is not, or no more, one of the committee's."""
    return Refusal(401, "device_revoked", "this device may not exchange anything", wipe=wipe)


def committee_denied() -> Refusal:
    """Not a committee of this cloud, or not this token's."""
    return Refusal(403, "committee_denied", "no access to this committee")


def epoch_changed(lineage: Lineage, divergence: int) -> Refusal:
    """The cloud descends from another history than the PC knows."""
    told = [list(one) for one in lineage]
    return Refusal(409, "epoch_changed", "the history is another one", lineage=told, divergence=divergence)


def busy(wait_s: int = BUSY_S) -> Refusal:
    """Somebody else has the committee's turn, or the database does not answer."""
    return Refusal(503, "busy", "busy, the same request may come again", wait_s=wait_s)
