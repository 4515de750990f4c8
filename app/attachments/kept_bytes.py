"""Bytes of attachments as this PC has them: what is here, the content of a record, and what is to come.

Whoever calls has asked for the right; nothing is entered here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import cast

from storage.attachments.blobs import Held
from storage.rows import Row
from storage.store import Store


def held(store: Store, shas: Iterable[str]) -> Mapping[str, Held]:
    """What is here of these blobs; nothing is made where the store has no attachments yet."""
    wanted = list(shas)
    if not wanted or not store.attached.stands:
        return {}
    with store.attached.blobs() as blobs:
        return blobs.held(wanted)


def is_here(store: Store, row: Row) -> bool:
    """Whether all of an attachment's original is here."""
    sha = str(row["sha"])
    one = held(store, [sha]).get(sha)
    return one is not None and one.is_whole


def want(store: Store, row: Row) -> None:
    """Note that the original is to come down with the next exchange; nothing where it is here."""
    with store.attached.transfers() as transfers:
        transfers.want({str(row["sha"]): cast("int", row["size_bytes"])})


def content(store: Store, row: Row) -> bytes:
    """The original that a record names; one that is not here is noted for the next exchange.

    Raises:
        BytesNotHere, BytesDamaged.
    """
    if not is_here(store, row):
        want(store, row)
    with store.attached.blobs() as blobs:
        return blobs.read(str(row["sha"]))
