"""What a PC knows of itself and of the cloud, read and kept: device, address, history, clock."""

from __future__ import annotations

from collections.abc import Callable

from storage import state
from storage.database import Connection
from storage.store import Store
from storage.syncing import cloud_state, outbox, stage
from sync.facts import Enrolment, Facts
from sync.protocol import Json, Lineage, lineage_text, read_lineage


class LocalFacts:
    """The facts of one open store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def store(self) -> Store:
        """The store itself, for what travels beside its records."""
        return self._store

    def facts(self) -> Facts:
        """Everything a round needs to know before it begins."""
        with self._store.whole_reader() as reader, reader.snapshot():
            return self._facts(reader.connection)

    def _facts(self, connection: Connection) -> Facts:
        pages = stage.pages(connection)
        cursor = cloud_state.text(connection, cloud_state.CURSOR)
        return Facts(
            committee=self._store.committee_code,
            device=cloud_state.text(connection, cloud_state.DEVICE),
            gen=state.number(connection, "gen"),
            url=cloud_state.text(connection, cloud_state.URL),
            ca=cloud_state.text(connection, cloud_state.CA),
            lineage=read_lineage(cloud_state.text(connection, cloud_state.LINEAGE)),
            cursor=cursor,
            seq=state.number(connection, cloud_state.SEQ),
            pull_from=pages[-1].cursor if pages else cursor,
            staged=sum(page.count for page in pages),
            is_partial=bool(state.number(connection, cloud_state.PARTIAL)),
            is_resync=bool(state.number(connection, cloud_state.RESYNC)),
            schema=state.number(connection, cloud_state.SCHEMA),
            clock_offset_ms=state.number(connection, cloud_state.OFFSET),
            server_ms=state.number(connection, cloud_state.SERVER_MS),
        )

    def put_device_key(self, private: bytes) -> None:
        """Keep the device's private key (PKCS 8, DER), before the cloud is asked for a name with its public part."""
        self._store.keep(lambda connection: state.put(connection, cloud_state.DEVICE_KEY, private))

    def device_key(self) -> bytes | None:
        """The device's private key."""
        with self._store.whole_reader() as reader:
            return cloud_state.blob(reader.connection, cloud_state.DEVICE_KEY)

    def enrol(self, enrolment: Enrolment) -> None:
        """The cloud knows this PC; its operations are numbered in the cloud's generation from 1 on."""

        def write(connection: Connection) -> None:
            state.put(connection, cloud_state.DEVICE, enrolment.device)
            state.put(connection, cloud_state.URL, enrolment.url)
            state.put(connection, cloud_state.CA, enrolment.ca)
            outbox.renumber(connection, enrolment.gen)

        self._store.keep(write)

    def leave(self) -> None:
        """Forget device, key and address; ledgers, outbox and cursor stay (a PC that is to be enrolled again)."""

        def write(connection: Connection) -> None:
            state.put(connection, cloud_state.DEVICE, None)
            cloud_state.forget(connection, cloud_state.DEVICE_KEY, cloud_state.URL, cloud_state.CA)

        self._store.keep(write)

    def put_lineage(self, lineage: Lineage) -> None:
        """The cloud's history as it told it, where nothing of it is in doubt (first contact, or it only grew)."""
        self._store.keep(lambda connection: state.put(connection, cloud_state.LINEAGE, lineage_text(lineage)))

    def note_clock(self, offset_ms: int, server_ms: int) -> int:
        """One more measurement of the clock; answers the offset in force, the median of the last five."""
        return self._kept(lambda connection: cloud_state.note_offset(connection, offset_ms, server_ms))

    def value(self, name: str) -> Json:
        """A fact of the engine's own (the last round, paused until …), any JSON value; None when never set."""
        with self._store.whole_reader() as reader:
            return cloud_state.value(reader.connection, name)

    def put_value(self, name: str, value: Json) -> None:
        """Keep a fact of the engine's own; None removes it."""
        self._store.keep(lambda connection: cloud_state.put_value(connection, name, value))

    def _kept(self, change: Callable[[Connection], int]) -> int:
        """As `Store.keep`, with an answer."""
        told = list[int]()
        self._store.keep(lambda connection: told.append(change(connection)))
        return told[0]
