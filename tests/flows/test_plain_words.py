"""What `linongctl` says when something is in the way: what is wrong, what became of the work, and advice that works."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.program import CODE, LOGIN, NAME, Office, run
from tests.flows.small import CHILD, HEAD

NOT_SAVED = "没有保存"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--on", "2024-13-45"), "日期写得不对"),
        (("--filter", "sex=x"), "性别：没有这个选项"),
        (("--filter", "age=old"), "不是整数"),
        (("--filter", "id_no>=~"), "筛选条件写得不对"),
    ],
)
def test_a_question_that_is_wrong_saves_nothing_and_does_not_say_so(
    shared_small: Office, words: tuple[str, str], said: str
) -> None:
    error = shared_small.error("list", "person", *words)
    assert error["code"] == 2
    assert said in error["message"]
    assert NOT_SAVED not in error["message"]


@pytest.mark.parametrize(
    ("written", "said"),
    [("age", "没有写怎么比较"), ("age>80", "不认得“>”"), ("年龄<80", "不认得“<”"), ("sex==1", ""), ("=1", "不认得")],
)
def test_a_filter_without_a_sign_is_told_which_signs_there_are(shared_small: Office, written: str, said: str) -> None:
    for command in (("list", "person"), ("export", "flat", shared_small.folder / "x.xlsx")):
        error = shared_small.error(*command, "--filter", written)
        assert error["code"] == 2
        assert said in error["message"]
        if said:
            assert error["name"] == "FilterUnclear"
            assert "!=、~（包含）、>= 或 <=" in error["message"]


def test_the_flat_sheet_is_called_by_its_name(shared_small: Office, tmp_path: Path) -> None:
    error = shared_small.error("export", "flat", tmp_path / "a.xlsx", "--columns", "没有的列")
    assert error["message"].startswith("人房总表里没有")
    assert "flat" not in shared_small.ctl("layout", "list", "flat").out


def test_who_is_named_by_name_is_told_how_to_name_a_person(small: Office) -> None:
    for words in (
        ("add", "person_tag", "person_uid=白斌轩", "tag=独居老人"),
        ("show", "person", "白斌轩"),
        ("list", "residence", "--filter", "person_uid=白斌轩"),
    ):
        error = small.error(*words)
        assert error["code"] == 4
        assert "请用证件号码或标识" in error["message"]
    assert "完整地址" in small.error("show", "dwelling", "没有的地方")["message"]
    assert "标识" in small.error("show", "residence", "谁")["message"]


def test_a_store_that_lost_its_database_is_damaged_and_nothing_new_is_begun(small: Office) -> None:
    (small.folder / "ledger.db").unlink()
    left = _kept(small.folder)
    for words in (("check",), ("list", "person"), ("init", "--committee-code", CODE, "--committee-name", NAME)):
        error = small.error(*words)
        assert (error["code"], error["name"]) == (9, "DatabaseMissing")
        assert "backups" in error["message"]
    assert _kept(small.folder) == left


def _kept(folder: Path) -> dict[str, bytes]:
    """The store's files without the lock, which holds the number of whoever came last."""
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file() and one.name != "store.lock"}


def test_no_command_with_json_is_an_error_object() -> None:
    ran = run("--json")
    assert ran.code == 2
    assert ran.answer["error"]["code"] == 2
    plain = run()
    assert (plain.code, plain.out) == (2, "")
    assert "import-undo" in plain.err


def test_what_stands_in_the_way_of_an_undo_is_named_behind_masks(small: Office, tmp_path: Path) -> None:
    sheet = tmp_path / "表.csv"
    sheet.write_text(
        "小区,楼栋,室号,姓名,身份证号,与户主关系,联系电话\n"
        f"凌兆小区一,1号,302,闫小萱,{CHILD},孙女,13900001111\n"
        "凌兆小区一,1号,1002,王静,310115198801010022,户主,13900002222\n",
        encoding="utf-8",
    )
    batch = small.json("import", sheet)["batch"]
    small.json("set", "person", CHILD, "phone=13900003333")
    small.json("set", "person", "310115198801010022", "phone=13900004444")
    home = small.json("list", "residence", "--filter", "person_uid=310115198801010022")["rows"][0]
    small.json("set", "residence", home["id"], "relation=承租人")
    error = small.error("import-undo", batch)
    assert error["code"] == 7
    names = {one["ledger"]: one["name"] for one in error["obstacles"] if one["fields"] != ["phone"]}
    assert names == {"residence": f"王静 {home['dwelling_uid_label']} 承租人"}
    people = {one["name"] for one in error["obstacles"] if one["ledger"] == "person"}
    listed = {row["name"] for row in small.json("list", "person")["rows"]}
    assert people <= listed
    assert people == {"王静", small.json("show", "person", CHILD)["name"]}
    assert "闫小萱" not in error["message"]
    assert HEAD not in error["message"]
    assert f"人“王静”的联系电话，{LOGIN}" in error["message"]
    assert "改回去" not in error["message"]
    assert "撤销后来的那次导入" in error["message"]


def test_demo_workbooks_go_only_where_a_folder_can_be(empty: Office, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    error = empty.error("demo", "--people", "3", "--workbooks", tmp_path / "file" / "in")
    assert error["code"] == 8
