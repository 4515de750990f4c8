"""Attachments as a PC sends and asks for them, a call at a time."""

from __future__ import annotations

import hashlib
import json
import os
from typing import Any

from cloud.exchange import Response
from sync.protocol import MOST_PIECE_BYTES
from tests.cloud.callers import House, Pc, new_id

MIB = MOST_PIECE_BYTES
PHOTO = b"\xff\xd8\xff planted photograph " + os.urandom(2 * MIB + 12_345)
DAY_MS = 86_400_000


def sha_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def attach(pc: Pc, *contents: bytes, thumb: bytes | None = None) -> list[str]:
    """Push records that name these bytes; answers the ids."""
    ops = []
    for content in contents:
        told: dict[str, Any] = {"sha": sha_of(content), "size_bytes": len(content), "mime": "image/jpeg"}
        if thumb:
            told["thumb"] = sha_of(thumb)
        op_id = new_id()
        op = pc.person() | {"t": "attachment", "op_id": op_id, "g": op_id, "id": new_id(), "f": {"content": told}}
        ops.append(op)
    answer = pc.push(*ops)
    assert [one["outcome"] for one in answer["results"]] == ["applied"] * len(ops)
    return [op["id"] for op in ops]


def detach(pc: Pc, record: str) -> None:
    op_id = new_id()
    op = pc.person() | {"t": "attachment", "op_id": op_id, "g": op_id, "id": record, "k": "delete", "f": {}}
    op |= {"base": 10_000, "reason": "误传"}
    assert pc.push(op)["results"][0]["outcome"] == "applied"


def patch(pc: Pc, sha: str, offset: int, piece: bytes, size: int = 0, chunk: str = "") -> Response:
    pc.house.time.ms += 110  # as many calls as a PC may make
    headers = {"Upload-Offset": str(offset), "Chunk-SHA256": chunk or sha_of(piece)}
    if size:
        headers["Upload-Length"] = str(size)
    return pc.raw("PATCH", pc.of(f"blobs/{sha}"), piece, **headers)


def offset(pc: Pc, sha: str) -> int:
    answer = pc.raw("HEAD", pc.of(f"blobs/{sha}"))
    assert answer.status == 200
    return int(answer.headers["Upload-Offset"])


def send(pc: Pc, content: bytes, step: int = MIB) -> str:
    sha, at = sha_of(content), offset(pc, sha_of(content))
    while at < len(content):
        answer = patch(pc, sha, at, content[at : at + step], len(content))
        assert answer.status == 204, answer.body
        assert int(answer.headers["Upload-Offset"]) == min(at + step, len(content))
        at = int(answer.headers["Upload-Offset"])
    return sha


def code(answer: Response) -> str:
    return str(json.loads(answer.body)["code"])


def pc_again(house: House, pc: Pc) -> Pc:
    """The same PC with a token of now."""
    pc.token = ""
    pc.get_token()
    return pc
