"""Bytes by their hash: kept encrypted, read back whole, given up by rule."""

from __future__ import annotations

import hashlib
import os
from datetime import UTC, datetime, timedelta

import pytest

from ledger import clock
from storage.attachments.blobs import MOST_SMALL, PIECE_BYTES
from storage.attachments.transfers import FIRST_WAIT_MS, LONGEST_WAIT_MS
from storage.errors import BytesDamaged, BytesNotHere, StoreSealed
from storage.store import Store
from tests.storage.stores import PASSWORD, files_of, new_store

PLANTED = b"\xff\xd8\xff\xe0 planted photograph of a resident " + bytes(range(256)) * 3000


class Days:
    """A clock that a test moves on."""

    def __init__(self) -> None:
        self.day = 0

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 4, tzinfo=UTC) + timedelta(days=self.day)


def sha_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("size", [1, MOST_SMALL, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES - 7])
def test_what_is_kept_is_read_back(store: Store, size: int) -> None:
    content = os.urandom(size)
    with store.attached.blobs() as blobs:
        sha = blobs.put(content)
        assert sha == sha_of(content)
        assert blobs.put(content) == sha  # the same twice is one
        assert blobs.read(sha) == content
        assert blobs.total() == size
        assert blobs.held([sha])[sha].is_whole


def test_a_store_without_attachments_has_no_file_for_them(store: Store) -> None:
    assert not store.attached.stands
    assert "attachments.db" not in files_of(store.folder)


def test_no_file_of_the_store_holds_the_bytes(store: Store) -> None:
    with store.attached.blobs() as blobs:
        blobs.put(PLANTED)
    marks = [PLANTED[i : i + 24] for i in range(0, 4000, 240)]
    assert not any(mark in content for content in files_of(store.folder).values() for mark in marks)
    store.close()
    kept = files_of(store.folder)
    assert len(kept["attachments.db"]) > len(PLANTED)
    assert not any(mark in content for content in kept.values() for mark in marks)


def test_what_is_not_here_or_damaged_is_not_handed_out(store: Store) -> None:
    with store.attached.blobs() as blobs:
        sha = blobs.put(PLANTED)
        with pytest.raises(BytesNotHere):
            blobs.read(sha_of(b"another"))
        blobs.connection.run("UPDATE piece SET bytes = zeroblob(length(bytes)) WHERE start = 0")
        with pytest.raises(BytesDamaged):
            blobs.read(sha)
        assert blobs.damaged() == [sha]


def test_a_sealed_store_shuts_its_attachments(store: Store) -> None:
    with store.attached.blobs() as blobs:
        sha = blobs.put(PLANTED)
    assert store.seal()
    with pytest.raises(StoreSealed), store.attached.blobs():
        pass
    store.unseal("admin", PASSWORD)
    with store.attached.blobs() as blobs:
        assert blobs.read(sha) == PLANTED


def test_who_looks_at_attachments_keeps_the_store_from_being_sealed(store: Store) -> None:
    import threading

    answers: list[bool] = []
    with store.attached.blobs():
        other = threading.Thread(target=lambda: answers.append(store.seal()))
        other.start()
        other.join()
    assert answers == [False]
    assert not store.is_sealed


def test_the_quota_takes_the_longest_unused_and_nothing_that_only_this_pc_has(store: Store) -> None:
    days = Days()
    old, used, mine, small = os.urandom(90_000), os.urandom(90_001), os.urandom(90_002), os.urandom(1_000)
    with clock.use(days), store.attached.blobs() as blobs, store.attached.transfers() as transfers:
        shas = [blobs.put(content) for content in (old, used, mine, small)]
        transfers.arrived([shas[0], shas[1], shas[3]])
        days.day = 3
        blobs.read(shas[1])
        assert blobs.make_room(400_000) == 0
        assert blobs.make_room(200_000) == 90_000
        held = blobs.held(shas)
        assert [held[sha].is_whole for sha in shas] == [False, True, True, True]
        assert blobs.make_room(0) == 90_001  # mine has not gone up, the small one stays
        held = blobs.held(shas)
        assert [held[sha].is_whole for sha in shas] == [False, False, True, True]
        with pytest.raises(BytesNotHere):
            blobs.read(shas[0])


def test_a_pinned_original_stays(store: Store) -> None:
    with store.attached.blobs() as blobs, store.attached.transfers() as transfers:
        sha = blobs.put(PLANTED)
        transfers.arrived([sha])
        blobs.pin(sha)
        assert blobs.make_room(0) == 0
        blobs.pin(sha, is_pinned=False)
        assert blobs.make_room(0) == len(PLANTED)


