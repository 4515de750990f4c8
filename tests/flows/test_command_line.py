"""`linongctl` as scripts use it: answers, exit codes, texts, and nothing personal where it does not belong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.jobs import JobContext
from app.stores.session import Session
from ledger.errors import Cancelled
from tests.flows.program import CODE, LOGIN, NAME, PASSWORD, ROOT, Office, environment, run
from tests.flows.small import CHILD, HEAD, TENANT

# -- init and passwords


def test_init_makes_a_store_and_shows_the_recovery_key_once(tmp_path: Path) -> None:
    office = Office(tmp_path / "new" / "store")
    answer = office.json("init", "--committee-code", CODE, "--committee-name", NAME)
    assert answer["committee_code"] == CODE
    assert len(answer["recovery_key"]) > 30
    assert office.error("init", "--committee-code", CODE, "--committee-name", NAME)["code"] == 6
    for path in office.folder.rglob("*"):
        if path.is_file():
            assert answer["recovery_key"].encode() not in path.read_bytes(), path.name


@pytest.mark.parametrize("password", ["short1!", "nodigits!", "wang#12345", "P@ssw0rd"])
def test_init_refuses_a_weak_password_and_makes_nothing(tmp_path: Path, password: str) -> None:
    office = Office(tmp_path / "store", password=password)
    assert office.error("init", "--committee-code", CODE, "--committee-name", NAME)["code"] == 5
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--committee-code", "../x", "--committee-name", NAME),
        ("--committee-code", "123", "--committee-name", NAME),
        ("--committee-code", "abcdefghijkl", "--committee-name", NAME),
        ("--committee-code", CODE[:-1], "--committee-name", NAME),
        ("--committee-code", CODE + "1", "--committee-name", NAME),
        ("--committee-code", "３１０１１５０１２００１", "--committee-name", NAME),
        ("--committee-code", CODE, "--committee-name", " "),
    ],
)
def test_init_refuses_what_is_no_committee(tmp_path: Path, words: tuple[str, ...]) -> None:
    assert Office(tmp_path / "store").error("init", *words)["code"] == 2
    assert not (tmp_path / "store").exists()


def test_a_wrong_password_and_an_unknown_account_are_told_alike(shared_small: Office) -> None:
    wrong = Office(shared_small.folder, password="Lane#300y").error("check")
    unknown = Office(shared_small.folder, login="nobody").error("check")
    assert wrong["code"] == unknown["code"] == 5
    assert wrong["message"] == unknown["message"]


def test_password_rewraps_the_key_and_the_recovery_key_still_opens(empty: Office) -> None:
    rows_before = empty.json("check")["records"]
    assert empty.ctl("password", "--new-password-file", "-", typed="Lane#301y\n").code == 0
    assert empty.ctl("check").code == 5
    assert Office(empty.folder, password="Lane#301y").json("check")["records"] == rows_before
    weak = Office(empty.folder, password="Lane#301y").ctl("password", "--new-password-file", "-", typed="x\n")
    assert weak.code == 5


def test_a_forgotten_password_is_set_anew_with_the_recovery_key(tmp_path: Path) -> None:
    office = Office(tmp_path / "store")
    key = office.json("init", "--committee-code", CODE, "--committee-name", NAME)["recovery_key"]
    words = ("--store", office.folder, "--user", LOGIN, "password", "--recovery-key-file", "-")
    assert run(*words, "--new-password-file", "-", typed=f"{key}\nLane#302z\n").code == 0
    assert office.ctl("check").code == 5
    assert Office(office.folder, password="Lane#302z").ctl("check").code == 0
    assert run(*words, "--new-password-file", "-", typed=f"{key[:-1]}?\nLane#303z\n").code == 5


def test_the_last_user_is_remembered(small: Office) -> None:
    assert small.ctl("check").code == 0
    ran = run("check", "--store", small.folder, "--password-file", "-", typed=PASSWORD)
    assert ran.code == 0, ran.err


# -- usage


def test_usage_errors_end_with_two_and_json_where_asked(shared_small: Office) -> None:
    ran = run("list", "--json")
    assert ran.code == 2
    assert ran.answer["error"]["code"] == 2
    assert run("list").out == ""
    assert run().code == 2
    assert shared_small.error("list", "nothing")["code"] == 2
    assert shared_small.error("list", "person", "--filter", "nofield=1")["code"] == 2
    assert shared_small.error("list", "person", "--filter", "nonsense")["code"] == 2
    assert shared_small.error("list", "person", "--filter", "birth_date=never")["code"] == 2
    assert shared_small.error("list", "person", "--limit", "-1")["code"] == 2
    assert shared_small.error("list", "person", "--order", "religion_of_neighbour")["code"] == 2
    assert shared_small.error("add", "person", "name")["code"] == 2
    without_password = run("check", "--store", shared_small.folder, "--user", LOGIN)
    assert without_password.code == 2
    assert "--password-file" in without_password.err


@pytest.mark.parametrize(
    "command",
    [
        *(f"order {verb}" for verb in ("list", "sources", "mine", "open", "verify", "figures")),
        *(f"visit {verb}" for verb in ("list", "due")),
        *(f"activity {verb}" for verb in ("list", "stats")),
        *(f"{one} list" for one in ("campaign", "guide", "notice", "question", "topic")),
    ],
)
def test_what_a_list_does_not_take_is_never_passed_over(command: str) -> None:
    ran = run(*command.split(), "status=S70", "--user", LOGIN, "--password-file", "-", typed="x\n")
    assert (ran.code, ran.out) == (2, "")
    assert "多出了不认识的内容：status=S70" in ran.err
    assert ("--filter" in ran.err) == (command in ("order list", "visit list", "activity list"))


def test_help_and_version_answer_without_a_store() -> None:
    whole, one, version = run("--help"), run("import", "--help"), run("--version")
    assert (whole.code, one.code, version.code) == (0, 0, 0)
    assert "import-undo" in whole.out
    assert "--errors-to" in one.out
    assert version.out.startswith("linongctl 0.")


def test_help_loads_no_slow_library() -> None:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "app.headless", "--help"],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=environment(),
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}
    slow = {"sqlcipher3", "cryptography", "pypinyin", "openpyxl", "pandas", "lxml", "platformdirs", "storage.store"}
    assert not slow & loaded
    assert "argparse" in loaded


# -- one record


def test_a_record_is_added_shown_changed_removed_and_restored(small: Office) -> None:
    added = small.json("add", "person", "姓名=王静", "id_no=310115198801010022", "人口类型=户籍人口")
    shown = small.json("show", "person", "310115198801010022")
    assert shown["id"] == added["id"]
    assert (shown["name"], shown["sex_label"], shown["age"]) == ("王静", "女", shown["derived"]["age"]["derived"])
    changed = small.json("set", "person", added["id"], "phone=138-1234-5678", "education=大学", "name=王静")
    assert changed == {"id": added["id"], "changed": ["phone", "education"]}
    assert small.json("set", "person", added["id"], "phone=")["changed"] == ["phone"]
    assert small.json("set", "person", added["id"], "name=王静")["changed"] == []
    assert small.error("remove", "person", added["id"], "--reason", " ")["code"] == 2
    assert small.json("remove", "person", added["id"], "--reason", "误录")["id"] == added["id"]
    assert small.error("show", "person", "310115198801010022")["code"] == 4
    [removed] = small.json("list", "person", "--deleted")["rows"]
    assert (removed["id"], removed["reason"], removed["deleted_by"]) == (added["id"], "误录", LOGIN)
    assert small.json("show", "person", added["id"])["deleted"] is True
    small.json("restore", "person", added["id"])
    assert small.error("restore", "person", added["id"])["code"] == 4
    history = small.json("show", "person", added["id"], "--history")["history"]
    assert [one["kind"] for one in history][-2:] == ["delete", "restore"]
    phones = [(one["old"], one["new"]) for one in history if one["field"] == "phone"]
    assert phones == [(None, "138****5678"), ("138****5678", None)]
    assert set(history[0]) >= {"at", "user", "field", "old", "new", "source"}
    assert small.json("check")["ok"] is True


def test_what_the_ledger_does_not_take_is_refused_field_by_field(small: Office) -> None:
    error = small.error("add", "person", "name=王静", "id_no=310115198801010020", "phone=12")
    fields = {(one["field"], one["rule"]) for one in error["fields"]}
    assert error["code"] == 2
    assert {("id_no", "checksum"), ("phone", "format"), ("population_type", "required")} <= fields
    assert small.error("set", "person", HEAD, "sex=女")["fields"] == [{"field": "sex", "rule": "disagrees with id_no"}]
    assert small.error("set", "person", HEAD, "name=")["fields"] == [{"field": "name", "rule": "required"}]
    assert small.error("set", "person", HEAD, "created_by=somebody")["code"] == 2
    education = small.error("set", "person", HEAD, "education=不知哪级")["fields"]
    assert education == [{"field": "education", "rule": "unknown code"}]
    assert small.error("set", "residence", "nothing", "relation=户主")["code"] == 4
    assert small.error("add", "residence", f"person_uid={HEAD}", "dwelling_uid=没有的小区1号1")["code"] == 4
    assert small.error("add", "person", "name=又一个", f"id_no={HEAD}", "population_type=01")["code"] == 6
    assert small.error("remove", "dwelling", "凌兆小区一1号302室", "--reason", "试")["code"] == 6


def test_a_change_on_something_else_than_was_seen_is_refused(small: Office) -> None:
    small.json("set", "person", HEAD, "phone=13900001111")
    error = small.error("set", "person", HEAD, "phone=13900002222", "--seen", "phone=13621514755")
    assert error["code"] == 7
    assert "联系电话" in error["message"]
    done = small.json("set", "person", HEAD, "phone=13900002222", "--seen", "phone=13900001111")
    assert done["changed"] == ["phone"]


# -- lists


def test_a_list_answers_with_total_and_rows_behind_masks(shared_small: Office) -> None:
    listed = shared_small.json("list", "person")
    assert listed["total"] == 3
    row = next(one for one in listed["rows"] if one["name"] == "闫英")
    assert row["id_no"] == "310*************54"
    assert row["phone"] == "136****4755"
    assert row["birth_date"] == "1950-**-**"
    assert row["hukou_address"] == "东明路300弄1号**室"
    assert row["ethnicity"] == row["ethnicity_label"] == "已隐藏"
    assert row["religion"] == "已隐藏"
    assert (row["education"], row["education_label"]) == ("70", "初级中学教育")
    assert row["residence_address"] == "凌兆小区一1号**室"
    everything = json.dumps(shared_small.json("show", "person", HEAD, "--history"), ensure_ascii=False)
    for secret in (HEAD, "13621514755", "1950-05-30", "佛教", "汉族", "东明路300弄1号302室"):
        assert secret not in everything


def test_a_child_is_masked_one_level_further(shared_small: Office) -> None:
    shown = shared_small.json("show", "person", CHILD)
    assert (shown["name"], shown["sex"], shown["age"]) == ("闫*萱", "已隐藏", "已隐藏")
    [row] = shared_small.json("list", "residence", "--filter", f"person_uid={CHILD}")["rows"]
    assert row["person_uid_label"] == "闫*萱"


def test_filters_search_order_and_paging_come_from_the_command_line(shared_small: Office) -> None:
    listed = shared_small.json(
        *("list", "person", "--search", "闫", "--filter", "age<=59", "--filter", "compound_uid=凌兆小区一"),
        *("--order", "age", "--desc", "--limit", "5", "--offset", "0", "--all"),
    )
    assert [one["name"] for one in listed["rows"]] == ["闫*萱"]
    assert shared_small.error("list", "person", "--filter", "compound_uid=没有的小区")["code"] == 4
    everybody = shared_small.json("list", "person", "--all")["rows"]
    head = shared_small.json("show", "person", HEAD)["age"]
    others = shared_small.json("list", "person", "--filter", f"age!={head}", "--all")["rows"]
    assert [one["id"] for one in others] == [one["id"] for one in everybody if one["age"] != head]
    assert shared_small.json("list", "person", "--filter", "age=")["total"] == 0


def test_who_lived_there_on_a_day(shared_small: Office) -> None:
    def residents(day: str) -> dict[str, list[str]]:
        rows = shared_small.json("list", "dwelling", "--on", day)["rows"]
        return {row["room_no"]: sorted(one["name"] for one in row["residents"]) for row in rows}

    assert residents("2026-05-01") == {"302": ["闫*萱", "闫英"], "1002": ["梁涵玉"]}
    assert residents("2026-11-01") == {"302": ["闫*萱", "闫英"], "1002": []}
    assert residents("2012年1月1日") == {"302": ["闫英"], "1002": []}
    stays = shared_small.json("list", "residence", "--on", "2026-05-01", "--filter", "dwelling_uid=凌兆小区一1号1002")
    assert [one["person_uid_label"] for one in stays["rows"]] == ["梁涵玉"]
    assert shared_small.json("list", "residence", "--on", "2026-11-01")["total"] == 2


def test_derived_values_stand_in_lists_and_are_explained(shared_small: Office) -> None:
    dwelling = shared_small.json("show", "dwelling", "凌兆小区一1号302室")
    assert (dwelling["resident_count"], dwelling["household_count"], dwelling["is_rented"]) == (2, 1, False)
    assert {one["person_uid_label"] for one in dwelling["related"]["residence"]} == {"闫英", "闫*萱"}
    household = shared_small.json("show", "household", "凌兆小区一1号302室")
    assert household["member_count"] == 2
    assert household["derived"]["member_count"] == {"derived": 2, "stated": 5, "counts": "derived"}
    [row] = shared_small.json("list", "residence", "--filter", f"person_uid={HEAD}")["rows"]
    assert (row["hukou_match"], row["hukou_match_label"]) == ("1", "人户一致")
    assert shared_small.json("list", "building")["rows"][0]["people_count"] == 2


def test_the_dead_and_the_moved_out_are_left_out_unless_all_are_wanted(small: Office) -> None:
    small.json("set", "person", TENANT, "moved_out=是")
    assert small.json("list", "person")["total"] == 2
    assert small.json("list", "person", "--all")["total"] == 3
    small.json("set", "person", HEAD, "alive=否", "death_date=2026-11-01")
    assert small.json("set", "person", HEAD, "是否死亡=是")["changed"] == []
    assert small.error("show", "person", HEAD)["name"] == "LeftOut"
    assert small.json("show", "person", HEAD, "--all")["alive"] is False
    for wanted, members in (((), ["闫*萱"]), (("--all",), ["闫英", "闫*萱"])):
        home = small.json("show", "household", "凌兆小区一1号302室", *wanted)["related"]["residence"]
        assert [row["person_uid_label"] for row in home] == members
    assert small.json("list", "person", "--filter", "alive=否", "--all")["total"] == 1
    assert small.json("list", "person")["total"] == 1
    assert small.json("list", "person", "--all")["total"] == 3


def test_people_read_aligned_tables(shared_small: Office) -> None:
    ran = shared_small.ctl("list", "person", "--order", "name")
    assert ran.code == 0
    lines = ran.out.splitlines()
    assert lines[0].split() == ["姓名", "性别", "年龄", "证件号码", "联系电话", "现住地址", "人口类型"]
    assert lines[-1] == "人：共 3 条，本页 3 条。"
    shown = shared_small.ctl("show", "dwelling", "凌兆小区一1号302室", "--history").out
    assert "【居住关系】" in shown
    assert "【变更】" in shown


# -- files that are not there or not whole


def test_a_folder_without_a_store_and_a_second_start(small: Office, tmp_path: Path) -> None:
    assert Office(tmp_path / "nothing").error("check")["code"] == 4
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(small.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env=environment(),
    )
    assert holder.stdin is not None
    assert holder.stdout is not None
    with holder:
        assert holder.stdout.readline() == b"open\n" or holder.stdout.readline() == b"open\r\n"
        assert small.error("check")["code"] == 20
        holder.stdin.close()
    assert small.json("check")["ok"] is True


_HOLD = f"""
import sys
from pathlib import Path
from app.stores.session import Session
with Session.open(Path(sys.argv[1]), {LOGIN!r}, {PASSWORD!r}):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_a_damaged_or_foreign_file_is_refused_and_left_alone(small: Office) -> None:
    database = small.folder / "ledger.db"
    whole = database.read_bytes()
    for content in (whole[: len(whole) // 2], b"SQLite format 3\x00" + whole[16:], b""):
        database.write_bytes(content)
        assert small.error("list", "person")["code"] == 9
        assert database.read_bytes() == content
    database.write_bytes(whole)
    assert small.json("check")["ok"] is True


def test_check_finds_a_page_that_rotted(small: Office) -> None:
    database = small.folder / "ledger.db"
    rotten = bytearray(database.read_bytes())
    for at in range(len(rotten) - 4000, len(rotten) - 3000):
        rotten[at] ^= 0xFF
    database.write_bytes(bytes(rotten))
    ran = small.ctl("check", "--json")
    assert ran.code == 9
    assert "Traceback" not in ran.err


def _update_behind(office: Office) -> None:
    """Let the store look as an older version of the program left it."""
    with Session.open(office.folder, LOGIN, PASSWORD) as session:
        session.store._writer.run("UPDATE sync_state SET v = 0 WHERE k = 'local_version'")


def test_the_first_opening_after_an_update_says_what_it_does(small: Office) -> None:
    _update_behind(small)
    ran = small.ctl("list", "person", "--json")
    assert ran.code == 0
    assert ran.err.splitlines() == ["升级整理排序…", "升级整理查找…"]
    assert ran.answer["total"] == 3
    assert small.ctl("list", "person", "--json").err == ""


def test_the_first_opening_after_an_update_may_be_cancelled(small: Office) -> None:
    _update_behind(small)
    stopped = JobContext()
    stopped.cancel()
    with pytest.raises(Cancelled):
        Session.open(small.folder, LOGIN, PASSWORD, stopped)
    assert small.ctl("check", "--json").err.splitlines()[0] == "升级整理排序…"


# -- outputs that end early


@pytest.mark.parametrize(
    ("words", "code"),
    [(("list", "person", "--json"), 0), (("show", "person", "nobody", "--json"), 4), (("--help",), 0)],
)
def test_a_reader_that_has_seen_enough_is_no_trouble(shared_small: Office, words: tuple[str, ...], code: int) -> None:
    command = [sys.executable, "-m", "app.headless", "--store", str(shared_small.folder), "--user", LOGIN]
    done = subprocess.Popen(
        [*command, "--password-file", "-", *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(),
    )
    assert done.stdout is not None
    done.stdout.close()
    _, err = done.communicate(PASSWORD.encode() + b"\n", timeout=60)
    assert done.returncode == code
    assert b"Traceback" not in err
    assert b"Exception" not in err


def test_a_closed_standard_error_stops_nothing(small: Office) -> None:
    command = [sys.executable, "-m", "app.headless", "--store", str(small.folder), "--user", LOGIN]
    done = subprocess.Popen(
        [*command, "--password-file", "-", "demo", "--people", "3", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(),
    )
    assert done.stderr is not None
    done.stderr.close()
    out, _ = done.communicate(PASSWORD.encode() + b"\n", timeout=120)
    assert (done.returncode, b"error" in out) == (6, True)  # not into a store that has records: its code stays
