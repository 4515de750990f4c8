"""The cloud's store over PostgreSQL: turns that hold a committee's row, snapshots, and what goes wrong there."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import Connection, IsolationLevel
from psycopg.types.json import set_json_loads
from psycopg.types.string import TextLoader
from psycopg_pool import ConnectionPool, PoolTimeout

from cloud.postgres import rows, statements, whole
from cloud.postgres.views import PostgresLook, PostgresTurn
from cloud.records import Record, Signed
from cloud.store import Again, Busy, CommitteeUnknown, Unreachable
from sync.protocol import Json, dump

PATIENCE_S: Final = 5
"""How long a request waits for the committee's row, and for a connection, before it is told to come again."""
LONGEST_STATEMENT_S: Final = 60


class PostgresStore:
    """`cloud.store.CloudStore` with a pool of connections; for many threads."""

    def __init__(
        self, dsn: str, *, connections: int = 8, patience_s: float = PATIENCE_S, connect_s: float = PATIENCE_S
    ) -> None:
        self._patience_s = patience_s
        self._pool = ConnectionPool(
            dsn,
            min_size=1,
            max_size=connections,
            open=False,
            timeout=connect_s,
            reconnect_timeout=connect_s,  # then the next request tries at once: who waits longer each time is late
            configure=self._prepare,
            check=ConnectionPool.check_connection,
            kwargs={"autocommit": True},
        )
        self._pool.open()

    @contextmanager
    def turn(self, cid: str) -> Iterator[PostgresTurn]:
        """Take the committee's turn; raises CommitteeUnknown, Busy."""
        with self._transaction(IsolationLevel.READ_COMMITTED, read_only=False) as connection:
            row = connection.execute(statements.HEAD_HELD, {"cid": cid}).fetchone()
            if row is None:
                raise CommitteeUnknown
            yield PostgresTurn(connection, cid, rows.head(row))

    @contextmanager
    def look(self, cid: str) -> Iterator[PostgresLook]:
        """A snapshot of the committee; raises CommitteeUnknown."""
        with self._transaction(IsolationLevel.REPEATABLE_READ, read_only=True) as connection:
            row = connection.execute(statements.HEAD, {"cid": cid}).fetchone()
            if row is None:
                raise CommitteeUnknown
            yield PostgresLook(connection, cid, rows.head(row))

    def add_committee(self, cid: str, name: str, epoch: str) -> None:
        """Begin to keep a committee; one that is kept already stays as it is, with the new name."""
        values = {"cid": cid, "name": name, "epoch": epoch, "lineage": dump([[epoch, 0]])}
        with self._transaction(IsolationLevel.READ_COMMITTED, read_only=False) as connection:
            connection.execute(statements.ADD_COMMITTEE, values)

    def committees(self) -> Mapping[str, str]:
        """Code and name of every committee."""
        with self._transaction(IsolationLevel.REPEATABLE_READ, read_only=True) as connection:
            return dict(connection.execute(whole.COMMITTEES).fetchall())

    def signed(self, notices: Sequence[str], committees: Sequence[str]) -> Mapping[str, Signed]:
        """What of these notices came of these committees."""
        asked = {"notices": list(notices), "committees": list(committees)}
        with self._transaction(IsolationLevel.REPEATABLE_READ, read_only=True) as connection:
            found = connection.execute(whole.SIGNED, asked).fetchall()
        return dict.fromkeys(notices, Signed()) | {one: Signed(*counts) for one, *counts in found}

    def questions(self, committees: Sequence[str]) -> Mapping[str, Sequence[Record]]:
        """The live questions of those of these committees that have any."""
        by_committee: defaultdict[str, list[Record]] = defaultdict(list)
        with self._transaction(IsolationLevel.REPEATABLE_READ, read_only=True) as connection:
            for cid, *row in connection.execute(whole.QUESTIONS, {"committees": list(committees)}).fetchall():
                by_committee[cid].append(rows.record(row))
        return by_committee

    def is_answering(self) -> bool:
        """Whether the database answers now."""
        try:
            with self._pool.connection() as connection:
                connection.execute(whole.ANSWER)
        except (psycopg.Error, PoolTimeout):
            return False
        return True

    def connections(self) -> Mapping[str, int]:
        """The pool's own counts."""
        return self._pool.get_stats()

    def close(self) -> None:
        """Let go of connections."""
        self._pool.close()

    @contextmanager
    def _transaction(self, level: IsolationLevel, *, read_only: bool) -> Iterator[Connection]:
        with _told_as_ours(), self._pool.connection() as connection:
            if connection.isolation_level is not level:
                connection.isolation_level, connection.read_only = level, read_only
            with connection.transaction():
                yield connection

    def _prepare(self, connection: Connection) -> None:
        """Ids as text, and bounds to every wait, for a new connection."""
        connection.adapters.register_loader("uuid", TextLoader)
        set_json_loads(_read_json, connection)
        for wait, longest_s in (
            ("lock_timeout", self._patience_s),
            ("statement_timeout", LONGEST_STATEMENT_S),
            ("idle_in_transaction_session_timeout", LONGEST_STATEMENT_S),
        ):
            connection.execute(whole.SET, (wait, f"{int(longest_s * 1000)}ms"))


def _read_json(told: str | bytes) -> Json:
    """JSON as the database sends it: never in another encoding, which `json.loads` would find out for each value."""
    return json.loads(told if isinstance(told, str) else told.decode())


@contextmanager
def _told_as_ours() -> Iterator[None]:
    try:
        yield
    except psycopg.errors.LockNotAvailable as error:
        raise Busy from error
    except (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected) as error:
        raise Again from error
    except (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout) as error:
        raise Unreachable from error
