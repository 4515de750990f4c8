"""Every SQL text that a committee's request runs, and nothing else.

Each names the committee's key for every table it touches, so that on a cluster it stays on the committee's shard;
`tests/cloud/test_statements.py` parses them all. What concerns the whole database stands in `whole.py`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

HEAD: Final = "select epoch, seq, floor, lineage from head where cid = %(cid)s"
HEAD_HELD: Final = f"{HEAD} for update"
SET_SEQ: Final = "update head set seq = %(seq)s where cid = %(cid)s"
SET_HEAD: Final = (
    "update head set epoch = %(epoch)s, seq = %(seq)s, floor = %(floor)s, lineage = %(lineage)s where cid = %(cid)s"
)
ADD_COMMITTEE: Final = """
    insert into head (cid, name, epoch, seq, floor, lineage)
    values (%(cid)s, %(name)s, %(epoch)s, 0, 0, %(lineage)s)
    on conflict (cid) do update set name = excluded.name
"""

# -- records

RECORDS: Final = (
    "select type, id, rv, life, f, fm, made, gone, is_erased from rec where cid = %(cid)s and id = any(%(ids)s::uuid[])"
)
# The running total stops the page at its bytes inside the database; the first record comes whatever its size.
PULLED: Final = """
    select type, id, rv, life, f, fm, made, gone, is_erased from (
        select type, id, rv, life, f, fm, made, gone, is_erased, size,
            sum(size) over (order by rv rows unbounded preceding) as total
        from rec where cid = %(cid)s and rv > %(after)s order by rv limit %(most)s
    ) as page where total <= %(bytes)s or total = size order by rv
"""
PULLED_FROM_START: Final = PULLED.replace("and rv > %(after)s", "and (life %% 2 = 1 or is_erased)")
MARKS: Final = "select type, id, rv, life from rec where cid = %(cid)s and type = any(%(types)s) and life %% 2 = 1"
# Orders' processes and numbers: few rows, each through an index of its own.
PROCESSES: Final = """
    select type, id, rv, life, f, fm, made, gone, is_erased from rec
    where cid = %(cid)s and type = 'order_process' and life %% 2 = 1
"""
NUMBERED: Final = """
    select type, id, rv, life, f, fm, made, gone, is_erased from rec
        where cid = %(cid)s and type = 'work_order' and life %% 2 = 1
            and left(f->>'order_no', 64) = left(%(text)s::text, 64) and f->>'order_no' = %(text)s
    union all select type, id, rv, life, f, fm, made, gone, is_erased from rec
        where cid = %(cid)s and type = 'work_order' and life %% 2 = 1
            and left(f->>'external_no', 64) = left(%(text)s::text, 64) and f->>'external_no' = %(text)s
"""
PUT_RECORD: Final = """
    insert into rec (cid, id, type, rv, life, f, fm, made, gone, is_erased, size)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    on conflict (cid, id, type) do update set rv = excluded.rv, life = excluded.life, f = excluded.f, fm = excluded.fm,
        made = excluded.made, gone = excluded.gone, is_erased = excluded.is_erased, size = excluded.size
"""
DROP_RECORDS: Final = "delete from rec where cid = %(cid)s and type = %(type)s and id = any(%(ids)s::uuid[])"

GRAVES: Final = "select type, id, life from graveyard where cid = %(cid)s and id = any(%(ids)s::uuid[])"
PUT_GRAVE: Final = """
    insert into graveyard (cid, id, type, life, rv) values (%s, %s, %s, %s, %s)
    on conflict (cid, id, type) do update set life = excluded.life, rv = excluded.rv
"""

HOLDERS: Final = (
    "select kind, hmac, type, id from natkey where cid = %(cid)s and kind = any(%(kinds)s) and hmac = any(%(hmacs)s)"
)
PUT_KEY: Final = """
    insert into natkey (cid, kind, hmac, type, id) values (%s, %s, %s, %s, %s)
    on conflict (cid, kind, hmac) do update set type = excluded.type, id = excluded.id
"""
DROP_KEYS: Final = "delete from natkey where cid = %(cid)s and kind = %(kind)s and hmac = any(%(hmacs)s)"

REFERRERS: Final = "select type, id, grp, target from ref where cid = %(cid)s and target = any(%(targets)s::uuid[])"
PUT_REFERENCE: Final = "insert into ref (cid, id, type, grp, target) values (%s, %s, %s, %s, %s)"
DROP_REFERENCES: Final = "delete from ref where cid = %(cid)s and type = %(type)s and id = any(%(ids)s::uuid[])"

# -- decisions and history

DECISIONS: Final = (
    "select op_id, device, gen, n, outcome, at from op_result where cid = %(cid)s and op_id = any(%(ids)s::uuid[])"
)
DECISIONS_BY_N: Final = """
    select op_id, device, gen, n, outcome, at from op_result
    where cid = %(cid)s and device = %(device)s and gen = %(gen)s and n between %(first)s and %(last)s
"""
ADD_DECISION: Final = (
    "insert into op_result (cid, op_id, device, gen, n, outcome, at) values (%s, %s, %s, %s, %s, %s, %s)"
)
HISTORY: Final = """
    select rv, op_id, device, user_id, source, type, id, kind, was, new, at from chg
    where cid = %(cid)s and id = %(id)s::uuid and type = %(type)s order by rv desc, op_id desc limit %(most)s
