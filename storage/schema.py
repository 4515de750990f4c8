"""Tables and indexes of a new database, derived from the catalog.

Every ledger has one table of the effective rows that people read. Beside its fields stand the common columns of the
record model (docs/sync_protocol.md) and local columns that never travel: sort keys, and derived values that lists
are ordered by (`traces.py` computes them, `checking.py` recomputes them). What the search index keeps is declared in
`search.py`. An existing database reaches this shape through `migrations/`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger import catalog
from ledger.definition import Field, Kind, Ledger
from storage import glance
from storage.search import search

VERSION = 4

TYPES: dict[Kind, str] = {
    "text": "TEXT",
    "long_text": "TEXT",
    "code": "TEXT",
    "code_list": "TEXT",
    "choice": "TEXT",
    "bool": "INTEGER",
    "integer": "INTEGER",
    "decimal": "REAL",
    "date": "TEXT",
    "month": "TEXT",
    "phone": "TEXT",
    "id_no": "TEXT",
    "uscc": "TEXT",
    "plate": "TEXT",
    "instant": "TEXT",
    "ref": "BLOB",
    "account": "TEXT",
    "json": "TEXT",
    "attachment": "TEXT",
}

_SHARED_TABLES = (
    # One row per user action: the audit entry. Its operations are lid first_lid .. first_lid + rows - 1.
    "CREATE TABLE action (id INTEGER PRIMARY KEY, at TEXT NOT NULL, user TEXT NOT NULL, kind TEXT NOT NULL,"
    " source TEXT NOT NULL, reason TEXT NOT NULL, offset_ms INTEGER NOT NULL, version TEXT NOT NULL,"
    " detail TEXT NOT NULL, first_lid INTEGER NOT NULL, rows INTEGER NOT NULL, hash BLOB NOT NULL,"
    " chain BLOB NOT NULL, class TEXT NOT NULL DEFAULT '', device TEXT NOT NULL DEFAULT '',"
    " ledger TEXT NOT NULL DEFAULT '', record BLOB, seal BLOB) STRICT",
    "CREATE INDEX action_record ON action (record) WHERE record IS NOT NULL",
    "CREATE INDEX action_class ON action (class)",
    "CREATE INDEX action_kind ON action (kind)",
    "CREATE INDEX action_changes ON action (id) WHERE class IN ('', 'data', 'import')",
    # Outbox and history in one: a change is stored once. op_id NULL: the id of the record that the operation made;
    # g NULL: the operation is a group of its own; body empty: see `creations.py`.
    "CREATE TABLE operation (lid INTEGER PRIMARY KEY, op_id BLOB, g BLOB, gen INTEGER NOT NULL,"
    " n INTEGER NOT NULL, kind TEXT NOT NULL, type TEXT NOT NULL, id BLOB NOT NULL, body TEXT NOT NULL,"
    " state INTEGER NOT NULL, ack_rv INTEGER, action INTEGER NOT NULL) STRICT",
    "CREATE UNIQUE INDEX operation_op_id ON operation (op_id) WHERE op_id IS NOT NULL",
    "CREATE INDEX operation_record ON operation (id)",
    "CREATE TABLE sync_base (type TEXT NOT NULL, id BLOB NOT NULL, rv INTEGER NOT NULL, life INTEGER NOT NULL,"
    " f TEXT NOT NULL, gone INTEGER NOT NULL DEFAULT 0, ext TEXT, stamps TEXT NOT NULL DEFAULT '[]',"
    " PRIMARY KEY (type, id)) STRICT, WITHOUT ROWID",
    "CREATE TABLE sync_state (k TEXT PRIMARY KEY, v ANY) STRICT, WITHOUT ROWID",
    "CREATE INDEX operation_waiting ON operation (n) WHERE state < 2",
    "CREATE INDEX operation_acked ON operation (ack_rv) WHERE state = 2",
    # What came from the cloud and lies in the ledgers not yet: a page of changes, compressed, and what it leads to.
    "CREATE TABLE sync_stage (page INTEGER PRIMARY KEY, count INTEGER NOT NULL, cursor TEXT NOT NULL,"
    " seq INTEGER NOT NULL, is_last INTEGER NOT NULL, body BLOB NOT NULL) STRICT",
    # Refused operations, until a person has done something about them.
    "CREATE TABLE sync_dead (lid INTEGER PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL, handled_at TEXT,"
    " handled_by TEXT) STRICT",
    # Records of types that this version does not know, as they came.
    "CREATE TABLE sync_unknown (type TEXT NOT NULL, id BLOB NOT NULL, rv INTEGER NOT NULL, life INTEGER NOT NULL,"
    " body TEXT NOT NULL, PRIMARY KEY (type, id)) STRICT, WITHOUT ROWID",
    # Questions that the cloud asks people; `status` is the cloud's with this PC's answers upon it.
    "CREATE TABLE sync_conflict (id BLOB PRIMARY KEY, rv INTEGER NOT NULL, life INTEGER NOT NULL,"
    " status TEXT NOT NULL, type TEXT NOT NULL, record BLOB NOT NULL, body TEXT NOT NULL) STRICT",
    "CREATE INDEX sync_conflict_record ON sync_conflict (record)",
    "CREATE INDEX sync_conflict_open ON sync_conflict (id) WHERE status = 'open'",
    # Ids that became another record's: `survivor` is never itself one.
    "CREATE TABLE sync_alias (loser BLOB PRIMARY KEY, type TEXT NOT NULL, survivor BLOB NOT NULL,"
    " rv INTEGER NOT NULL, life INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX sync_alias_survivor ON sync_alias (survivor)",
    # Why, when and by whom records were removed, as the cloud says.
    "CREATE TABLE sync_removal (id BLOB PRIMARY KEY, type TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL,"
    " user TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # What the cloud sent since a pull of everything began.
    "CREATE TABLE sync_seen (id BLOB PRIMARY KEY, type TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # Which records came lately, for lists in memory; `id` NULL: too many, or rows that are no more.
    "CREATE TABLE sync_landed (nr INTEGER PRIMARY KEY, type TEXT NOT NULL, id BLOB, is_new INTEGER NOT NULL) STRICT",
    "CREATE TABLE sync_report (nr INTEGER PRIMARY KEY, at TEXT NOT NULL, body TEXT NOT NULL) STRICT",
    "CREATE TABLE sync_author (login TEXT PRIMARY KEY, name TEXT NOT NULL, post TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE committee (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # Who may open the store; an account without roles is the only one there was and holds all of them.
    "CREATE TABLE account (login TEXT PRIMARY KEY, name TEXT NOT NULL, roles TEXT NOT NULL, state TEXT NOT NULL,"
    " area TEXT NOT NULL, phone TEXT, post TEXT, starts_on TEXT, ends_on TEXT, external_id TEXT,"
    " is_filed INTEGER NOT NULL, must_change INTEGER NOT NULL, password_at TEXT, created_at TEXT NOT NULL,"
    " created_by TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # Fingerprints of passwords that an account had, the newest last; see `former_passwords.py`.
    "CREATE TABLE former_password (nr INTEGER PRIMARY KEY, login TEXT NOT NULL, at TEXT NOT NULL, salt BLOB NOT NULL,"
    " cost TEXT NOT NULL, fingerprint BLOB NOT NULL) STRICT",
    "CREATE TABLE setting (k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # What the log is signed with; links of archived entries that kept ones hang on; what was noticed in the log.
    "CREATE TABLE log_key (n INTEGER PRIMARY KEY, private BLOB NOT NULL) STRICT",
    "CREATE TABLE audit_link (id INTEGER PRIMARY KEY, chain BLOB NOT NULL, seal BLOB) STRICT",
    "CREATE TABLE alert (id INTEGER PRIMARY KEY, at TEXT NOT NULL, rule TEXT NOT NULL, user TEXT NOT NULL,"
    " span TEXT NOT NULL, count INTEGER NOT NULL, first_action INTEGER NOT NULL, last_action INTEGER NOT NULL,"
    " state TEXT NOT NULL, note TEXT NOT NULL, handled_at TEXT, handled_by TEXT) STRICT",
    "CREATE UNIQUE INDEX alert_span ON alert (rule, user, span)",
    "CREATE INDEX alert_open ON alert (id) WHERE state <> 'done'",
    # Requests to export what needs a second person, by the audit action that asked.
    "CREATE TABLE approval (action INTEGER PRIMARY KEY, at TEXT NOT NULL, asker TEXT NOT NULL, hash BLOB NOT NULL,"
    " facts TEXT NOT NULL, state TEXT NOT NULL, decided_at TEXT NOT NULL, decided_by TEXT NOT NULL,"
    " answer TEXT NOT NULL, decision INTEGER NOT NULL, used INTEGER NOT NULL) STRICT",
    "CREATE TABLE incident (id INTEGER PRIMARY KEY, noted_at TEXT NOT NULL, noted_by TEXT NOT NULL,"
    " happened_at TEXT NOT NULL, kind TEXT NOT NULL, level TEXT NOT NULL, title TEXT NOT NULL, scope TEXT NOT NULL,"
    " people INTEGER NOT NULL, state TEXT NOT NULL, ticked TEXT NOT NULL) STRICT",
    "CREATE TABLE incident_event (nr INTEGER PRIMARY KEY, incident INTEGER NOT NULL, at TEXT NOT NULL,"
    " user TEXT NOT NULL, what TEXT NOT NULL, told TEXT NOT NULL) STRICT",
    "CREATE INDEX incident_event_incident ON incident_event (incident)",
    "CREATE TABLE emergency_drill (id INTEGER PRIMARY KEY, noted_at TEXT NOT NULL, noted_by TEXT NOT NULL,"
    " held_on TEXT NOT NULL, scenario TEXT NOT NULL, present TEXT NOT NULL, result TEXT NOT NULL,"
    " fixes TEXT NOT NULL) STRICT",
)


@dataclass(frozen=True, slots=True)
class Table:
    """How one ledger is stored. `columns` are all columns in table order, `nr` first."""

    ledger: Ledger
    fields: tuple[str, ...]  # stored fields
    traces: tuple[str, ...]  # derived values kept for ordering and searching
    sorted_by: dict[str, str]  # field -> column whose plain order is the field's order
    columns: tuple[str, ...]
    shown: tuple[str, ...]  # columns that callers see: without row number, sort keys and what a newer version wrote

    @property
    def sort_columns(self) -> tuple[str, ...]:
        """Columns that hold sort keys of their own."""
        return tuple(column for field, column in self.sorted_by.items() if column != field)


ALIVE, REMOVED = glance.ALIVE, f"{glance.ALIVE} = 0"
"""SQL: the two states of a record. Written the same everywhere, so that partial indexes are found."""

_UNLISTED = {"person": "life & 1 = 0 OR alive = 0 OR moved_out = 1"}
"""SQL: rows that a list leaves out until everyone is asked for."""


def unlisted(ledger: Ledger) -> str:
    """SQL: the rows of a ledger that a plain list leaves out: removed, and people who died or moved away."""
    return _UNLISTED.get(ledger.name, REMOVED)


def expression(column: str) -> str:
    """SQL for a column as callers see it: a record that never changed was last changed when it was created."""
    return f"coalesce({column}, created_{column[8:]})" if column in ("updated_at", "updated_by") else column


BEFORE_FIELDS = ("nr", "id", "life", "rv")
AFTER_FIELDS = ("created_at", "created_by", "updated_at", "updated_by", "ext")
_COMMON_TYPES = {
    "nr": "INTEGER PRIMARY KEY",
    "id": "BLOB NOT NULL",
    "life": "INTEGER NOT NULL",
    "rv": "INTEGER NOT NULL",
    "created_at": "TEXT NOT NULL",
    "created_by": "TEXT NOT NULL",
    "updated_at": "TEXT",  # NULL: never changed since it was created
    "updated_by": "TEXT",
    "ext": "TEXT",  # fields of a newer version, JSON
}


def table(ledger: Ledger) -> Table:
    """How `ledger` is stored; computed once per definition."""
    found = _tables.get(ledger.name)
    if found is None or found.ledger is not ledger:
        found = _tables[ledger.name] = _table(ledger)
    return found


_tables: dict[str, Table] = {}


def _table(ledger: Ledger) -> Table:
    fields = tuple(item.name for item in ledger.stored)
    traces = tuple(item.name for item in ledger.fields if item.local)
    sorted_by = {item.name: _sort_column(item) for item in ledger.fields if item.name in (*fields, *traces)}
    keys = tuple(column for name, column in sorted_by.items() if column != name)
    columns = (*BEFORE_FIELDS, *fields, *traces, *keys, *AFTER_FIELDS)
    shown = tuple(name for name in columns if name not in ("nr", "ext", *keys))
    return Table(ledger, fields, traces, sorted_by, columns, shown)


def _sort_column(item: Field) -> str:
    return f"{item.name}_sort" if item.sort in ("pinyin", "natural") else item.name


def create_table(ledger: Ledger) -> str:
    """The CREATE TABLE statement of one ledger."""
    shape = table(ledger)
    kinds = {item.name: TYPES[item.kind] for item in ledger.fields}
    types = {**kinds, **dict.fromkeys(shape.sort_columns, "TEXT"), **_COMMON_TYPES}
    return f"CREATE TABLE {ledger.name} ({', '.join(f'{name} {types[name]}' for name in shape.columns)}) STRICT"


def id_index(ledger: Ledger) -> str:
    """The index that finds a record by its id and keeps ids unique."""
    return f"CREATE UNIQUE INDEX {ledger.name}_id ON {ledger.name} (id)"


def second_indexes(ledger: Ledger) -> dict[str, str]:
    """Every other index: name -> CREATE INDEX statement."""
    return dict(_indexes(table(ledger)))


def scattered_indexes(ledger: Ledger) -> dict[str, str]:
    """Those that new rows enter all over, so that many rows are quicker entered at the end.

    References come in the order of the rows, or nearly, and the recycle bin gets no new rows: 9 microseconds a row of
    an import less than with all of them at the end.
    """
    return {name: sql for name, sql in second_indexes(ledger).items() if " WHERE " not in sql}


def _indexes(shape: Table) -> Iterator[tuple[str, str]]:
    """Natural keys (which also serve their first reference), ordered lists, then the references that are left."""
    ledger, name = shape.ledger, shape.ledger.name
    # The recycle bin; live rows cost it nothing.
    yield f"{name}_removed", f"CREATE INDEX {name}_removed ON {name} (updated_at) WHERE {REMOVED}"
    if name in _UNLISTED:
        yield f"{name}_unlisted", f"CREATE INDEX {name}_unlisted ON {name} (life) WHERE {_UNLISTED[name]}"
    yield from glance.ddl(ledger).items()
    plain = {item.name for item in ledger.fields if item.indexed and shape.sorted_by[item.name] == item.name}
    leading = set(plain)
    for key in ledger.natural_keys:
        if not plain.intersection(key):
            leading.add(key[0])
            yield f"{name}_key_{key[0]}", f"CREATE INDEX {name}_key_{key[0]} ON {name} ({', '.join(key)})"
    for item in ledger.fields:
        if item.indexed:
            column = shape.sorted_by[item.name]
            yield f"{name}_{column}", f"CREATE INDEX {name}_{column} ON {name} ({column})"
        elif item.kind in ("ref", "attachment") and item.name not in leading and item.is_stored:
            where = f" WHERE {item.name} IS NOT NULL"
            yield f"{name}_{item.name}", f"CREATE INDEX {name}_{item.name} ON {name} ({item.name}){where}"


def statements() -> tuple[str, ...]:
    """Everything that makes a new database, in order."""
    made = list(_SHARED_TABLES)
    for ledger in catalog.EVERY:
        made += [create_table(ledger), id_index(ledger), *second_indexes(ledger).values(), *search.ddl(ledger)]
    return tuple(made)
