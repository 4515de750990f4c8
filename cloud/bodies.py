"""Bodies in and out: packed or not, JSON, within their bounds; what no database can hold is found here."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from typing import Final

from cloud.exchange import bad_request, too_large
from sync.protocol import GZIP_FROM, Json

LEVEL: Final = 4
"""Of packing: a page of records takes 20 ms, a higher level saves a twentieth of it for twice the time."""
_GZIP: Final = 16 + zlib.MAX_WBITS


def read(body: bytes, encoding: str, most: int) -> Mapping[str, Json]:
    """The object in a body; raises Refusal."""
    plain = _unpacked(body, encoding, most)
    try:
        told = json.loads(plain) if plain else {}
    except (ValueError, RecursionError):
        raise bad_request("body") from None
    if not isinstance(told, dict):
        raise bad_request("body")
    if b"\\u" in plain:
        _see_that_it_can_be_kept(told)
    return told


def _unpacked(body: bytes, encoding: str, most: int) -> bytes:
    if len(body) > most:
        raise too_large(most)
    if encoding.strip().lower() in ("", "identity"):
        return body
    if encoding.strip().lower() != "gzip":
        raise bad_request("content-encoding")
    unpacking = zlib.decompressobj(_GZIP)
    try:
        plain = unpacking.decompress(body, most + 1)
    except zlib.error:
        raise bad_request("body") from None
    if len(plain) > most:
        raise too_large(most)
    if not unpacking.eof:
        raise bad_request("body")
    return plain


def _see_that_it_can_be_kept(told: Json) -> None:
    """A text with a NUL or half a character is no text; no editor of ours writes one."""
    waiting = [told]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and ("\0" in one or any("\ud800" <= letter <= "\udfff" for letter in one)):
            raise bad_request("text")


def write(told: Mapping[str, Json], accepts: str) -> tuple[bytes, dict[str, str]]:
    """The body for an object and the headers that describe it."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json"}
    if len(body) > GZIP_FROM and "gzip" in accepts.lower():
        body = gzip.compress(body, LEVEL, mtime=0)
        headers["Content-Encoding"] = "gzip"
    return body, headers
