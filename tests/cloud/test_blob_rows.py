"""What the cloud keeps of blobs and who names them, on every database."""

from __future__ import annotations

from cloud import attached
from cloud.postgres import statements
from cloud.records import Blob, Piece, Record, Written
from cloud.store import CloudStore
from ledger import catalog
from tests.cloud.callers import new_cid
from tests.cloud.written import a_record, write

SHAS = [f"{n:064x}" for n in range(9)]


WHOLE = Blob(SHAS[0], 7, (Piece(0, 4, "a"), Piece(4, 3, "b")), is_whole=True, touched="2026-11-21T01:30:00.120Z")


def test_a_blob_comes_back_is_replaced_and_goes(store: CloudStore, cid: str) -> None:
    begun = Blob(SHAS[1], 9_000_000_000)
    with store.turn(cid) as turn:
        turn.put_blob(WHOLE)
        turn.put_blob(begun)
    with store.look(cid) as look:
        assert look.blobs(SHAS[:3]) == {SHAS[0]: WHOLE, SHAS[1]: begun}
        assert look.blobs([]) == {}
        assert list(look.all_blobs()) == [WHOLE, begun]
        assert (WHOLE.offset, begun.offset) == (7, 0)
    with store.turn(cid) as turn:
        turn.put_blob(Blob(SHAS[1], 5, unnamed_since="2026-11-21T01:30:00.120Z"))
        turn.drop_blob(SHAS[0])
        turn.drop_blob(SHAS[5])
    with store.look(cid) as look:
        assert [(one.sha, one.size) for one in look.all_blobs()] == [(SHAS[1], 5)]


def test_blobs_are_a_committees_own(store: CloudStore, cid: str) -> None:
    other = new_cid()
    store.add_committee(other, "别处", "e-1")
    with store.turn(cid) as turn:
        turn.put_blob(WHOLE)
    write(store, cid, Written(records=_kept(an_attachment(1, SHAS[0], SHAS[1])), seq=1))
    with store.look(other) as look:
        assert look.blobs(SHAS) == {}
        assert look.named_blobs(SHAS) == frozenset()


def an_attachment(rv: int, sha: str, thumb: str | None, *, life: int = 1) -> Record:
    return a_record(rv, type_="attachment", life=life, content={"sha": sha, "thumb": thumb, "size_bytes": 7})


def _kept(*several: Record) -> dict[tuple[str, str], Record | None]:
    return {one.key: one for one in several}


def test_a_live_record_names_its_blobs(store: CloudStore, cid: str) -> None:
    gone = an_attachment(2, SHAS[2], SHAS[3], life=2)
    person = a_record(3, photo=SHAS[4])
    bare = a_record(4, name="李四")
    records = _kept(an_attachment(1, SHAS[0], SHAS[1]), gone, person, bare, an_attachment(5, SHAS[0], None))
    write(store, cid, Written(records=records, seq=5))
    with store.look(cid) as look:
        assert look.named_blobs(SHAS) == {SHAS[0], SHAS[1], SHAS[4]}
        assert look.named_blobs([SHAS[1], SHAS[8]]) == {SHAS[1]}
        assert look.named_blobs([]) == frozenset()


def test_the_statement_asks_for_every_field_that_names_a_blob() -> None:
    for ledger in catalog.EVERY:
        for group, field, is_alone in attached.fields(ledger.name):
            path = f"f->>'{group}'" if is_alone else f"f->'{group}'->>'{field}'"
            asked = f"select {path} from rec where cid = %(cid)s and type = '{ledger.name}'"  # noqa: S608 - catalog
            assert asked in statements.NAMED_BLOBS
    several = sum(len(attached.fields(ledger.name)) for ledger in catalog.EVERY)
    assert statements.NAMED_BLOBS.count("select") == several
