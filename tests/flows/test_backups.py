"""Backups on the command line: made, looked at, restored to a new PC, over a store, tried out; the key; the night."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from app import words
from storage.errors import KeysDamaged
from storage.keys import KeySlots
from tests.flows.program import LOGIN, NAME, PASSWORD, Office, new_office, run
from tests.office import an_id

NEW = "Neu#4711abc"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = new_office(tmp_path / "store")
    made.json("add", "person", "name=尉迟琉璃", f"id_no={an_id(1)}", "population_type=01")
    return made


def restore(*words: str | Path, typed: str) -> dict[str, object]:
    ran = run("--user", LOGIN, "--password-file", "-", "restore", *words, "--json", typed=typed)
    assert ran.code == 0, ran.err
    return ran.answer


def test_a_backup_comes_back_on_a_new_pc_with_the_password(office: Office, tmp_path: Path) -> None:
    made = office.json("backup", tmp_path / "one.linongbak")
    assert made["path"] == str(tmp_path / "one.linongbak")
    assert made["verified"] is True
    assert made["records"]["person"] == 1
    assert made["size"] == (tmp_path / "one.linongbak").stat().st_size
    shutil.rmtree(office.folder)
    answer = restore(tmp_path / "one.linongbak", "--store", tmp_path / "pc", typed=f"{PASSWORD}\n")
    assert answer["store"] == str(tmp_path / "pc")
    assert answer["kept_aside"] is None
    assert answer["committee_name"] == NAME
    found = Office(tmp_path / "pc").json("list", "person")
    assert found["total"] == 1
    assert Office(tmp_path / "pc").json("check")["ok"] is True


def test_a_backup_comes_back_on_a_new_pc_with_the_recovery_key(tmp_path: Path) -> None:
    store = tmp_path / "store"
    words = ("--store", store, "--user", LOGIN, "--password-file", "-")
    init = ("init", "--committee-code", "310115012001", "--committee-name", NAME, "--json")
    key = run(*words, *init, typed=f"{PASSWORD}\n").answer["recovery_key"]
    Office(store).json("backup", tmp_path / "one.linongbak")
    shutil.rmtree(store)
    secrets = ("--recovery-key-file", "-", "--new-password-file", "-")
    ran = run(
        "--store", tmp_path / "pc", "--user", LOGIN, "restore", tmp_path / "one.linongbak", *secrets,
        typed=f"{key}\n{NEW}\n",
    )  # fmt: skip
    assert ran.code == 0, ran.err
    assert Office(tmp_path / "pc", password=NEW).json("check")["ok"] is True
    assert Office(tmp_path / "pc").ctl("check").code == 5


def test_what_it_holds_is_shown_without_a_password(office: Office, tmp_path: Path) -> None:
    office.json("backup", tmp_path / "one.linongbak")
    ran = run("restore", tmp_path / "one.linongbak", "--look")
    assert ran.code == 0
    assert NAME in ran.out
    assert "人 1" in ran.out
    assert "尉迟琉璃" not in ran.out


def test_a_store_is_replaced_only_when_that_is_asked_for(office: Office, tmp_path: Path) -> None:
    backup = tmp_path / "one.linongbak"
    office.json("backup", backup)
    office.json("add", "person", "name=后来的人", f"id_no={an_id(2)}", "population_type=01")
    assert office.error("restore", backup)["name"] == "StoreStands"
    answer = office.json("restore", backup, "--replace")
    assert office.json("list", "person")["total"] == 1
    aside = Office(Path(str(answer["kept_aside"])))
    assert aside.json("list", "person")["total"] == 2


def test_restore_still_brings_back_a_record(office: Office) -> None:
    office.json("remove", "person", an_id(1), "--reason", "误录")
    (row,) = office.json("list", "person", "--deleted")["rows"]
    assert office.json("restore", "person", row["id"]) == {"id": row["id"], "restored": True}


def test_a_file_that_is_no_backup_is_refused(office: Office, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("一封信")
    assert office.error("restore", tmp_path / "letter.txt")["code"] == 3
    backup = tmp_path / "one.linongbak"
    office.json("backup", backup)
    backup.write_bytes(backup.read_bytes()[:-1000])
    assert office.error("restore", backup)["code"] == 9


def test_a_drill_is_held_and_told(office: Office) -> None:
    office.json("backup")
    held = office.json("drill")
    assert held["ok"] is True
    assert held["records"]["person"] == 1
    assert Path(held["report"]).read_text("utf-8-sig").startswith(NAME)
    (backup,) = (office.folder / "backups").iterdir()
    content = bytearray(backup.read_bytes())
    content[len(content) // 2] ^= 1
    backup.write_bytes(content)
    ran = office.ctl("drill", "--json")
    assert (ran.code, ran.answer["ok"]) == (9, False)


def test_the_keys_change_and_the_password_stays(office: Office) -> None:
    before = (office.folder / "ledger.db").read_bytes()[:16]
    old = KeySlots.load(office.folder / "keys.json").unwrap(LOGIN, PASSWORD)
    done = office.json("rekey")
    assert done["rekeyed"] is True
    assert done["unattended_ended"] == []
    slots = KeySlots.load(office.folder / "keys.json")
    assert slots.unwrap_with_recovery_key(str(done["recovery_key"])).above == slots.unwrap(LOGIN, PASSWORD).above
    with pytest.raises(KeysDamaged):
        slots.key_under(old.above)
    assert (office.folder / "ledger.db").read_bytes()[:16] != before
    assert office.json("check")["ok"] is True


def test_status_tells_of_backups(office: Office, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    assert office.json("status")["last_backup"] is None
    office.json("backup", "--second-folder", tmp_path / "disk")
    now = office.json("status")
    assert now["last_backup"] is not None
    assert now["second_folder_reached"] is True
    assert now["log_ok"] is True
    assert len(list((tmp_path / "disk").glob("*.linongbak"))) == 1
    assert office.json("backup", "--second-folder", "-")["second"] is None


@pytest.mark.skipif(sys.platform != "linux", reason="systemd's files")
def test_the_night_is_planned_and_without_a_key_says_so(office: Office, tmp_path: Path) -> None:
    config = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    common = ("--store", office.folder, "--user", LOGIN)

    def ctl(*said: str, typed: str = "") -> tuple[int, dict[str, object]]:
        secret = ("--password-file", "-") if typed else ()
        ran = run(*common, *secret, *said, "--json", typed=typed, **config)
        return ran.code, json.loads(ran.out)

    code, planned = ctl("schedule", "install", "--at", "06:15", typed=f"{PASSWORD}\n")
    assert (code, planned["installed"], planned["at"], planned["kind"]) == (0, True, "06:15", "systemd")
    assert all(Path(str(path)).is_file() for path in planned["files"])  # type: ignore[attr-defined]
    assert ctl("schedule", "status")[1]["installed"] is True
    if not planned["active"]:
        assert planned["idle"] in words.SCHEDULE_IDLE
        assert words.SCHEDULE_IDLE[str(planned["idle"])] in run(*common, "schedule", "status", **config).err
    code, refused = ctl("backup", "--scheduled")
    assert (code, refused["error"]["name"]) == (21, "KeyNotKept")  # type: ignore[index]
    code, made = ctl("backup", "--scheduled", typed=f"{PASSWORD}\n")
    assert (code, made["why"]) == (0, "daily")
    assert ctl("backup", "--scheduled", typed=f"{PASSWORD}\n")[1]["path"] is None
    assert ctl("schedule", "install", "--at", "6 Uhr", typed=f"{PASSWORD}\n")[0] == 2
    assert ctl("schedule", "remove", typed=f"{PASSWORD}\n")[1]["installed"] is False
