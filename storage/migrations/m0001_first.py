"""Schema version 1, of program version 0.1.0: what every later step begins with. Frozen."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    "CREATE TABLE action (id INTEGER PRIMARY KEY, at TEXT NOT NULL, user TEXT NOT NULL, kind TEXT NOT NULL, "
    "source TEXT NOT NULL, reason TEXT NOT NULL, offset_ms INTEGER NOT NULL, version TEXT NOT NULL, detail "
    "TEXT NOT NULL, first_lid INTEGER NOT NULL, rows INTEGER NOT NULL, hash BLOB NOT NULL, chain BLOB NOT "
    "NULL) STRICT",
    "CREATE TABLE operation (lid INTEGER PRIMARY KEY, op_id BLOB, g BLOB, gen INTEGER NOT NULL, n "
    "INTEGER NOT NULL, kind TEXT NOT NULL, type TEXT NOT NULL, id BLOB NOT NULL, body TEXT NOT NULL, state "
    "INTEGER NOT NULL, ack_rv INTEGER, action INTEGER NOT NULL) STRICT",
    "CREATE UNIQUE INDEX operation_op_id ON operation (op_id) WHERE op_id IS NOT NULL",
    "CREATE INDEX operation_record ON operation (id)",
    "CREATE TABLE sync_base (type TEXT NOT NULL, id BLOB NOT NULL, rv INTEGER NOT NULL, life INTEGER NOT "
    "NULL, f TEXT NOT NULL, PRIMARY KEY (type, id)) STRICT, WITHOUT ROWID",
    "CREATE TABLE sync_state (k TEXT PRIMARY KEY, v ANY) STRICT, WITHOUT ROWID",
    "CREATE TABLE committee (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE account (login TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, created_at TEXT "
    "NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE setting (k TEXT PRIMARY KEY, v TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE compound (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT "
    "NULL, name TEXT, short_name TEXT, compound_type TEXT, address TEXT, division_code TEXT, built_year "
    "INTEGER, building_count INTEGER, household_count INTEGER, floor_area REAL, is_gated INTEGER, "
    "property_company TEXT, property_contact TEXT, property_phone TEXT, committee_type TEXT, parking_count "
    "INTEGER, entrance_count INTEGER, lon REAL, lat REAL, coord_datum TEXT, boundary TEXT, grid_code TEXT, "
    "source TEXT, check_status TEXT, confirmed_on TEXT, valid_to TEXT, remark TEXT, name_sort TEXT, "
    "created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX compound_id ON compound (id)",
    "CREATE INDEX compound_removed ON compound (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX compound_key_name ON compound (name)",
    "CREATE INDEX compound_name_sort ON compound (name_sort)",
    "CREATE VIRTUAL TABLE compound_search USING fts5(t, content='', contentless_delete=1, detail=none, "
    "prefix='1 2', tokenize=\"ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_{|}~'\")",
    "CREATE VIRTUAL TABLE compound_search_term USING fts5vocab(compound_search, instance)",
    "INSERT INTO compound_search (compound_search, rank) VALUES ('pgsz', 8000)",
    "INSERT INTO compound_search (compound_search, rank) VALUES ('hashsize', 16777216)",
    "CREATE TABLE compound_number (block INTEGER PRIMARY KEY, pairs BLOB NOT NULL) STRICT",
    "CREATE TABLE building (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT "
    "NULL, compound_uid BLOB, building_no TEXT, building_suffix TEXT, alias_no TEXT, building_type TEXT, "
    "floors_above INTEGER, floors_below INTEGER, unit_count INTEGER, household_count INTEGER, floor_area "
    "REAL, built_year INTEGER, has_lift INTEGER, lift_count INTEGER, leader_person BLOB, leader_phone TEXT, "
    "hazard TEXT, lon REAL, lat REAL, status TEXT, grid_code TEXT, source TEXT, check_status TEXT, "
    "confirmed_on TEXT, valid_to TEXT, remark TEXT, building_no_sort TEXT, created_at TEXT NOT NULL, "
    "created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX building_id ON building (id)",
    "CREATE INDEX building_removed ON building (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX building_key_compound_uid ON building (compound_uid, building_no, building_suffix)",
    "CREATE INDEX building_leader_person ON building (leader_person) WHERE leader_person IS NOT NULL",
    "CREATE VIRTUAL TABLE building_search USING fts5(t, content='', contentless_delete=1, detail=none, "
    "prefix='1 2', tokenize=\"ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_{|}~'\")",
    "CREATE VIRTUAL TABLE building_search_term USING fts5vocab(building_search, instance)",
    "INSERT INTO building_search (building_search, rank) VALUES ('pgsz', 8000)",
    "INSERT INTO building_search (building_search, rank) VALUES ('hashsize', 16777216)",
    "CREATE TABLE building_number (block INTEGER PRIMARY KEY, pairs BLOB NOT NULL) STRICT",
    "CREATE TABLE unit (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT "
    "NULL, building_uid BLOB, unit_no TEXT, floors INTEGER, rooms_per_floor INTEGER, access_control INTEGER, "
    "grid_code TEXT, source TEXT, check_status TEXT, confirmed_on TEXT, valid_to TEXT, remark TEXT, "
    "unit_no_sort TEXT, created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by "
    "TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX unit_id ON unit (id)",
    "CREATE INDEX unit_removed ON unit (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX unit_key_building_uid ON unit (building_uid, unit_no)",
    "CREATE TABLE dwelling (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT "
    "NULL, building_uid BLOB, unit_uid BLOB, floor INTEGER, room_no TEXT, house_code TEXT, dwelling_use "
    "TEXT, occupancy TEXT, property_right TEXT, floor_area REAL, layout TEXT, owner_name TEXT, owner_id_type "
    "TEXT, owner_id_no TEXT, owner_phone TEXT, owner_address TEXT, rental_use TEXT, lessee_name TEXT, "
    "lessee_id_no TEXT, lessee_phone TEXT, lease_from TEXT, lease_to TEXT, lease_record_no TEXT, hazard_type "
    "TEXT, resident_count INTEGER, gas_meter_no TEXT, status TEXT, grid_code TEXT, source TEXT, check_status "
    "TEXT, confirmed_on TEXT, valid_to TEXT, remark TEXT, full_address TEXT, room_no_sort TEXT, "
    "full_address_sort TEXT, created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by "
    "TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX dwelling_id ON dwelling (id)",
    "CREATE INDEX dwelling_removed ON dwelling (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX dwelling_key_building_uid ON dwelling (building_uid, unit_uid, room_no)",
    "CREATE INDEX dwelling_unit_uid ON dwelling (unit_uid) WHERE unit_uid IS NOT NULL",
    "CREATE INDEX dwelling_full_address_sort ON dwelling (full_address_sort)",
    "CREATE VIRTUAL TABLE dwelling_search USING fts5(t, content='', contentless_delete=1, detail=none, "
    "prefix='1 2', tokenize=\"ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_{|}~'\")",
    "CREATE VIRTUAL TABLE dwelling_search_term USING fts5vocab(dwelling_search, instance)",
    "INSERT INTO dwelling_search (dwelling_search, rank) VALUES ('pgsz', 8000)",
    "INSERT INTO dwelling_search (dwelling_search, rank) VALUES ('hashsize', 16777216)",
    "CREATE TABLE dwelling_number (block INTEGER PRIMARY KEY, pairs BLOB NOT NULL) STRICT",
    "CREATE TABLE household (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT "
    "NULL, household_no TEXT, household_kind TEXT, dwelling_uid BLOB, head_person_uid BLOB, head_phone TEXT, "
    "hukou_book_no TEXT, member_count INTEGER, registered_here INTEGER, economy_note TEXT, household_tag "
    "TEXT, grid_code TEXT, source TEXT, check_status TEXT, confirmed_on TEXT, valid_to TEXT, remark TEXT, "
    "household_no_sort TEXT, created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by "
    "TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX household_id ON household (id)",
    "CREATE INDEX household_removed ON household (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX household_key_dwelling_uid ON household (dwelling_uid, head_person_uid)",
    "CREATE INDEX household_head_person_uid ON household (head_person_uid) WHERE head_person_uid IS NOT NULL",
    "CREATE VIRTUAL TABLE household_search USING fts5(t, content='', contentless_delete=1, detail=none, "
    "prefix='1 2', tokenize=\"ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_{|}~'\")",
    "CREATE VIRTUAL TABLE household_search_term USING fts5vocab(household_search, instance)",
    "INSERT INTO household_search (household_search, rank) VALUES ('pgsz', 8000)",
    "INSERT INTO household_search (household_search, rank) VALUES ('hashsize', 16777216)",
    "CREATE TABLE household_number (block INTEGER PRIMARY KEY, pairs BLOB NOT NULL) STRICT",
    "CREATE TABLE person (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT "
    "NULL, name TEXT, former_name TEXT, id_type TEXT, id_no TEXT, id_expiry TEXT, sex TEXT, birth_date TEXT, "
    "age INTEGER, ethnicity TEXT, native_place TEXT, nationality TEXT, foreign_surname TEXT, foreign_given "
    "TEXT, marital_status TEXT, political_status TEXT, education TEXT, religion TEXT, occupation_status "
    "TEXT, occupation TEXT, employer TEXT, phone TEXT, phone2 TEXT, emergency_contact TEXT, emergency_phone "
    "TEXT, population_type TEXT, hukou_category TEXT, hukou_division TEXT, hukou_address TEXT, "
    "hukou_compound BLOB, hukou_move_in TEXT, health_status TEXT, disability_cert_no TEXT, "
    "disability_category TEXT, disability_grade INTEGER, military_service TEXT, inflow_reason TEXT, "
    "inflow_date TEXT, planned_leave TEXT, permit_type TEXT, permit_no TEXT, permit_expiry TEXT, "
    "visit_purpose TEXT, lodging_type TEXT, hkmt_identity TEXT, alive INTEGER, death_date TEXT, moved_out "
    "INTEGER, moved_out_to TEXT, photo TEXT, attention_level TEXT, grid_code TEXT, source TEXT, check_status "
    "TEXT, confirmed_on TEXT, valid_to TEXT, remark TEXT, name_sort TEXT, created_at TEXT NOT NULL, "
    "created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX person_id ON person (id)",
    "CREATE INDEX person_removed ON person (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX person_unlisted ON person (life) WHERE life & 1 = 0 OR alive = 0 OR moved_out = 1",
    "CREATE INDEX person_glance ON person (nr, life, name, former_name, id_type, id_no, sex, birth_date, "
    "ethnicity, foreign_surname, foreign_given, marital_status, political_status, education, religion, "
    "occupation_status, phone, phone2, population_type, hukou_category, health_status, "
    "disability_cert_no, disability_category, inflow_reason, permit_type, permit_no, visit_purpose, "
    "lodging_type, alive, moved_out, attention_level, check_status) WHERE life & 1",
    "CREATE INDEX person_name_sort ON person (name_sort)",
    "CREATE INDEX person_id_no ON person (id_no)",
    "CREATE INDEX person_birth_date ON person (birth_date)",
    "CREATE INDEX person_hukou_compound ON person (hukou_compound) WHERE hukou_compound IS NOT NULL",
    "CREATE VIRTUAL TABLE person_search USING fts5(t, content='', contentless_delete=1, detail=none, "
    "prefix='1 2', tokenize=\"ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_{|}~'\")",
    "CREATE VIRTUAL TABLE person_search_term USING fts5vocab(person_search, instance)",
    "INSERT INTO person_search (person_search, rank) VALUES ('pgsz', 8000)",
    "INSERT INTO person_search (person_search, rank) VALUES ('hashsize', 16777216)",
    "CREATE TABLE person_number (block INTEGER PRIMARY KEY, pairs BLOB NOT NULL) STRICT",
    "CREATE TABLE residence (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT "
    "NULL, person_uid BLOB, dwelling_uid BLOB, household_uid BLOB, relation TEXT, kinship TEXT, hukou_match "
    "TEXT, is_actual_resident INTEGER, start_date TEXT, end_date TEXT, end_reason TEXT, grid_code TEXT, "
    "source TEXT, check_status TEXT, confirmed_on TEXT, valid_to TEXT, remark TEXT, created_at TEXT NOT "
    "NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX residence_id ON residence (id)",
    "CREATE INDEX residence_removed ON residence (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX residence_person_uid ON residence (person_uid) WHERE person_uid IS NOT NULL",
    "CREATE INDEX residence_dwelling_uid ON residence (dwelling_uid) WHERE dwelling_uid IS NOT NULL",
    "CREATE INDEX residence_household_uid ON residence (household_uid) WHERE household_uid IS NOT NULL",
    "CREATE TABLE person_tag (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER "
    "NOT NULL, person_uid BLOB, tag TEXT, level TEXT, start_date TEXT, end_date TEXT, end_reason TEXT, basis "
    "TEXT, responsible TEXT, responsible_phone TEXT, visit_interval_days INTEGER, guardian_name TEXT, "
    "guardian_phone TEXT, help_measure TEXT, need TEXT, detail_json TEXT, grid_code TEXT, source TEXT, "
    "check_status TEXT, confirmed_on TEXT, valid_to TEXT, remark TEXT, created_at TEXT NOT NULL, created_by "
    "TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX person_tag_id ON person_tag (id)",
    "CREATE INDEX person_tag_removed ON person_tag (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX person_tag_key_person_uid ON person_tag (person_uid, tag)",
    "CREATE TABLE topic_vehicle (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER "
    "NOT NULL, plate TEXT, kind TEXT, nature TEXT, owner_person BLOB, user_name TEXT, phone TEXT, brand "
    "TEXT, color TEXT, registered_on TEXT, space_no TEXT, dwelling_uid BLOB, grid_code TEXT, source TEXT, "
    "check_status TEXT, confirmed_on TEXT, valid_to TEXT, remark TEXT, created_at TEXT NOT NULL, created_by "
    "TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX topic_vehicle_id ON topic_vehicle (id)",
    "CREATE INDEX topic_vehicle_removed ON topic_vehicle (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX topic_vehicle_plate ON topic_vehicle (plate)",
    "CREATE INDEX topic_vehicle_owner_person ON topic_vehicle (owner_person) WHERE owner_person IS NOT NULL",
    "CREATE INDEX topic_vehicle_dwelling_uid ON topic_vehicle (dwelling_uid) WHERE dwelling_uid IS NOT NULL",
    "CREATE VIRTUAL TABLE topic_vehicle_search USING fts5(t, content='', contentless_delete=1, detail=none, "
    "prefix='1 2', tokenize=\"ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_{|}~'\")",
    "CREATE VIRTUAL TABLE topic_vehicle_search_term USING fts5vocab(topic_vehicle_search, instance)",
    "INSERT INTO topic_vehicle_search (topic_vehicle_search, rank) VALUES ('pgsz', 8000)",
    "INSERT INTO topic_vehicle_search (topic_vehicle_search, rank) VALUES ('hashsize', 16777216)",
    "CREATE TABLE topic_vehicle_number (block INTEGER PRIMARY KEY, pairs BLOB NOT NULL) STRICT",
    "CREATE TABLE topic_merchant (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv "
    "INTEGER NOT NULL, name TEXT, uscc TEXT, kind TEXT, address TEXT, legal_person TEXT, legal_phone TEXT, "
    "safety_person TEXT, safety_phone TEXT, license_to TEXT, staff_count INTEGER, gas_use TEXT, status TEXT, "
    "account_state TEXT, last_inspect_on TEXT, month TEXT, grid_code TEXT, source TEXT, check_status TEXT, "
    "confirmed_on TEXT, valid_to TEXT, remark TEXT, name_sort TEXT, created_at TEXT NOT NULL, created_by "
    "TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX topic_merchant_id ON topic_merchant (id)",
    "CREATE INDEX topic_merchant_removed ON topic_merchant (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX topic_merchant_key_name ON topic_merchant (name, address)",
    "CREATE INDEX topic_merchant_name_sort ON topic_merchant (name_sort)",
    "CREATE VIRTUAL TABLE topic_merchant_search USING fts5(t, content='', contentless_delete=1, detail=none, "
    "prefix='1 2', tokenize=\"ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_{|}~'\")",
    "CREATE VIRTUAL TABLE topic_merchant_search_term USING fts5vocab(topic_merchant_search, instance)",
    "INSERT INTO topic_merchant_search (topic_merchant_search, rank) VALUES ('pgsz', 8000)",
    "INSERT INTO topic_merchant_search (topic_merchant_search, rank) VALUES ('hashsize', 16777216)",
    "CREATE TABLE topic_merchant_number (block INTEGER PRIMARY KEY, pairs BLOB NOT NULL) STRICT",
)
