"""Schema version 2: accounts with roles, area and state; audit entries that say class, device, ledger and record.

Frozen once a version with it is released.
"""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE action ADD COLUMN class TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE action ADD COLUMN device TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE action ADD COLUMN ledger TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE action ADD COLUMN record BLOB",
    "ALTER TABLE action ADD COLUMN seal BLOB",
    "CREATE INDEX action_record ON action (record) WHERE record IS NOT NULL",
    "CREATE INDEX action_class ON action (class)",
    "CREATE INDEX action_kind ON action (kind)",
    "CREATE INDEX action_changes ON action (id) WHERE class IN ('', 'data', 'import')",
    "ALTER TABLE account RENAME TO account_before",
    "CREATE TABLE account (login TEXT PRIMARY KEY, name TEXT NOT NULL, roles TEXT NOT NULL, state TEXT NOT NULL,"
    " area TEXT NOT NULL, phone TEXT, post TEXT, starts_on TEXT, ends_on TEXT, external_id TEXT,"
    " is_filed INTEGER NOT NULL, must_change INTEGER NOT NULL, password_at TEXT, created_at TEXT NOT NULL,"
    " created_by TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "INSERT INTO account SELECT login, name, '[]', 'active', '[]', NULL, NULL, NULL, NULL, NULL, 0, 0, created_at,"
    " created_at, login FROM account_before",
    "DROP TABLE account_before",
    "CREATE TABLE log_key (n INTEGER PRIMARY KEY, private BLOB NOT NULL) STRICT",
    "CREATE TABLE audit_link (id INTEGER PRIMARY KEY, chain BLOB NOT NULL, seal BLOB) STRICT",
    "CREATE TABLE alert (id INTEGER PRIMARY KEY, at TEXT NOT NULL, rule TEXT NOT NULL, user TEXT NOT NULL,"
    " span TEXT NOT NULL, count INTEGER NOT NULL, first_action INTEGER NOT NULL, last_action INTEGER NOT NULL,"
    " state TEXT NOT NULL, note TEXT NOT NULL, handled_at TEXT, handled_by TEXT) STRICT",
    "CREATE UNIQUE INDEX alert_span ON alert (rule, user, span)",
    "CREATE INDEX alert_open ON alert (id) WHERE state <> 'done'",
    "CREATE TABLE former_password (nr INTEGER PRIMARY KEY, login TEXT NOT NULL, at TEXT NOT NULL, salt BLOB NOT NULL,"
    " cost TEXT NOT NULL, fingerprint BLOB NOT NULL) STRICT",
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
