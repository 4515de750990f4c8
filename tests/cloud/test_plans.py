"""What a request costs does not depend on how many committees there are: an index answers every question."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest

from cloud.postgres import statements, whole
from tests.cloud.conftest import fresh_database, worker

COMMITTEES, RECORDS = 120, 250
CID = "310115000042"
ID = "00000000-0000-7000-8000-000000000007"
ASKED = {
    "cid": CID, "ids": [ID], "after": 100, "most": 50, "bytes": 10**9, "types": ["person"], "kinds": ["id"],
    "hmacs": [b"x"], "targets": [ID], "device": "d-1", "gen": 1, "first": 1, "last": 9, "id": ID, "type": "person",
    "mark": b"x", "kind": "account", "key": "wang", "sha": "0" * 64, "shas": ["0" * 64], "before": "2026", "rv": 5,
    "above": 5, "below": 9, "floor": 5, "at": "2026", "user": "wang", "seq": 9, "epoch": "e-2", "lineage": "[]",
    "texts": ["%x%"], "text": "GD1", "keys": ["wang"],
}  # fmt: skip
QUESTIONS = {
    name: text
    for name, text in vars(statements).items()
    if name.isupper() and isinstance(text, str) and text.strip().startswith(("select", "delete", "update"))
}
FILL = """
    insert into rec
    select to_char(310115000000 + c, 'FM000000000000'), gen_random_uuid(), 'person', n, 1, '{}', '[]', '[]', null, 4
    from generate_series(1, %(committees)s) c, generate_series(1, %(records)s) n;
"""
FILL_REST = """
    insert into head select cid, '', 'e-1', 250, 0, '[]' from rec where rv = 1;
    insert into graveyard select cid, id, type, 2, rv from rec;
    insert into natkey select cid, 'id', decode(md5(id::text), 'hex'), type, id from rec;
    insert into ref select cid, id, type, 'home', gen_random_uuid() from rec;
    insert into chg select cid, rv, gen_random_uuid(), type, id, 'd', 'u', 's', 'create', '{}', '{}', '2026' from rec;
    insert into op_result select cid, id, 'd-1', 1, rv, '{}', '2026' from rec;
    insert into device select cid, 'd-' || rv, 1, 0, '', '', 'active', '', 0, '', '', '' from rec where rv < 9;
    insert into fact select cid, 'account', 'u' || rv, '{}' from rec where rv < 99;
    insert into report select cid, 'd-1', '2026-' || rv, '{}' from rec where rv < 99;
    insert into enrol_code select cid, decode(md5(id::text), 'hex'), '', '', '' from rec where rv < 20;
"""


@pytest.fixture(scope="module")
def full(embedded_server: object) -> Iterator[psycopg.Connection]:
    """A database of many committees, of which the planner knows."""
    dsn = fresh_database(embedded_server.dsn, f"plans_{worker()}")  # type: ignore[attr-defined]
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(FILL, {"committees": COMMITTEES, "records": RECORDS})
        connection.execute(FILL_REST)
        connection.execute("vacuum analyze")
        connection.execute("set enable_seqscan = off")  # of a small table too: an index has to be there
        yield connection


def _nodes(plan: dict[str, object]) -> Iterator[dict[str, object]]:
    yield plan
    for child in plan.get("Plans", []):  # type: ignore[attr-defined]
        yield from _nodes(child)


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_reads_only_its_committee(full: psycopg.Connection, name: str) -> None:
    wanted = {key: ASKED[key] for key in re.findall(r"%\((\w+)\)s", QUESTIONS[name])}
    row = full.execute(f"explain (format json) {QUESTIONS[name]}", wanted).fetchone()
    assert row is not None
    for node in _nodes(row[0][0]["Plan"]):
        kind = str(node["Node Type"])
        assert kind != "Seq Scan", node
        if "Index" in kind or kind == "Bitmap Index Scan":
            assert "cid" in str(node.get("Index Cond")), node


def test_who_names_a_record_is_read_from_the_index_alone(full: psycopg.Connection) -> None:
    row = full.execute(
        f"explain (analyze, format json) {statements.REFERRERS}", {"cid": CID, "targets": [ID]}
    ).fetchone()
    assert row is not None
    (node,) = _nodes(row[0][0]["Plan"])
    assert (node["Node Type"], node["Index Name"], node["Heap Fetches"]) == ("Index Only Scan", "ref_pkey", 0)


@pytest.mark.parametrize(
    ("name", "indexes"),
    [("PROCESSES", {"rec_order_process"}), ("NUMBERED", {"rec_order_no", "rec_external_no"})],
)
def test_few_records_are_found_by_an_index_of_their_own(full: psycopg.Connection, name: str, indexes: set[str]) -> None:
    row = full.execute(f"explain (format json) {QUESTIONS[name]}", {"cid": CID, "text": "GD1"}).fetchone()
    assert row is not None
    used = {str(node["Index Name"]) for node in _nodes(row[0][0]["Plan"]) if "Index Name" in node}
    assert used == indexes


def test_what_came_of_notices_is_read_by_committee_and_notice(full: psycopg.Connection) -> None:
    asked = {"committees": [CID, "310115000043"], "notices": [ID]}
    row = full.execute(f"explain (format json) {whole.SIGNED}", asked).fetchone()
    assert row is not None
    scans = [node for node in _nodes(row[0][0]["Plan"]) if "Scan" in str(node["Node Type"])]
    assert all(node["Node Type"] != "Seq Scan" for node in scans)
    (named,) = [node for node in scans if node.get("Relation Name") == "ref"]
    assert "cid = ANY" in str(named["Index Cond"])
    assert "target = ANY" in str(named["Index Cond"])


def test_questions_of_many_committees_are_read_from_an_index_of_their_own(full: psycopg.Connection) -> None:
    row = full.execute(f"explain (format json) {whole.QUESTIONS}", {"committees": [CID, "310115000043"]}).fetchone()
    assert row is not None
    used = {str(node.get("Index Name")) for node in _nodes(row[0][0]["Plan"]) if "Scan" in str(node["Node Type"])}
    assert used - {"None"} == {"rec_question"}
