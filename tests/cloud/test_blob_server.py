"""Bytes of attachments over HTTP: to a server that is killed in the middle of an upload, and swept by a command."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cloud.callers import CID, Pc, new_id
from tests.cloud.conftest import free_folder
from tests.cloud.servers import RemoteHouse, Server, run, serving

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and sockets of Unix")
MIB = 1024 * 1024
PHOTO = b"\xff\xd8\xff planted photograph " + os.urandom(2 * MIB + 4321)
SHA = hashlib.sha256(PHOTO).hexdigest()


@pytest.fixture
def place() -> Iterator[Path]:
    with free_folder() as folder:
        yield folder / "d"


def named(pc: Pc) -> None:
    op_id = new_id()
    op = pc.person() | {"t": "attachment", "op_id": op_id, "g": op_id, "id": new_id()}
    op["f"] = {"content": {"sha": SHA, "size_bytes": len(PHOTO), "mime": "image/jpeg"}}
    assert pc.push(op)["results"][0]["outcome"] == "applied"


def patch(pc: Pc, at: int) -> int:
    piece = PHOTO[at : at + MIB]
    headers = {"Upload-Offset": str(at), "Upload-Length": str(len(PHOTO))}
    headers["Chunk-SHA256"] = hashlib.sha256(piece).hexdigest()
    answer = pc.raw("PATCH", pc.of(f"blobs/{SHA}"), piece, **headers)
    assert (answer.status, answer.body) == (204, b"")
    return int(answer.headers["Upload-Offset"])


def at_server(pc: Pc, server: Server) -> Pc:
    """The same PC, calling another process."""
    pc.house.server = pc.house.service = server  # type: ignore[attr-defined]
    return pc


def test_an_upload_goes_on_after_the_server_was_killed(place: Path) -> None:
    server = Server(place)
    house = RemoteHouse(server, CID)
    pc = house.pc()
    named(pc)
    assert patch(pc, 0) == MIB
    server.kill()
    with serving(place) as again:
        at_server(pc, again)
        told = pc.raw("HEAD", pc.of(f"blobs/{SHA}"))
        assert (told.status, told.headers["Upload-Offset"], told.body) == (200, str(MIB), b"")
        at = MIB
        while at < len(PHOTO):
            at = patch(pc, at)
        whole = pc.raw("GET", pc.of(f"blobs/{SHA}"))
        assert (whole.status, whole.body) == (200, PHOTO)
        rest = pc.raw("GET", pc.of(f"blobs/{SHA}"), Range=f"bytes={MIB + 5}-")
        assert (rest.status, rest.body) == (206, PHOTO[MIB + 5 :])
        assert pc.raw("GET", pc.of(f"blobs/{'0' * 64}")).status == 404
        assert run("admin", "sweep", "--data", str(place)) == ""
        assert SHA not in server.log.read_text(encoding="utf-8")
    kept = [path for path in (place / "blobs").rglob("*") if path.is_file()]
    assert len(kept) == 3
    assert not any(PHOTO[at : at + 20] in path.read_bytes() for path in kept for at in range(0, len(PHOTO), 65_537))


def test_attachments_lie_where_the_operator_says(place: Path) -> None:
    elsewhere = place.parent / "papers"
    with serving(place, "--blobs", str(elsewhere)) as server:
        pc = RemoteHouse(server, CID).pc()
        named(pc)
        patch(pc, 0)
    assert not (place / "blobs").exists()
    assert len([path for path in elsewhere.rglob("*") if path.is_file()]) == 1
    assert "附件存放处" in run("serve", "--data", str(place), "--blobs", "ftp://x/y", code=2)
