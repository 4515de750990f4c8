"""Schema version 3: the exchange with the cloud: stage, refused operations, conflicts, aliases, reports, attachments.

Frozen once a version with it is released.
"""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE sync_base ADD COLUMN gone INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE sync_base ADD COLUMN ext TEXT",
    "ALTER TABLE sync_base ADD COLUMN stamps TEXT NOT NULL DEFAULT '[]'",
    "CREATE INDEX operation_waiting ON operation (n) WHERE state < 2",
    "CREATE INDEX operation_acked ON operation (ack_rv) WHERE state = 2",
    "CREATE TABLE sync_stage (page INTEGER PRIMARY KEY, count INTEGER NOT NULL, cursor TEXT NOT NULL,"
    " seq INTEGER NOT NULL, is_last INTEGER NOT NULL, body BLOB NOT NULL) STRICT",
    "CREATE TABLE sync_dead (lid INTEGER PRIMARY KEY, reason TEXT NOT NULL, at TEXT NOT NULL, handled_at TEXT,"
    " handled_by TEXT) STRICT",
    "CREATE TABLE sync_unknown (type TEXT NOT NULL, id BLOB NOT NULL, rv INTEGER NOT NULL, life INTEGER NOT NULL,"
    " body TEXT NOT NULL, PRIMARY KEY (type, id)) STRICT, WITHOUT ROWID",
    "CREATE TABLE sync_conflict (id BLOB PRIMARY KEY, rv INTEGER NOT NULL, life INTEGER NOT NULL,"
    " status TEXT NOT NULL, type TEXT NOT NULL, record BLOB NOT NULL, body TEXT NOT NULL) STRICT",
    "CREATE INDEX sync_conflict_record ON sync_conflict (record)",
    "CREATE INDEX sync_conflict_open ON sync_conflict (id) WHERE status = 'open'",
    "CREATE TABLE sync_alias (loser BLOB PRIMARY KEY, type TEXT NOT NULL, survivor BLOB NOT NULL,"
    " rv INTEGER NOT NULL, life INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE INDEX sync_alias_survivor ON sync_alias (survivor)",
    "CREATE TABLE sync_removal (id BLOB PRIMARY KEY, type TEXT NOT NULL, reason TEXT NOT NULL, at TEXT NOT NULL,"
    " user TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE sync_seen (id BLOB PRIMARY KEY, type TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE sync_landed (nr INTEGER PRIMARY KEY, type TEXT NOT NULL, id BLOB, is_new INTEGER NOT NULL) STRICT",
    "CREATE TABLE sync_report (nr INTEGER PRIMARY KEY, at TEXT NOT NULL, body TEXT NOT NULL) STRICT",
    "CREATE TABLE sync_author (login TEXT PRIMARY KEY, name TEXT NOT NULL, post TEXT NOT NULL) STRICT, WITHOUT ROWID",
    # Pictures and papers; their bytes lie in a file of their own.
    "CREATE TABLE attachment (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT NULL,"
    " person_uid BLOB, dwelling_uid BLOB, building_uid BLOB, merchant_uid BLOB, sha TEXT, size_bytes INTEGER,"
    " mime TEXT, width INTEGER, height INTEGER, thumb TEXT, name TEXT, caption TEXT, created_at TEXT NOT NULL,"
    " created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX attachment_id ON attachment (id)",
    "CREATE INDEX attachment_removed ON attachment (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX attachment_person_uid ON attachment (person_uid) WHERE person_uid IS NOT NULL",
    "CREATE INDEX attachment_dwelling_uid ON attachment (dwelling_uid) WHERE dwelling_uid IS NOT NULL",
    "CREATE INDEX attachment_building_uid ON attachment (building_uid) WHERE building_uid IS NOT NULL",
    "CREATE INDEX attachment_merchant_uid ON attachment (merchant_uid) WHERE merchant_uid IS NOT NULL",
    "CREATE INDEX attachment_sha ON attachment (sha) WHERE sha IS NOT NULL",
    "CREATE INDEX attachment_thumb ON attachment (thumb) WHERE thumb IS NOT NULL",
    "CREATE INDEX person_photo ON person (photo) WHERE photo IS NOT NULL",
)
