"""What an account of some compounds can read at all: its connections see the rows of its compounds and no others.

Every ledger's table is hidden behind a view of the same name in the connection's temporary schema, which SQLite looks
into first. So no statement of this room has to think of areas, and none can forget them: lists, search, counts,
references, history and what is written next all come from these rows. Connections of whoever works for the whole
committee have no views and pay nothing.

To which compounds a record belongs: a place by the place above it; a person by where they live, by any other relation
to a home if they live nowhere, by former homes if there is no other; what a person or a home has goes with them; a
merchant by the compound's name or address in its own; a visit by the home, or by whom it was made to if it names none;
a row of a topic ledger by whom and what it names, one that names neither is the whole committee's;
an annual check by each of its compounds, what was found at a door by the home, a muster by the building.
What the street sends to a committee, and what comes of it, is of no compound and seen by all.
Activities are the whole committee's, of those who come to them each its own.
Photos and papers go with what they are attached to, objections with what they dispute.
What the account entered itself and belongs nowhere yet is seen by the account alone.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import cast

from typing_extensions import override

from ledger import catalog, clock
from ledger.definition import Ledger
from ledger.permissions import NOTICES
from storage.database import Connection, SqlRow
from storage.listing import tallies
from storage.listing.lists import Moment, moment_of
from storage.listing.paging import Pager
from storage.values import dump

_HINT = re.compile(r" (?:INDEXED BY \w+|NOT INDEXED)\b")  # of a table; a view has no indexes
_KEPT_PAGERS = 2

_PLACES = (
    "SELECT value FROM (SELECT unhex(value) AS value FROM json_each(?1)) WHERE value IN (SELECT id FROM main.compound)",
    "SELECT id FROM main.building WHERE compound_uid IN temp.inside",
    "SELECT id FROM main.unit WHERE building_uid IN temp.inside",
    "SELECT id FROM main.dwelling WHERE building_uid IN temp.inside",
)
# A relation to a home counts by how close it is: 4 living there now, 3 another one that goes on, 2 one that is over,
# 1 one that was removed. The closest decide; a person with homes in two areas belongs to both.
_PEOPLE = """WITH known AS (SELECT DISTINCT person_uid AS id FROM main.residence WHERE dwelling_uid IN temp.inside),
 stay AS (SELECT r.person_uid AS id, r.dwelling_uid IN temp.inside AS here, CASE WHEN NOT r.life & 1 THEN 1
  WHEN {lives} THEN 4 WHEN r.end_date IS NULL OR r.end_date > ?1 THEN 3 ELSE 2 END AS close
  FROM known k CROSS JOIN main.residence r ON r.person_uid = k.id)
 SELECT id FROM stay GROUP BY id HAVING max(close) = max(CASE WHEN here THEN close ELSE 0 END)""".replace(
    "{lives}", tallies.LIVES
)
_THEIRS = (
    "SELECT id FROM main.residence WHERE dwelling_uid IN temp.inside AND person_uid IN temp.inside",
    "SELECT id FROM main.household WHERE dwelling_uid IN temp.inside",
    "SELECT id FROM main.household WHERE dwelling_uid IS NULL AND head_person_uid IN temp.inside",
    "SELECT id FROM main.person_tag WHERE person_uid IN temp.inside",
    "SELECT id FROM main.topic_vehicle WHERE owner_person IN temp.inside OR dwelling_uid IN temp.inside",
    """SELECT m.id FROM main.topic_merchant m JOIN main.compound c ON c.id IN temp.inside
 AND (instr(m.address, c.name) OR instr(m.address, c.address))""",
    """SELECT v.id FROM main.visit v WHERE v.dwelling_uid IN temp.inside OR (v.dwelling_uid IS NULL AND EXISTS
 (SELECT 1 FROM main.visit_person p WHERE p.visit_uid = v.id AND p.person_uid IN temp.inside))""",
    "SELECT id FROM main.visit_person WHERE visit_uid IN temp.inside AND person_uid IN temp.inside",
    "SELECT id FROM main.activity",
    "SELECT id FROM main.activity_person WHERE person_uid IN temp.inside",
    "SELECT id FROM main.campaign_compound WHERE compound_uid IN temp.inside",
    "SELECT campaign_uid FROM main.campaign_compound WHERE compound_uid IN temp.inside AND campaign_uid IS NOT NULL",
    "SELECT id FROM main.campaign_check WHERE dwelling_uid IN temp.inside",
    "SELECT id FROM main.muster WHERE building_uid IN temp.inside",
    "SELECT id FROM main.muster_check WHERE muster_uid IN temp.inside AND person_uid IN temp.inside",
    """SELECT id FROM main.topic_row WHERE person_uid IN temp.inside OR dwelling_uid IN temp.inside
 OR building_uid IN temp.inside OR coalesce(person_uid, dwelling_uid, building_uid) IS NULL""",
    """SELECT id FROM main.topic_report WHERE topic_row_uid IN temp.inside OR vehicle_uid IN temp.inside
 OR merchant_uid IN temp.inside""",
    """SELECT id FROM main.objection WHERE person_uid IN temp.inside OR dwelling_uid IN temp.inside
 OR household_uid IN temp.inside OR residence_uid IN temp.inside OR tag_uid IN temp.inside
 OR vehicle_uid IN temp.inside OR merchant_uid IN temp.inside""",
)
_ORDERS = (
    "SELECT id FROM main.work_order WHERE building_uid IN temp.inside OR dwelling_uid IN temp.inside OR assignee = ?1",
    "SELECT id FROM main.work_order_event WHERE order_uid IN temp.inside",
)
_EVERYBODYS = ("duty", "order_process", "topic_definition", *NOTICES)
_ATTACHED = """SELECT id FROM main.attachment WHERE person_uid IN temp.inside OR dwelling_uid IN temp.inside
 OR building_uid IN temp.inside OR merchant_uid IN temp.inside OR activity_uid IN temp.inside
 OR visit_uid IN temp.inside OR order_uid IN temp.inside OR objection_uid IN temp.inside"""
# What is typed, no import; the plus keeps SQLite from making an index of all operations by their kind.
_OWN = """SELECT o.id FROM main.action a CROSS JOIN main.operation o
 ON o.lid BETWEEN a.first_lid AND a.first_lid + a.rows - 1
 WHERE a.user = ?1 AND a.rows BETWEEN 1 AND 100 AND +o.kind = 'create'"""
_NOWHERE = {
    "person": "NOT EXISTS (SELECT 1 FROM main.residence r WHERE r.person_uid = t.id)",
    "topic_vehicle": "t.owner_person IS NULL AND t.dwelling_uid IS NULL",
    "topic_merchant": "TRUE",
    "activity_person": "t.person_uid IS NULL",
    "work_order": "t.building_uid IS NULL AND t.dwelling_uid IS NULL",
}


_HELD_TO_ANOTHER = frozenset(("attachment", "objection"))
"""Ledgers whose records are hidden with what they are about."""


class BoundConnection(Connection):
    """A connection that reads through views; `version` tells whose rows it saw when it was last brought up to date."""

    is_bound = True
    operations = "main.operation"
    version = 0
    stamp: tuple[Moment, str] = (Moment(-1, -1), "")

    @classmethod
    def over(cls, plain: Connection) -> BoundConnection:
        """The same connection to the file, which is not to be used by its old name any more."""
        return cls(plain.path, plain._opened)

    @override
    def rows(self, sql: str, values: Sequence[object] = ()) -> list[SqlRow]:
        return super().rows(_HINT.sub("", sql), values)

    @override
    def row(self, sql: str, values: Sequence[object] = ()) -> SqlRow | None:
        return super().row(_HINT.sub("", sql), values)

    @override
    def stream(self, sql: str, values: Sequence[object] = (), *, chunk: int = 2000) -> Iterator[SqlRow]:
        return super().stream(_HINT.sub("", sql), values, chunk=chunk)


class Bounds:
    """The bounds of one account; used for all connections of its store.

    `area` are compounds, empty for the whole committee; `hidden` are ledgers of which nothing is seen.
    """

    def __init__(self, user: str, area: frozenset[bytes], hidden: frozenset[str] = frozenset()) -> None:
        self._user, self._area, self._hidden = user, area, hidden
        self._lock = threading.Lock()
        self._versions: dict[frozenset[bytes], int] = {}
        self._pagers: dict[int, Pager] = {}

    def bind(self, plain: Connection) -> BoundConnection:
        """The connection, behind views."""
        bound = BoundConnection.over(plain)
        with _writable(bound):
            bound.run("CREATE TEMP TABLE inside (id BLOB PRIMARY KEY) WITHOUT ROWID")
            for ledger in catalog.EVERY:
                seen = self._seen(ledger)
                bound.run(f"CREATE TEMP VIEW {ledger.name} AS SELECT * FROM main.{ledger.name} WHERE {seen}")  # noqa: S608 - catalog
            if self._area:
                bound.run("CREATE TEMP VIEW operation AS SELECT * FROM main.operation WHERE id IN temp.inside")
        return bound

    def _seen(self, ledger: Ledger) -> str:
        """Which rows of a ledger are seen; what is attached to something hidden is hidden with it."""
        if ledger.name in self._hidden:
            return "FALSE"
        inside = "id IN temp.inside" if self._area else "TRUE"
        if ledger.name not in _HELD_TO_ANOTHER:
            return inside
        kept = (f"{item.name} IS NULL" for item in ledger.references if item.target in self._hidden)
        return " AND ".join((inside, *kept))

    def renew(self, connection: BoundConnection) -> Pager:
        """Bring the connection up to date with what was written; answers the lists that go with what it sees."""
        stamp = moment_of(connection), clock.today().isoformat()
        if self._area and stamp != connection.stamp:
            self._fill(connection, stamp[1])
            inside = frozenset(cast("bytes", row[0]) for row in connection.rows("SELECT id FROM temp.inside"))
            with self._lock:
                connection.version = self._versions.setdefault(inside, len(self._versions))
        connection.stamp = stamp
        with self._lock:
            pager = self._pagers.setdefault(connection.version, Pager())
            while len(self._pagers) > _KEPT_PAGERS:
                self._pagers.pop(min(self._pagers.keys() - {connection.version}))
            return pager

    def _fill(self, connection: Connection, day: str) -> None:
        with _writable(connection):
            connection.run("DELETE FROM temp.inside")
            for sql in _PLACES:
                _put(connection, sql, (dump(sorted(one.hex() for one in self._area)),))
            _put(connection, _PEOPLE, (day,))
            for sql in _THEIRS:
                _put(connection, sql)
            made = [cast("bytes", row[0]) for row in connection.rows(_OWN, (self._user,))]
            for name, is_nowhere in _NOWHERE.items():
                own = "SELECT unhex(value) FROM json_each(?1)"
                _put(
                    connection,
                    f"SELECT t.id FROM main.{name} t WHERE t.id IN ({own}) AND {is_nowhere}",  # noqa: S608 - fixed
                    (dump([one.hex() for one in made]),),
                )
            for sql in _ORDERS:
                _put(connection, sql, (self._user,))
            _put(connection, _ATTACHED)
            for name in _EVERYBODYS:
                _put(connection, f"SELECT id FROM main.{name}")  # noqa: S608 - fixed

    def forget(self) -> None:
        """Let go of every list; no connection of this store is open."""
        with self._lock:
            self._pagers.clear()
            self._versions.clear()

    def holds(self, connection: Connection, record_ids: Iterable[bytes]) -> bool:
        """Whether every one of these records is inside."""
        if not self._area:
            return True
        asked = set(record_ids)
        sql = "SELECT count(*) FROM json_each(?) WHERE unhex(value) IN temp.inside"
        return connection.number(sql, (dump([one.hex() for one in asked]),)) == len(asked)


def _put(connection: Connection, sql: str, values: tuple[object, ...] = ()) -> None:
    # Only as many values as the statement takes: the driver refuses more.
    given = values if "?1" in sql else ()
    connection.run(f"INSERT OR IGNORE INTO temp.inside {sql}", given)


@contextmanager
def _writable(connection: Connection) -> Iterator[None]:
    """Let the connection change its own temporary tables inside."""
    connection.run("PRAGMA query_only = OFF")
    try:
        yield
    finally:
        connection.run("PRAGMA query_only = ON")
