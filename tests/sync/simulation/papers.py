"""Attachments in a simulated world: bytes are kept, then their record; others see a small picture and open it whole."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ledger import catalog
from storage.errors import BytesNotHere

if TYPE_CHECKING:
    from tests.sync.simulation.pc import SimulatedPc

ATTACHMENT, PERSON = catalog.named("attachment"), catalog.named("person")
_SIZES = (700, 9_000, 40_000)


def content(number: int) -> bytes:
    """One of a few papers; the same one is scanned at several PCs."""
    return f"paper {number} ".encode() * (_SIZES[number % 3] // 8)


def attach(pc: SimulatedPc) -> None:
    person, number = pc._any(PERSON), pc._chance.randrange(6)
    if person is None:
        return
    whole, small = content(number), content(number)[:200]
    with pc.store.attached.blobs() as blobs:
        sha, thumb = blobs.put(whole), blobs.put(small)
    if pc._live(ATTACHMENT, person_uid=person, sha=sha):
        return
    said = {"sha": sha, "thumb": thumb, "size_bytes": len(whole), "mime": "image/jpeg"}
    pc._create(ATTACHMENT, {"person_uid": person, **said})


def caption(pc: SimulatedPc) -> None:
    paper = pc._any(ATTACHMENT)
    if paper:
        pc._patch(ATTACHMENT, paper, caption=pc._text())


def detach(pc: SimulatedPc) -> None:
    paper = pc._any(ATTACHMENT)
    if paper:
        pc._delete(ATTACHMENT, paper)


def look_at(pc: SimulatedPc) -> None:
    """Somebody opens the whole: it is to come down."""
    paper = pc._any(ATTACHMENT)
    if paper:
        _want(pc, [paper])


def _want(pc: SimulatedPc, papers: list[bytes]) -> None:
    with pc.store.reader() as reader:
        rows = reader.get_many(ATTACHMENT, papers)
    with pc.store.attached.transfers() as transfers:
        transfers.want({str(row["sha"]): int(str(row["size_bytes"])) for row in rows.values()})


def want_all(pc: SimulatedPc) -> None:
    """Somebody opens everything."""
    with pc.store.reader() as reader:
        papers = [row[0] for row in reader.scan(ATTACHMENT, ())]
    _want(pc, papers)  # type: ignore[arg-type]


def lacking(pc: SimulatedPc) -> list[str]:
    """Hashes that the PC's live records name and whose bytes are not here whole."""
    with pc.store.reader() as reader:
        named = [str(sha) for row in reader.scan(ATTACHMENT, ("sha", "thumb")) for sha in row[1:] if sha]
    found = []
    with pc.store.attached.blobs() as blobs:
        for sha in dict.fromkeys(named):
            try:
                assert hashlib.sha256(blobs.read(sha)).hexdigest() == sha
            except BytesNotHere:
                found.append(sha)
    return found
