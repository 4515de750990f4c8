"""SQL about the whole database, run by the operator's commands and at the start, never in a committee's request."""

from __future__ import annotations

from typing import Final

COMMITTEES: Final = "select cid, name from head where cid <> 'city' order by cid"

# Each committee's references to each notice lie together in the key: as many short descents as there are pairs.
SIGNED: Final = """
    select ref.target,
        count(distinct ref.cid) filter (where rec.type = 'notice_read' and rec.f->>'received_at' <> ''),
        count(distinct ref.cid) filter (where rec.type = 'notice_answer')
    from ref join rec on rec.cid = ref.cid and rec.id = ref.id and rec.type = ref.type
    where ref.cid = any(%(committees)s) and ref.target = any(%(notices)s::uuid[])
        and ref.type in ('notice_read', 'notice_answer')
    group by ref.target
"""

QUESTIONS: Final = """
    select cid, type, id, rv, life, f, fm, made, gone, is_erased from rec
    where cid = any(%(committees)s) and type = 'question' and life %% 2 = 1
"""

ANSWER: Final = "select 1"
SET: Final = "select set_config(%s, %s, false)"

IS_MIGRATED: Final = "select to_regclass('migration') is not null"
ALONE: Final = "select pg_advisory_xact_lock(7423001)"
BEGIN_MIGRATIONS: Final = "create table if not exists migration (version integer primary key, applied_at text not null)"
VERSION: Final = "select coalesce(max(version), 0) from migration"
MIGRATED: Final = "insert into migration (version, applied_at) values (%s, %s)"

HAS_CITUS: Final = "select count(*) > 0 from pg_extension where extname = 'citus'"
IS_DISTRIBUTED: Final = "select count(*) > 0 from pg_dist_partition where logicalrelid = %s::regclass"
DISTRIBUTE_FIRST: Final = "select create_distributed_table(%s, 'cid')"
DISTRIBUTE: Final = "select create_distributed_table(%s, 'cid', colocate_with => 'head')"

OTHERS_CONNECTED: Final = """
    select count(*) from pg_stat_activity where backend_type = 'client backend' and application_name <> %s
"""
DROP_TABLE: Final = "drop table if exists {} cascade"

# A committee as a whole, for moving it. {table}, {columns} are names, {cid} is quoted by the driver.
COLUMNS: Final = """
    select column_name from information_schema.columns
    where table_name = %s and table_schema = current_schema() order by ordinal_position
"""
COPY_OUT: Final = "copy (select {columns} from {table} where cid = {cid}) to stdout"
COPY_IN: Final = "copy {table} ({columns}) from stdin"
DROP_COMMITTEE: Final = "delete from {table} where cid = {cid}"
IS_KEPT: Final = "select count(*) > 0 from head where cid = %s"
HOLD: Final = "select seq from head where cid = %s for update"
