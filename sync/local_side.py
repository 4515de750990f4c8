"""A PC's side of the exchange with the cloud: the store as a round sees it. One method is one local transaction.

Whatever a kill cuts off, the next round goes on from what was committed: operations that were sent are sent again
(the cloud knows them), pages that were staged are applied, an apply begins anew or after its last chunk. The order of
calls in a round, the network and the clock are `round.py`'s; SQL is `storage.syncing`'s.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import cast

from ledger import ids
from storage import state
from storage.syncing import cloud_state, drift, outbox, stage
from sync import applying, histories, lifting, outgoing
from sync.applying import Applied
from sync.copies import check
from sync.facts import Batch, Enrolment, Facts, Received, Waiting
from sync.histories import SweepTooLarge
from sync.local_news import LocalNews
from sync.protocol import (
    MOST_OPERATIONS,
    MOST_PUSH_BYTES,
    SCHEMA,
    Json,
    Lineage,
    Malformed,
    bucket,
    digest,
)

__all__ = ["Applied", "Batch", "Enrolment", "Facts", "LocalSide", "Received", "SweepTooLarge", "Waiting"]


class LocalSide(LocalNews):
    """The data of one open store for the exchange with the cloud."""

    # -- push

    def people(self, logins: Collection[str]) -> dict[str, dict[str, str]]:
        """Who stands behind these logins of this PC, as the cloud is told."""
        found = (one for one in self._store.accounts() if one.login in logins)
        return {one.login: {"name": one.name, "post": one.post or ""} for one in found}

    def take(self, most_operations: int = MOST_OPERATIONS, most_bytes: int = MOST_PUSH_BYTES) -> Batch:
        """T1: the next operations, whole groups only, marked as sent; also what was sent before and not answered.

        At least one group is taken, whatever its size.
        """
        with self._store.whole_reader() as reader:
            if outbox.is_empty(reader.connection):
                return Batch(state.number(reader.connection, "gen"), state.number(reader.connection, "next_n"), ())
        taken = list[Batch]()
        self._store.keep(lambda connection: taken.append(outgoing.take(connection, most_operations, most_bytes)))
        return taken[0]

    def receive(self, batch: Batch, answer: Mapping[str, Json]) -> Received:
        """T2: note what the cloud decided on a batch.

        Refused operations become dead letters, and their records read as if they had never been.

        Raises:
            Malformed: the answer does not fit the batch; nothing was noted.
        """
        return self._store.land(lambda connection: outgoing.receive(connection, batch, answer))

    def set_aside(self, op_ids: Iterable[str], reason: str) -> int:
        """Take operations that the cloud cannot even read (`client_bug`, `too_large`) out of the outbox.

        With their groups; they are dead letters without a decision, and those behind them move up: number `n` is the
        next one's. Answers how many went.
        """
        return self._store.land(lambda connection: outgoing.set_aside(connection, op_ids, reason))

    # -- pull

    def stage(self, answer: Mapping[str, Json]) -> int:
        """T3: keep a page and the cursor behind it; answers how many changes it has. Raises Malformed.

        Nothing is written where there is nothing new.
        """
        changes = [check(one) for one in cast("list[Json]", answer.get("changes"))]
        cursor, seq, more = answer.get("next"), answer.get("seq"), answer.get("more")
        if not isinstance(cursor, str) or not isinstance(seq, int) or not isinstance(more, bool):
            raise Malformed("page")
        facts = self.facts()
        if changes or more or facts.staged or facts.is_partial or facts.pull_from != cursor or facts.seq != seq:
            self._store.keep(lambda connection: stage.put(connection, changes, cursor, seq, is_last=not more))
        return len(changes)

    def apply(self) -> Applied:
        """T4: bring what is staged into the ledgers, in one transaction, or some pages of it where much is staged.

        Call again while `more`. Nothing staged: covered operations leave the overlay all the same.
        """
        with self._store.whole_reader() as reader:
            connection = reader.connection
            if not stage.pages(connection) and not outbox.is_covered(connection):
                return Applied()
        return self._store.land(applying.apply)

    def apply_all(self) -> Applied:
        """`apply` until nothing is left; the sum."""
        done = self.apply()
        while done.more:
            done = done.plus(self.apply())
        return done

    # -- when counters or histories part

    def new_generation(self, gen: int, after: int | None = None) -> int:
        """Number what waits from 1 in a new generation, in its order, with its `op_id`s; answers how many wait.

        With `after`, operations that the cloud decided beyond that number wait again.
        """
        return self._store.land(lambda connection: histories.new_generation(connection, gen, after))

    def beyond(self, divergence: int) -> Mapping[str, Sequence[str]]:
        """Ids by type of the records here whose copy is newer than a number: what `epoch_changed` needs fetched."""
        with self._store.whole_reader() as reader, reader.snapshot():
            return histories.beyond(reader.connection, divergence)

    def epoch_changed(
        self,
        lineage: Lineage,
        divergence: int,
        gen: int,
        refetched: Iterable[Mapping[str, Json]],
        absent: Mapping[str, Iterable[str]],
    ) -> int:
        """The cloud was restored, and everything beyond `divergence` is another history. Answers how many wait.

        Operations decided beyond it wait again, the cursor goes back to the last checkpoint at or before it, records
        beyond it become what the cloud has now (`refetched`: change objects; `absent`: ids by type that it has not).
        """
        told = lineage, divergence, gen
        return self._store.land(lambda connection: histories.epoch_changed(connection, told, refetched, absent))

    def begin_resync(self) -> None:
        """Pull everything anew: cursor to the beginning, stage emptied; nothing leaves the ledgers before `sweep`."""
        self._store.keep(histories.begin_resync)

    def sweep(self, *, allow_large: bool = False) -> int:
        """After the last page of a resync: drop the rows that the cloud did not send, but for those with an overlay.

        Removed ones go too, from the recycle bin: an erasure order may have been missed. Answers how many went.

        Raises:
            SweepTooLarge: more than 50 live rows and a tenth of a type would go; nothing went.
        """
        return self._store.land(lambda connection: histories.sweep(connection, allow_large=allow_large))

    def lift(self) -> int:
        """Take in what a newer version knows of records that came earlier: fields in `ext`, ledgers kept raw.

        Does nothing when the records were pulled with this version's schema. Answers how many records changed.
        """
        with self._store.whole_reader() as reader:
            if state.number(reader.connection, cloud_state.SCHEMA) == SCHEMA:
                return 0
        return self._store.land(lifting.lift)

    # -- drift

    def digest(self, types: Sequence[str] | None = None) -> dict[str, tuple[int, str]]:
        """By type: how many live records there are, and the hash of their copies; of all known types, or of these."""
        with self._store.whole_reader() as reader, reader.snapshot():
            connection = reader.connection
            asked = drift.types(connection) if types is None else types
            return {type_: digest(drift.marks(connection, type_)) for type_ in asked}

    def buckets(self, type_: str) -> dict[int, tuple[int, str]]:
        """The same of one type by bucket, empty ones left out."""
        marks: dict[int, list[drift.Mark]] = {}
        with self._store.whole_reader() as reader, reader.snapshot():
            for mark in drift.marks(reader.connection, type_):
                marks.setdefault(bucket(mark[0]), []).append(mark)
        found = {number: digest(several) for number, several in marks.items()}
        return {number: told for number, told in found.items() if told[0]}

    def ids_in(self, type_: str, buckets: Iterable[int]) -> list[str]:
        """Ids of the live records in these buckets."""
        asked = set(buckets)
        with self._store.whole_reader() as reader, reader.snapshot():
            marks = drift.marks(reader.connection, type_)
            return [ids.to_text(one) for one, _, life in marks if life % 2 and bucket(one) in asked]

    def repair(self, type_: str, records: Iterable[Mapping[str, Json]], absent: Iterable[str]) -> int:
        """Take these copies as they are (change objects) and let go of what the cloud has not.

        Answers how many rows changed.
        """
        gone = list(absent)
        return self._store.land(lambda connection: histories.repair(connection, type_, records, gone))
