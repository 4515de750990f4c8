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

Besides, what is secret is kept back from whoever is no head, whatever the area (R051): confidential orders about the
media and public opinion 舆情, with their events, photos and operations, but for those that are with the account. Only
while there are such orders has a connection without an area any views, of these ledgers alone; whoever has no such
order kept back pays nothing.
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
from storage import glance
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
_SECRET_LEDGERS = ("work_order", "work_order_event", "attachment", "topic_report")
_KEPT_BACK = (
    f"""SELECT o.id FROM main.work_order o INDEXED BY {glance.KEPT_BACK_INDEX} WHERE {glance.IS_KEPT_BACK} AND NOT (
 o.assignee IS ?1 OR (o.status IS 'S00' AND o.created_by IS ?1)
 OR instr('、' || ifnull(o.joint_orgs, '') || '、', '、' || ?1 || '、')
 OR (o.status IS 'S15' AND EXISTS (SELECT 1 FROM main.work_order_event e WHERE e.order_uid = o.id
 AND e.action = 'verify' AND e.to_person = ?1)))""",  # noqa: S608 - fixed
    "SELECT id FROM main.work_order_event WHERE order_uid IN temp.kept_back",
    "SELECT id FROM main.attachment WHERE order_uid IN temp.kept_back",
    "SELECT id FROM main.topic_report WHERE order_uid IN temp.kept_back",
)
_UNSEEN = "id NOT IN temp.kept_back"
_OF_SECRETS = re.compile(rf"\b({'|'.join(_SECRET_LEDGERS)}) (INDEXED BY \w+) WHERE ")
_HINT_OF_SECRETS = re.compile(rf"(?<!main\.)\b({'|'.join(_SECRET_LEDGERS)}) (?:INDEXED BY \w+|NOT INDEXED)\b")
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
    """A connection that reads through views; `version` tells whose rows it saw when it was last brought up to date.

    `is_bound`: every ledger has one; else `has_views` says whether those have that may hold a secret.
    """

    is_bound = True
    has_views = False
    operations = "main.operation"
    version = 0
    stamp: tuple[Moment, str] = (Moment(-1, -1), "")

    @classmethod
    def over(cls, plain: Connection) -> BoundConnection:
        """The same connection to the file, which is not to be used by its old name any more."""
        return cls(plain.path, plain._opened)

    @override
    def rows(self, sql: str, values: Sequence[object] = ()) -> list[SqlRow]:
        return super().rows(self._past_views(sql), values)

    @override
    def row(self, sql: str, values: Sequence[object] = ()) -> SqlRow | None:
        return super().row(self._past_views(sql), values)

    @override
    def stream(self, sql: str, values: Sequence[object] = (), *, chunk: int = 2000) -> Iterator[SqlRow]:
        return super().stream(self._past_views(sql), values, chunk=chunk)

    def _past_views(self, sql: str) -> str:
        """A statement that names no index of a view: of secrets it reads the table itself, less what is secret."""
        if self.is_bound:
            return _HINT.sub("", sql)
        if not self.has_views:
            return sql
        return _HINT_OF_SECRETS.sub(r"\1", _OF_SECRETS.sub(rf"main.\1 \2 WHERE {_UNSEEN} AND ", sql))


