"""One call of the cloud: JSON packed and unpacked, headers, what an answer that refuses means; every byte is counted.

Nothing is tried again here (`backoff.py`), no call knows what another was about.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from sync import protocol, troubles
from sync.protocol import GZIP_FROM, Json, Lineage
from sync.troubles import Unreachable
from sync.world import World

if TYPE_CHECKING:
    from sync.transport import Reply

MOST_UNPACKED: Final = 256 * 1024 * 1024
"""Bytes of an answer unpacked; more is no page of ours but a bomb."""
_GZIP = 16 + zlib.MAX_WBITS
_OK: Final = range(200, 300)
_LINE_BYTES: Final = 12  # method, path and version need blanks and an end; a status line is as long
_HEADER_BYTES: Final = 4  # colon, blank, end of line


@dataclass(slots=True)
class Meter:
    """What a round cost on the wire, headers counted."""

    requests: int = 0
    up: int = 0
    down: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What the cloud told: the object, the instant at its side (0 untold) and how far this PC is behind it.

    `wait_s`: how long it asks to be left alone.
    """

    told: Mapping[str, Json]
    server_ms: int
    offset_ms: int
    wait_s: float


@dataclass(frozen=True, slots=True)
class Carried:
    """What came back to a call whose body is no object."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    wait_s: float


@dataclass(slots=True)
class Calls:
    """The calls of one PC. `device`, `gen`, `lineage` stand in every header; the token where there is one."""

    world: World
    device: str = ""
    gen: int = 0
    lineage: Lineage = ()
    token: str = ""
    meter: Meter = field(default_factory=Meter)
    offset_ms: int = 0
    """How far this PC's clock is behind the cloud's, by the last answer."""

    def get(self, path: str, **asked: str | int) -> Answer:
        """A call without a body; raises Unreachable and what `troubles.refusal` makes."""
        query = "&".join(f"{name}={quote(str(value), safe='')}" for name, value in asked.items())
        return self._call("GET", f"{path}?{query}" if query else path, b"")

    def post(self, path: str, said: Mapping[str, Json]) -> Answer:
        """A call with a body; raises as `get`."""
        return self._call("POST", path, json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())

    def carry(self, method: str, path: str, headers: Mapping[str, str], body: bytes = b"") -> Carried:
        """A call whose bodies are bytes as they are; raises as `get`."""
        reply, wait_s, _ = self._sent(method, path, {**self._headers(), "Accept-Encoding": "identity", **headers}, body)
        if reply.headers.get("content-encoding", "identity") != "identity":
            raise Unreachable("answer", "not readable")
        return Carried(reply.status, reply.headers, reply.body, wait_s)

    def _call(self, method: str, path: str, body: bytes) -> Answer:
        headers = self._headers()
        if body:
            headers["Content-Type"] = "application/json"
        if len(body) > GZIP_FROM:
            body = gzip.compress(body, 6, mtime=0)
            headers["Content-Encoding"] = "gzip"
        reply, wait_s, server_ms = self._sent(method, path, headers, body)
        return Answer(_told(reply, is_needed=True), server_ms, self.offset_ms, wait_s)

    def _sent(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> tuple[Reply, float, int]:
        """The reply, how long the cloud asks to be left alone, and the instant at its side."""
        self.meter.requests += 1
        self.meter.up += _LINE_BYTES + len(method) + len(path) + _weight(headers) + len(body)
        began = self.world.now_ms()
        reply = self.world.transport.send(method, path, headers, body)
        took_ms = max(self.world.now_ms() - began, 0)
        self.meter.down += _LINE_BYTES + _weight(reply.headers) + len(reply.body)
        wait_s = max(_seconds(reply, "retry-after"), _seconds(reply, "backoff"))
        server_ms = int(_seconds(reply, "x-server-time"))
        if server_ms:
            self.offset_ms = server_ms - (began + took_ms // 2)
        if reply.status not in _OK:
            raise troubles.refusal(reply.status, _told(reply, is_needed=False), wait_s)
        return reply, wait_s, server_ms

    def _headers(self) -> dict[str, str]:
        found = {
            "User-Agent": f"linong/{self.world.version}",
            "Accept-Encoding": "gzip",
            "X-Schema": str(protocol.SCHEMA),
            "X-Request-Id": self.world.new_id(),
        }
        if self.device:
            found |= {"X-Device": self.device, "X-Gen": str(self.gen)}
        if self.lineage:
            found["X-Lineage"] = protocol.lineage_text(self.lineage)
        if self.token:
            found["Authorization"] = f"Bearer {self.token}"
        return found


def _weight(headers: Mapping[str, str]) -> int:
    return sum(len(name) + len(value) + _HEADER_BYTES for name, value in headers.items())


def _seconds(reply: Reply, header: str) -> float:
    """A number that a header tells; 0 without one, or where it is a date or nonsense."""
    try:
        return max(float(reply.headers.get(header, "0")), 0)
    except ValueError:
        return 0


def _told(reply: Reply, *, is_needed: bool) -> Mapping[str, Json]:
    """The object in the body; empty where none is needed and none came. Raises Unreachable: not whole, or not ours."""
    try:
        content = _unpacked(reply)
        found = json.loads(content) if content else {}
    except (ValueError, zlib.error) as error:
        if not is_needed:
            return {}
        raise Unreachable("answer", "not readable") from error
    if isinstance(found, dict) and (content or not is_needed):
        return found
    if not is_needed:
        return {}
    raise Unreachable("answer", "not readable")


def _unpacked(reply: Reply) -> bytes:
    if reply.headers.get("content-encoding", "").strip().lower() != "gzip":
        return reply.body
    unpacking = zlib.decompressobj(_GZIP)
    content = unpacking.decompress(reply.body, MOST_UNPACKED)
    if not unpacking.eof:
        raise ValueError("cut short, or too long")
    return content