def test_room_that_is_given_up_goes_back_to_the_disk(store: Store) -> None:
    with store.attached.blobs() as blobs, store.attached.transfers() as transfers:
        sha = blobs.put(os.urandom(4_000_000))
        transfers.arrived([sha])
        assert blobs.make_room(0) == 4_000_000
    store.close()
    assert (store.folder / "attachments.db").stat().st_size < 200_000


def test_what_no_record_names_is_swept_after_a_day(store: Store) -> None:
    days = Days()
    with clock.use(days), store.attached.blobs() as blobs:
        named, orphan = blobs.put(b"named"), blobs.put(b"orphan")
        assert blobs.sweep([named]) == 0  # its record may be on the way
        days.day = 2
        fresh = blobs.put(b"fresh")
        assert blobs.sweep([named]) == 1
        assert set(blobs.held([named, orphan, fresh])) == {named, fresh}


def test_bytes_that_come_down_in_any_pieces_are_whole_at_the_end(store: Store) -> None:
    sha = sha_of(PLANTED)
    with store.attached.transfers() as transfers:
        transfers.want({sha: len(PLANTED)})
        at = 0
        for step in (1, 7, 65_536, 300_000, len(PLANTED)):
            piece = PLANTED[at : at + step]
            assert transfers.append(sha, at, piece) is (at + len(piece) == len(PLANTED))
            at += len(piece)
            if at < len(PLANTED):
                (wanted,) = transfers.downloads(0, 9, small=False)
                assert (wanted.have, wanted.size) == (at, len(PLANTED))
        assert transfers.downloads(0, 9, small=False) == []
        assert transfers.remaining().down == 0
        # the pieces lie otherwise than they were cut when they came, and go out at any byte
        assert transfers.content(sha, 70_000, 400_000) == PLANTED[70_000:470_000]
    with store.attached.blobs() as blobs:
        assert blobs.read(sha) == PLANTED
        assert blobs.held([sha])[sha].is_in_cloud


def test_bytes_that_are_not_those_of_the_hash_are_dropped(store: Store) -> None:
    sha = sha_of(b"right")
    with store.attached.transfers() as transfers, store.attached.blobs() as blobs:
        transfers.want({sha: 5})
        with pytest.raises(BytesDamaged):
            transfers.append(sha, 0, b"wrong")
        with pytest.raises(BytesNotHere):
            blobs.read(sha)
        assert [one.have for one in transfers.downloads(0, 9, small=True)] == [0]
        assert transfers.append(sha, 0, b"right")


def test_pieces_that_do_not_follow_are_refused(store: Store) -> None:
    sha = sha_of(PLANTED)
    with store.attached.transfers() as transfers:
        transfers.want({sha: len(PLANTED)})
        transfers.append(sha, 0, PLANTED[:100])
        for start, piece in ((0, PLANTED[:100]), (101, PLANTED[101:200]), (100, b""), (100, PLANTED)):
            with pytest.raises(ValueError, match="are here"):
                transfers.append(sha, start, piece)
        assert transfers.downloads(0, 9, small=False)[0].have == 100


def test_a_blob_that_fails_waits_longer_each_time_and_no_longer_than_six_hours(store: Store) -> None:
    with store.attached.blobs() as blobs:
        sha = blobs.put(PLANTED)
    with store.attached.transfers() as transfers:
        now, waits = 1_000_000, list[int]()
        for _ in range(14):
            transfers.failed(sha, now, "lost")
            wait = next(one for one in range(0, LONGEST_WAIT_MS + 1, FIRST_WAIT_MS) if transfers.uploads(now + one, 1))
            waits.append(wait)
        assert waits[:4] == [FIRST_WAIT_MS, 2 * FIRST_WAIT_MS, 4 * FIRST_WAIT_MS, 8 * FIRST_WAIT_MS]
        assert waits[-1] == LONGEST_WAIT_MS
        assert not transfers.uploads(now, 1)
        transfers.reached(sha, 1000)  # progress
        (up,) = transfers.uploads(now, 1)
        assert (up.offset, up.size) == (1000, len(PLANTED))
        transfers.failed(sha, now, "lost")
        transfers.hurry()
        assert transfers.uploads(now, 1)
        transfers.arrived([sha])
        assert transfers.remaining().up == 0
        transfers.lost_in_cloud([sha])
        assert transfers.uploads(now, 1)[0].offset == 0


def test_a_file_of_another_store_is_told(store: Store, tmp_path_factory: pytest.TempPathFactory) -> None:
    from storage.errors import ForeignFile

    other = new_store(tmp_path_factory.mktemp("other") / "store")
    with other.attached.blobs() as blobs:
        blobs.put(PLANTED)
    other.close()
    (store.folder / "attachments.db").write_bytes((other.folder / "attachments.db").read_bytes())
    with pytest.raises(ForeignFile), store.attached.blobs():
        pass
    with store.reader() as reader:  # the ledger goes on
        assert reader.last_action() == 0
