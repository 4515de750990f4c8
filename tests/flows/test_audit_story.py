"""The log on the command line: whole, changed in the raw file with the key in hand, handed out, archived, watched."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from storage import database
from storage.database import Connection
from storage.keys import KeySlots
from storage.trail import head
from tests.flows.program import LOGIN, PASSWORD, Office, new_office

PERSON = ("name=赵敏敏", "sex=女", "birth_date=1990-01-01", "population_type=户籍人口", "id_type=居民身份证")


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Somebody came, was changed, and an export was made."""
    made = new_office(tmp_path / "store")
    record = made.json("add", "person", *PERSON)["id"]
    made.json("set", "person", record, "phone=13800000000")
    made.json("set", "person", record, "phone=13900000000")
    return made


def _raw(office: Office, change: Callable[[Connection], None]) -> None:
    """Change the file as somebody does who has the data key and no part of the program."""
    key = KeySlots.load(office.folder / "keys.json").unwrap(LOGIN, PASSWORD)
    connection = database.open_writer(office.folder / "ledger.db", key)
    change(connection)
    connection.close()


def _numbers(office: Office) -> dict[str, int]:
    """The number of the newest entry of each kind."""
    entries = office.json("audit", "list", "--limit", "1000")["entries"]
    return {one["kind_label"]: one["number"] for one in reversed(entries)}


def test_a_log_that_nobody_touched_is_whole(office: Office) -> None:
    answer = office.json("audit", "verify")
    assert answer == {"entries": answer["entries"], "ok": True, "first_bad": None}
    assert answer["entries"] >= 9, "each command logs in and out"
    told = office.ctl("audit", "verify")
    assert (told.code, "每一条都和当时记的一样。" in told.out) == (0, True)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE action SET user = 'li' WHERE id = {n}",
        "UPDATE action SET at = '2020-01-01T00:00:00.000Z' WHERE id = {n}",
        "DELETE FROM action WHERE id = {n}",
        "UPDATE operation SET body = replace(body, '13900000000', '13700000000') WHERE action = {n}",
        "DELETE FROM operation WHERE action = {n}",
        "UPDATE action SET chain = zeroblob(32) WHERE id = {n}",
        "UPDATE action SET seal = zeroblob(64) WHERE id = {n}",
    ],
)
def test_an_edit_or_deletion_in_the_raw_file_is_named(office: Office, sql: str) -> None:
    number = _numbers(office)["修改"]
    _raw(office, lambda connection: _run(connection, sql.format(n=number)))
    ran = office.ctl("audit", "verify", "--json")
    assert ran.code == 9
    answer = ran.answer
    assert (answer["ok"], answer["first_bad"]) == (False, number)
    assert f"从第 {number} 条起" in ran.err


def _run(connection: Connection, sql: str) -> None:
    connection.run(sql)


def test_entries_exchanged_in_the_raw_file_are_named(office: Office) -> None:
    number = _numbers(office)["修改"]

    def exchange(connection: Connection) -> None:
        connection.run("UPDATE action SET id = -1 WHERE id = ?", (number,))
        connection.run("UPDATE action SET id = ? WHERE id = ?", (number, number + 1))
        connection.run("UPDATE action SET id = ? WHERE id = -1", (number + 1,))

    _raw(office, exchange)
    assert office.ctl("audit", "verify", "--json").answer["first_bad"] == number


@pytest.mark.parametrize("with_head", [True, False])
def test_a_tail_cut_off_in_the_raw_file_is_named_for_good(office: Office, *, with_head: bool) -> None:
    number = _numbers(office)["修改"]

    def cut(connection: Connection) -> None:
        first = connection.number("SELECT first_lid FROM action WHERE id = ?", (number,))
        connection.run("DELETE FROM operation WHERE lid >= ?", (first,))
        connection.run("DELETE FROM action WHERE id >= ?", (number,))

    _raw(office, cut)
    if not with_head:
        (office.folder / head.FILE_NAME).unlink()
    for _ in range(2):
        assert office.ctl("audit", "verify", "--json").answer["first_bad"] == number
    assert "发现日志缺失" in _numbers(office)


def test_an_older_database_put_back_is_noticed(office: Office, tmp_path: Path) -> None:
    old = (office.folder / "ledger.db").read_bytes()
    office.json("add", "person", "name=钱多多", *PERSON[1:])
    (office.folder / "ledger.db").write_bytes(old)
    assert office.ctl("audit", "verify", "--json").code == 9
    assert "发现日志缺失" in _numbers(office)


def test_the_log_is_handed_out_with_a_signature(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "日志.csv"
    answer = office.json("audit", "export", out, "--class", "data")
    assert answer["entries"] == 3
    assert office.json("audit", "verify", out)["ok"]
    out.write_bytes(out.read_bytes() + b" ")
    assert office.ctl("audit", "verify", out).code == 9
    assert office.error("audit", "export", tmp_path / "log.doc")["code"] == 2
    assert office.error("audit", "verify", tmp_path / "other.csv")["code"] == 3
    assert office.error("audit", "export")["code"] == 2
    assert office.error("audit", "list", "--class", "nothing")["code"] == 2
    assert office.error("audit", "list", "--from", "gestern")["code"] == 2


def test_there_is_nothing_to_archive_in_a_young_log(office: Office) -> None:
    assert office.json("audit", "archive") == {"path": None, "entries": 0, "first": None, "last": None, "days": 400}


def test_entries_name_fields_and_never_values(office: Office) -> None:
    (entry, *_) = office.json("audit", "list", "--class", "data")["entries"]
    assert entry["about"] == "联系电话"
    assert "139000" not in str(entry), "three digits may stand in a hash"
    _raw(office, _no_value)


def _no_value(connection: Connection) -> None:
    kept = connection.rows("SELECT source || reason || detail || device FROM action")
    assert not any("139000" in str(row[0]) or "赵敏" in str(row[0]) for row in kept)


def test_the_watch_lists_and_closes_what_it_noticed_and_puts_changes_back(office: Office) -> None:
    for _ in range(5):
        assert office.ctl("audit", "verify", password="Wrong#300x").code == 5
    (office.folder / "attempts.json").unlink()  # the wait after five wrong passwords is somebody else's test
    office.json("check")
    listed = office.json("watch", "list")
    assert isinstance(listed["alerts"], list)
    changes = office.json("watch", "changes", "--all")["changes"]
    (hour,) = [one for one in changes if one["user"] == LOGIN]
    assert hour["stands"]
    which = ("watch", "restore", "--of", LOGIN, "--hour", hour["hour"])
    assert office.json(*which, "--dry-run") == {"action": None, "stays": ""}
    assert office.json(*which)["action"]
    assert not office.json("watch", "changes", "--all")["changes"][0]["stands"]
    assert office.json("list", "person")["total"] == 0
    assert office.error("watch", "restore", "--of", LOGIN, "--hour", hour["hour"])["code"] == 4
    assert office.error("watch", "done", "99", "--note", "x")["code"] == 4
    assert office.error("watch", "done")["code"] == 2
    assert office.json("audit", "verify")["ok"]