"""
ADD_CHANGE: Final = """
    insert into chg (cid, rv, op_id, type, id, device, user_id, source, kind, was, new, at)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
DROP_DECISIONS: Final = 'delete from op_result where cid = %(cid)s and at collate "C" < %(before)s'
DROP_REMOVED: Final = """
    delete from rec where cid = %(cid)s and life %% 2 = 0 and not is_erased and (gone->>1) collate "C" < %(before)s
    returning rv
"""
# Reads everything of the committee: an operator's job, never a PC's.
MENTIONS: Final = """
    select type, id from rec where cid = %(cid)s and f::text like any(%(texts)s)
    union select type, id from chg
        where cid = %(cid)s and (was::text like any(%(texts)s) or new::text like any(%(texts)s))
"""
STRIKE: Final = """
    update chg set was = '{}', new = '{}' where cid = %(cid)s and type = %(type)s and id = any(%(ids)s::uuid[])
"""

# -- PCs

DEVICE: Final = """
    select device, gen, last_n, pubkey, fingerprint, state, last_at, last_seq, last_seen, app, since
    from device where cid = %(cid)s and device = %(device)s
"""
DEVICES: Final = DEVICE.replace(" and device = %(device)s", "")
PUT_DEVICE: Final = """
    insert into device
        (cid, device, gen, last_n, pubkey, fingerprint, state, last_at, last_seq, last_seen, app, since)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    on conflict (cid, device) do update set gen = excluded.gen, last_n = excluded.last_n, pubkey = excluded.pubkey,
        fingerprint = excluded.fingerprint, state = excluded.state, last_at = excluded.last_at,
        last_seq = excluded.last_seq, last_seen = excluded.last_seen, app = excluded.app, since = excluded.since
"""
ENROL_CODE: Final = "select mark, made, expires, device from enrol_code where cid = %(cid)s and mark = %(mark)s"
PUT_ENROL_CODE: Final = """
    insert into enrol_code (cid, mark, made, expires, device) values (%s, %s, %s, %s, %s)
    on conflict (cid, mark) do update set made = excluded.made, expires = excluded.expires, device = excluded.device
"""
# -- bytes of attachments

BLOBS: Final = """
    select sha256, size, pieces, is_whole, touched, unnamed_since from blob
    where cid = %(cid)s and sha256 = any(%(shas)s)
"""
ALL_BLOBS: Final = (
    "select sha256, size, pieces, is_whole, touched, unnamed_since from blob where cid = %(cid)s order by sha256"
)
PUT_BLOB: Final = """
    insert into blob (cid, sha256, size, pieces, is_whole, touched, unnamed_since) values (%s, %s, %s, %s, %s, %s, %s)
    on conflict (cid, sha256) do update set size = excluded.size, pieces = excluded.pieces,
        is_whole = excluded.is_whole, touched = excluded.touched, unnamed_since = excluded.unnamed_since
"""
DROP_BLOB: Final = "delete from blob where cid = %(cid)s and sha256 = %(sha)s"
# Every field of the catalog that names a blob, each through an index of its own.
NAMED_BLOBS: Final = """
    select f->'content'->>'sha' from rec where cid = %(cid)s and type = 'attachment' and life %% 2 = 1
        and f->'content'->>'sha' = any(%(shas)s)
    union select f->'content'->>'thumb' from rec where cid = %(cid)s and type = 'attachment' and life %% 2 = 1
        and f->'content'->>'thumb' = any(%(shas)s)
    union select f->'content'->>'sha' from rec where cid = %(cid)s and type = 'notice_answer' and life %% 2 = 1
        and f->'content'->>'sha' = any(%(shas)s)
    union select f->>'photo' from rec where cid = %(cid)s and type = 'person' and life %% 2 = 1
        and f->>'photo' = any(%(shas)s)
"""

# -- the rest

REPORTS: Final = "select device, at, told from report where cid = %(cid)s order by at desc, device limit %(most)s"
PUT_REPORT: Final = """
    insert into report (cid, device, at, told) values (%s, %s, %s, %s)
    on conflict (cid, device, at) do update set told = excluded.told
"""

# -- what is kept beside the records

FACT: Final = "select told from fact where cid = %(cid)s and kind = %(kind)s and key = %(key)s"
FACTS: Final = "select key, told from fact where cid = %(cid)s and kind = %(kind)s order by key"
FACTS_OF: Final = "select key, told from fact where cid = %(cid)s and kind = %(kind)s and key = any(%(keys)s)"
PUT_FACT: Final = """
    insert into fact (cid, kind, key, told) values (%s, %s, %s, %s)
    on conflict (cid, kind, key) do update set told = excluded.told
"""
DROP_FACT: Final = "delete from fact where cid = %(cid)s and kind = %(kind)s and key = %(key)s"

_ROW: Final = re.compile(r"values (\([%s, ]+\))")


@cache
def of_rows(insert: str, count: int) -> str:
    """An insert of one row, with %s for each value, as the insert of `count` rows."""
    return _ROW.sub(lambda found: "values " + ", ".join([found[1]] * count), insert)
