"""What an operator has done once a day: attachments nobody needs go, what is older than 400 days is forgotten."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager

from cloud import retention
from cloud.blobs import sweeping
from cloud.means import Means
from cloud.operating import DataFolderNeeded

Add = Callable[
    ["argparse._SubParsersAction[argparse.ArgumentParser]", str, Callable[[argparse.Namespace], None], str],
    argparse.ArgumentParser,
]
Say = Callable[[str], None]


def add(
    admin: argparse._SubParsersAction[argparse.ArgumentParser],
    add_command: Add,
    means_of: Callable[[argparse.Namespace], AbstractContextManager[Means]],
    say: Say,
) -> None:
    """Add `admin sweep`."""

    def sweep(chosen: argparse.Namespace) -> None:
        if not chosen.data:
            raise DataFolderNeeded  # without the server's keys and folder no place is known
        with means_of(chosen) as means:
            sweep_all(means, say)

    told = "每天一次：清理没传完的、没有登记的附件，忘掉 400 天前删除的和处理过的"
    add_command(admin, "sweep", sweep, told)


def sweep_all(means: Means, say: Say) -> None:
    """Every committee in turn; of one where something went a line: uploads, blobs, pieces, removed rows, decisions."""
    for cid in means.store.committees():
        swept, forgotten = sweeping.sweep(means, cid), retention.forget(means, cid)
        counts = (swept.uploads, swept.blobs, swept.pieces, forgotten.removed, forgotten.decisions)
        if any(counts):
            say("\t".join((cid, *map(str, counts))))