class Bounds:
    """The bounds of one account; used for all connections of its store.

    `area` are compounds, empty for the whole committee; `hidden` are ledgers of which nothing is seen; `keeps_back`:
    secret orders are, but for those that are with the account.
    """

    def __init__(
        self, user: str, area: frozenset[bytes], hidden: frozenset[str] = frozenset(), *, keeps_back: bool = False
    ) -> None:
        self._user, self._area, self._hidden, self._keeps_back = user, area, hidden, keeps_back
        self._lock = threading.Lock()
        self._versions: dict[tuple[frozenset[bytes], frozenset[bytes]], int] = {}
        self._pagers: dict[int, Pager] = {}

    def bind(self, plain: Connection) -> BoundConnection:
        """The connection, behind views."""
        bound = BoundConnection.over(plain)
        bound.is_bound = bool(self._area or self._hidden)
        with _writable(bound):
            bound.run("CREATE TEMP TABLE inside (id BLOB PRIMARY KEY) WITHOUT ROWID")
            bound.run("CREATE TEMP TABLE kept_back (id BLOB PRIMARY KEY) WITHOUT ROWID")
            if bound.is_bound:
                for ledger in catalog.EVERY:
                    _view(bound, ledger.name, self._seen(ledger))
                inside = "id IN temp.inside AND " if self._area else ""
                _view(bound, "operation", f"{inside}{_UNSEEN}")
        return bound

    def _seen(self, ledger: Ledger) -> str:
        """Which rows of a ledger are seen; what is attached to something hidden is hidden with it."""
        if ledger.name in self._hidden:
            return "FALSE"
        inside = "id IN temp.inside" if self._area else "TRUE"
        if ledger.name in _SECRET_LEDGERS:
            inside += f" AND {_UNSEEN}"
        if ledger.name not in _HELD_TO_ANOTHER:
            return inside
        kept = (f"{item.name} IS NULL" for item in ledger.references if item.target in self._hidden)
        return " AND ".join((inside, *kept))

    def renew(self, connection: BoundConnection) -> Pager:
        """Bring the connection up to date with what was written; answers the lists that go with what it sees."""
        stamp = moment_of(connection), clock.today().isoformat()
        if (self._area or self._keeps_back) and stamp != connection.stamp:
            if self._area:
                self._fill(connection, stamp[1])
            if self._keeps_back:
                self._keep_back(connection)
            sees = _ids(connection, "inside"), _ids(connection, "kept_back")
            with self._lock:
                connection.version = self._versions.setdefault(sees, len(self._versions))
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

    def _keep_back(self, connection: BoundConnection) -> None:
        """Find what is secret, and have views while there is any; the statements of others stay as they are."""
        with _writable(connection):
            connection.run("DELETE FROM temp.kept_back")
            for sql in _KEPT_BACK:
                _put(connection, sql, (self._user,), "kept_back")
            needs_views = bool(_ids(connection, "kept_back"))
            if connection.is_bound or needs_views == connection.has_views:
                return
            for name in (*_SECRET_LEDGERS, "operation"):
                if needs_views:
                    _view(connection, name, _UNSEEN)
                else:
                    connection.run(f"DROP VIEW temp.{name}")
            connection.has_views = needs_views

    def forget(self) -> None:
        """Let go of every list; no connection of this store is open."""
        with self._lock:
            self._pagers.clear()
            self._versions.clear()

    def holds(self, connection: Connection, record_ids: Iterable[bytes]) -> bool:
        """Whether every one of these records is inside."""
        asked = set(record_ids)
        said = dump([one.hex() for one in asked])
        if connection.number("SELECT count(*) FROM json_each(?) WHERE unhex(value) IN temp.kept_back", (said,)):
            return False
        sql = "SELECT count(*) FROM json_each(?) WHERE unhex(value) IN temp.inside"
        return not self._area or connection.number(sql, (said,)) == len(asked)


def _ids(connection: Connection, table: str) -> frozenset[bytes]:
    return frozenset(cast("bytes", row[0]) for row in connection.rows(f"SELECT id FROM temp.{table}"))  # noqa: S608 - fixed


def _view(connection: Connection, name: str, seen: str) -> None:
    connection.run(f"CREATE TEMP VIEW {name} AS SELECT * FROM main.{name} WHERE {seen}")  # noqa: S608 - catalog


def _put(connection: Connection, sql: str, values: tuple[object, ...] = (), into: str = "inside") -> None:
    # Only as many values as the statement takes: the driver refuses more.
    given = values if "?1" in sql else ()
    connection.run(f"INSERT OR IGNORE INTO temp.{into} {sql}", given)


@contextmanager
def _writable(connection: Connection) -> Iterator[None]:
    """Let the connection change its own temporary tables inside."""
    connection.run("PRAGMA query_only = OFF")
    try:
        yield
    finally:
        connection.run("PRAGMA query_only = ON")
