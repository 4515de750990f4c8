"""Schema version 4: the ledgers of the day's work, from visits on.

Frozen once a version with it is released.
"""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    "CREATE TABLE visit (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT NULL,"
    " kind TEXT, visited_at TEXT, visitor TEXT, dwelling_uid BLOB, result TEXT, content TEXT,"
    " need TEXT, follow_up TEXT, next_visit_on TEXT, work_order_uid BLOB, ledger_changes TEXT, lon REAL,"
    " lat REAL, grid_code TEXT, source TEXT, check_status TEXT, confirmed_on TEXT, valid_to TEXT, remark TEXT,"
    " created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX visit_id ON visit (id)",
    "CREATE INDEX visit_removed ON visit (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX visit_visited_at ON visit (visited_at)",
    "CREATE INDEX visit_dwelling_uid ON visit (dwelling_uid) WHERE dwelling_uid IS NOT NULL",
    "CREATE INDEX visit_work_order_uid ON visit (work_order_uid) WHERE work_order_uid IS NOT NULL",
    "CREATE TABLE visit_person (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT NULL,"
    " visit_uid BLOB, person_uid BLOB, created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT,"
    " updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX visit_person_id ON visit_person (id)",
    "CREATE INDEX visit_person_removed ON visit_person (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX visit_person_key_visit_uid ON visit_person (visit_uid, person_uid)",
    "CREATE INDEX visit_person_person_uid ON visit_person (person_uid) WHERE person_uid IS NOT NULL",
    "CREATE TABLE activity (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT NULL,"
    " title TEXT, category TEXT, module TEXT, start_at TEXT, end_at TEXT, place TEXT, organizer TEXT,"
    " co_organizer TEXT, host TEXT, target_group TEXT, planned_count INTEGER, actual_count INTEGER, content TEXT,"
    " summary TEXT, budget REAL, status TEXT, review_by TEXT, is_public INTEGER, spent REAL, series TEXT,"
    " grid_code TEXT, source TEXT, check_status TEXT, confirmed_on TEXT, valid_to TEXT, remark TEXT,"
    " created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX activity_id ON activity (id)",
    "CREATE INDEX activity_removed ON activity (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX activity_start_at ON activity (start_at)",
    "CREATE TABLE activity_person (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL,"
    " rv INTEGER NOT NULL, activity_uid BLOB, person_uid BLOB, name TEXT, signed_up_at TEXT, signed_in_at TEXT,"
    " how TEXT, hours REAL, created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT,"
    " ext TEXT) STRICT",
    "CREATE UNIQUE INDEX activity_person_id ON activity_person (id)",
    "CREATE INDEX activity_person_removed ON activity_person (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX activity_person_key_activity_uid ON activity_person (activity_uid, person_uid)",
    "CREATE INDEX activity_person_person_uid ON activity_person (person_uid) WHERE person_uid IS NOT NULL",
    "ALTER TABLE attachment ADD COLUMN activity_uid BLOB",
    "CREATE INDEX attachment_activity_uid ON attachment (activity_uid) WHERE activity_uid IS NOT NULL",
    "ALTER TABLE attachment ADD COLUMN visit_uid BLOB",
    "CREATE INDEX attachment_visit_uid ON attachment (visit_uid) WHERE visit_uid IS NOT NULL",
    "ALTER TABLE attachment ADD COLUMN order_uid BLOB",
    "CREATE INDEX attachment_order_uid ON attachment (order_uid) WHERE order_uid IS NOT NULL",
    "ALTER TABLE attachment ADD COLUMN objection_uid BLOB",
    "CREATE INDEX attachment_objection_uid ON attachment (objection_uid) WHERE objection_uid IS NOT NULL",
    "CREATE TABLE work_order (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT NULL, "
    "order_no TEXT, external_no TEXT, source TEXT, category TEXT, title TEXT, description TEXT, address TEXT, "
    "building_uid BLOB, dwelling_uid BLOB, device_uid BLOB, lon REAL, lat REAL, reporter_name TEXT, "
    "reporter_phone TEXT, reporter_person BLOB, confidential INTEGER, need_reply INTEGER, external_category TEXT, "
    "external_due_at TEXT, occurred_at TEXT, received_at TEXT, is_major INTEGER, grid_code TEXT, "
    "check_status TEXT, confirmed_on TEXT, valid_to TEXT, remark TEXT, priority TEXT, limit_rule TEXT, due_at TEXT, "
    "status TEXT, assignee_org TEXT, assignee TEXT, joint_orgs TEXT, result TEXT, result_kind TEXT, replied_at TEXT, "
    "satisfaction TEXT, duplicate_of TEXT, module TEXT, process_version INTEGER, process_category TEXT, awaiting TEXT, "
    "asked TEXT, closed_at TEXT, "
    "started_at TEXT, entered_at TEXT, progressed_at TEXT, paused_ms INTEGER, stopped_at TEXT, contacted_at TEXT, "
    "step_from TEXT, step_due_at TEXT, returns INTEGER, extensions INTEGER, fails INTEGER, reopened INTEGER, events "
    "INTEGER, heads TEXT, handlers TEXT, checker TEXT, created_at TEXT NOT NULL, created_by TEXT NOT NULL, "
    "updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX work_order_id ON work_order (id)",
    "CREATE INDEX work_order_removed ON work_order (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX work_order_open ON work_order (nr, life, id, source, category, building_uid, created_by, "
    "status, module, process_version, process_category, assignee, assignee_org, joint_orgs, handlers, checker, "
    "result_kind, awaiting, asked, is_major, limit_rule, started_at, entered_at, progressed_at, paused_ms, due_at, "
    "stopped_at, contacted_at, step_from, step_due_at) WHERE life & 1 AND status NOT IN ('S70', 'S90', 'S91', "
    "'S92')",
    "CREATE INDEX work_order_source ON work_order (source, received_at, life, id) WHERE life & 1",
    "CREATE INDEX work_order_kept_back ON work_order (id) WHERE confidential = 1 AND source = '16'",
    "CREATE INDEX work_order_order_no ON work_order (order_no)",
    "CREATE INDEX work_order_external_no ON work_order (external_no)",
    "CREATE INDEX work_order_building_uid ON work_order (building_uid) WHERE building_uid IS NOT NULL",
    "CREATE INDEX work_order_dwelling_uid ON work_order (dwelling_uid) WHERE dwelling_uid IS NOT NULL",
    "CREATE INDEX work_order_device_uid ON work_order (device_uid) WHERE device_uid IS NOT NULL",
    "CREATE INDEX work_order_reporter_person ON work_order (reporter_person) WHERE reporter_person IS NOT NULL",
    "CREATE INDEX work_order_received_at ON work_order (received_at)",
    "CREATE INDEX work_order_due_at ON work_order (due_at)",
    "CREATE INDEX work_order_status ON work_order (status)",
    "CREATE INDEX work_order_assignee ON work_order (assignee)",
    "CREATE VIRTUAL TABLE work_order_search USING fts5(t, content='', contentless_delete=1, detail=none, "
    "prefix='1 2', tokenize=\"ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_{|}~'\")",
    "CREATE VIRTUAL TABLE work_order_search_term USING fts5vocab(work_order_search, instance)",
    "INSERT INTO work_order_search (work_order_search, rank) VALUES ('pgsz', 8000)",
    "INSERT INTO work_order_search (work_order_search, rank) VALUES ('hashsize', 16777216)",
    "CREATE TABLE work_order_number (block INTEGER PRIMARY KEY, pairs BLOB NOT NULL) STRICT",
    "CREATE TABLE order_process (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT NULL,"
    " category TEXT, version INTEGER, process TEXT, note TEXT, created_at TEXT NOT NULL, created_by TEXT NOT NULL,"
    " updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX order_process_id ON order_process (id)",
    "CREATE INDEX order_process_removed ON order_process (updated_at) WHERE life & 1 = 0",
    "CREATE TABLE work_order_event (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT "
    "NULL, order_uid BLOB, seq INTEGER, action TEXT, from_status TEXT, to_status TEXT, actor TEXT, actor_org TEXT, "
    "acted_at TEXT, opinion TEXT, to_org TEXT, to_person TEXT, new_due_at TEXT, step_seconds INTEGER, stage_light "
    "TEXT, attachments TEXT, device_id TEXT, prev_hash TEXT, detail TEXT, outcome TEXT, landed TEXT, heard TEXT, "
    "server_at TEXT, follows TEXT, "
    "created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX work_order_event_id ON work_order_event (id)",
    "CREATE INDEX work_order_event_removed ON work_order_event (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX work_order_event_order_uid ON work_order_event (order_uid) WHERE order_uid IS NOT NULL",
    "CREATE TABLE duty (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT NULL, day "
    "TEXT, people TEXT, created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext "
    "TEXT) STRICT",
    "CREATE UNIQUE INDEX duty_id ON duty (id)",
    "CREATE INDEX duty_removed ON duty (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX duty_day ON duty (day)",
    "CREATE TABLE notice (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT NULL,"
    " notice_no TEXT, kind TEXT, title TEXT, text TEXT, from_unit TEXT, sent_at TEXT, due_on TEXT, wants TEXT,"
    " created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX notice_id ON notice (id)",
    "CREATE INDEX notice_removed ON notice (updated_at) WHERE life & 1 = 0",
    "CREATE TABLE notice_read (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT"
    " NULL, notice_uid BLOB, account TEXT, read_at TEXT, received_at TEXT, created_at TEXT NOT NULL, created_by"
    " TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX notice_read_id ON notice_read (id)",
    "CREATE INDEX notice_read_removed ON notice_read (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX notice_read_key_notice_uid ON notice_read (notice_uid, account)",
    "CREATE TABLE notice_answer (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT"
    " NULL, notice_uid BLOB, account TEXT, answered_at TEXT, text TEXT, handed_in TEXT, row_count INTEGER,"
    " register_no TEXT, sha TEXT, size_bytes INTEGER, name TEXT, created_at TEXT NOT NULL, created_by TEXT NOT"
    " NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX notice_answer_id ON notice_answer (id)",
    "CREATE INDEX notice_answer_removed ON notice_answer (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX notice_answer_notice_uid ON notice_answer (notice_uid) WHERE notice_uid IS NOT NULL",
    "CREATE INDEX notice_answer_sha ON notice_answer (sha) WHERE sha IS NOT NULL",
    "CREATE TABLE question (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT NULL,"
    " kind TEXT, text TEXT, asker TEXT, asked_at TEXT, created_at TEXT NOT NULL, created_by TEXT NOT NULL,"
    " updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX question_id ON question (id)",
    "CREATE INDEX question_removed ON question (updated_at) WHERE life & 1 = 0",
    "CREATE TABLE question_message (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT"
    " NULL, question_uid BLOB, text TEXT, asker TEXT, from_unit TEXT, said_at TEXT, created_at TEXT NOT NULL,"
    " created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX question_message_id ON question_message (id)",
    "CREATE INDEX question_message_removed ON question_message (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX question_message_question_uid ON question_message (question_uid) WHERE question_uid IS NOT NULL",
    "CREATE TABLE question_read (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT"
    " NULL, question_uid BLOB, message_uid BLOB, account TEXT, read_at TEXT, created_at TEXT NOT NULL, created_by"
    " TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX question_read_id ON question_read (id)",
    "CREATE INDEX question_read_removed ON question_read (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX question_read_key_question_uid ON question_read (question_uid, message_uid, account)",
    "CREATE INDEX question_read_message_uid ON question_read (message_uid) WHERE message_uid IS NOT NULL",
    "CREATE TABLE campaign (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT NULL,"
    " name TEXT, starts_on TEXT, ends_on TEXT, summed_at TEXT, summed_by TEXT, signed_at TEXT, signed_by TEXT,"
    " reopened_at TEXT, reopened_by TEXT, reopened_for TEXT, created_at TEXT NOT NULL, created_by TEXT NOT NULL,"
    " updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX campaign_id ON campaign (id)",
    "CREATE INDEX campaign_removed ON campaign (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX campaign_key_name ON campaign (name)",
    "CREATE TABLE campaign_compound (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL,"
    " rv INTEGER NOT NULL, campaign_uid BLOB, compound_uid BLOB, dwelling_total INTEGER, dwelling_done INTEGER,"
    " changed INTEGER, unreached INTEGER, created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT,"
    " updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX campaign_compound_id ON campaign_compound (id)",
    "CREATE INDEX campaign_compound_removed ON campaign_compound (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX campaign_compound_key_campaign_uid ON campaign_compound (campaign_uid, compound_uid)",
    "CREATE INDEX campaign_compound_compound_uid ON campaign_compound (compound_uid) WHERE compound_uid IS NOT NULL",
    "CREATE TABLE campaign_check (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL,"
    " rv INTEGER NOT NULL, campaign_uid BLOB, dwelling_uid BLOB, outcome TEXT, checked_at TEXT, checker TEXT,"
    " note TEXT, ledger_changes TEXT, created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT,"
    " updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX campaign_check_id ON campaign_check (id)",
    "CREATE INDEX campaign_check_removed ON campaign_check (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX campaign_check_campaign_uid ON campaign_check (campaign_uid) WHERE campaign_uid IS NOT NULL",
    "CREATE INDEX campaign_check_dwelling_uid ON campaign_check (dwelling_uid) WHERE dwelling_uid IS NOT NULL",
    "CREATE TABLE muster (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT NULL,"
    " building_uid BLOB, reason TEXT, begun_at TEXT, begun_by TEXT, ended_at TEXT, created_at TEXT NOT NULL,"
    " created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX muster_id ON muster (id)",
    "CREATE INDEX muster_removed ON muster (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX muster_building_uid ON muster (building_uid) WHERE building_uid IS NOT NULL",
    "CREATE TABLE muster_check (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT NULL,"
    " muster_uid BLOB, person_uid BLOB, outcome TEXT, checked_at TEXT, checker TEXT, note TEXT,"
    " created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX muster_check_id ON muster_check (id)",
    "CREATE INDEX muster_check_removed ON muster_check (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX muster_check_muster_uid ON muster_check (muster_uid) WHERE muster_uid IS NOT NULL",
    "CREATE INDEX muster_check_person_uid ON muster_check (person_uid) WHERE person_uid IS NOT NULL",
    "CREATE TABLE objection (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT NULL,"
    " person_uid BLOB, dwelling_uid BLOB, household_uid BLOB, residence_uid BLOB, tag_uid BLOB, vehicle_uid BLOB,"
    " merchant_uid BLOB, disputed TEXT, stands TEXT, should_be TEXT, why TEXT, objector_uid BLOB, objector_name TEXT,"
    " objector_phone TEXT, raised_at TEXT, raised_by TEXT, state TEXT, result TEXT, settled_at TEXT, settled_by TEXT,"
    " created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX objection_id ON objection (id)",
    "CREATE INDEX objection_removed ON objection (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX objection_person_uid ON objection (person_uid) WHERE person_uid IS NOT NULL",
    "CREATE INDEX objection_dwelling_uid ON objection (dwelling_uid) WHERE dwelling_uid IS NOT NULL",
    "CREATE INDEX objection_household_uid ON objection (household_uid) WHERE household_uid IS NOT NULL",
    "CREATE INDEX objection_residence_uid ON objection (residence_uid) WHERE residence_uid IS NOT NULL",
    "CREATE INDEX objection_tag_uid ON objection (tag_uid) WHERE tag_uid IS NOT NULL",
    "CREATE INDEX objection_vehicle_uid ON objection (vehicle_uid) WHERE vehicle_uid IS NOT NULL",
    "CREATE INDEX objection_merchant_uid ON objection (merchant_uid) WHERE merchant_uid IS NOT NULL",
    "CREATE INDEX objection_objector_uid ON objection (objector_uid) WHERE objector_uid IS NOT NULL",
    "CREATE TABLE topic_definition (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER "
    "NOT NULL, code TEXT, name TEXT, module TEXT, lead TEXT, coop TEXT, period TEXT, purpose TEXT, version "
    "INTEGER, fields TEXT, created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, updated_by "
    "TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX topic_definition_id ON topic_definition (id)",
    "CREATE INDEX topic_definition_removed ON topic_definition (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX topic_definition_key_code ON topic_definition (code)",
    "CREATE TABLE topic_row (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT "
    "NULL, topic_uid BLOB, facts TEXT, person_uid BLOB, dwelling_uid BLOB, building_uid BLOB, row_key TEXT, "
    "remark TEXT, confirmed_on TEXT, created_at TEXT NOT NULL, created_by TEXT NOT NULL, updated_at TEXT, "
    "updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX topic_row_id ON topic_row (id)",
    "CREATE INDEX topic_row_removed ON topic_row (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX topic_row_key_topic_uid ON topic_row (topic_uid, row_key)",
    "CREATE INDEX topic_row_person_uid ON topic_row (person_uid) WHERE person_uid IS NOT NULL",
    "CREATE INDEX topic_row_dwelling_uid ON topic_row (dwelling_uid) WHERE dwelling_uid IS NOT NULL",
    "CREATE INDEX topic_row_building_uid ON topic_row (building_uid) WHERE building_uid IS NOT NULL",
    "CREATE TABLE topic_report (nr INTEGER PRIMARY KEY, id BLOB NOT NULL, life INTEGER NOT NULL, rv INTEGER NOT "
    "NULL, order_uid BLOB, topic_row_uid BLOB, vehicle_uid BLOB, merchant_uid BLOB, created_at TEXT NOT NULL, "
    "created_by TEXT NOT NULL, updated_at TEXT, updated_by TEXT, ext TEXT) STRICT",
    "CREATE UNIQUE INDEX topic_report_id ON topic_report (id)",
    "CREATE INDEX topic_report_removed ON topic_report (updated_at) WHERE life & 1 = 0",
    "CREATE INDEX topic_report_order_uid ON topic_report (order_uid) WHERE order_uid IS NOT NULL",
    "CREATE INDEX topic_report_topic_row_uid ON topic_report (topic_row_uid) WHERE topic_row_uid IS NOT NULL",
    "CREATE INDEX topic_report_vehicle_uid ON topic_report (vehicle_uid) WHERE vehicle_uid IS NOT NULL",
    "CREATE INDEX topic_report_merchant_uid ON topic_report (merchant_uid) WHERE merchant_uid IS NOT NULL",
)
