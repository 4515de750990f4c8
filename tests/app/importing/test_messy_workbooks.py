"""Workbooks of the kinds that offices keep, in shapes of their own: every row ends where its office expects it."""

from __future__ import annotations

import pytest

from tests.office import Office, an_id


@pytest.fixture
def known(office: Office) -> Office:
    """An office that knows its two compounds."""
    office.take(["小区名称", "详细地址"], ["银杏新村", "东明路300弄"], ["凌兆小区一", "东明路728弄、730弄"])
    return office


def _homes(office: Office) -> dict[object, str]:
    compounds = {row["id"]: row["name"] for row in office.rows("compound")}
    buildings = {row["id"]: f"{compounds[row['compound_uid']]}{row['building_no']}" for row in office.rows("building")}
    return {row["id"]: f"{buildings[row['building_uid']]}-{row['room_no']}" for row in office.rows("dwelling")}


def _lives(office: Office) -> dict[object, tuple[str, object]]:
    """Name -> home and relation of everybody."""
    homes, names = _homes(office), {row["id"]: row["name"] for row in office.rows("person")}
    return {names[row["person_uid"]]: (homes[row["dwelling_uid"]], row["relation"]) for row in office.rows("residence")}


def test_a_roster_with_groups_of_headings_a_title_and_signatures(known: Office) -> None:
    got = known.take(
        ["银杏新村居民信息登记表（2026年）", *[None] * 11],
        ["登记单位：凌兆一居", None, None, None, "登记日期：2026年3月1日", *[None] * 7],
        ["序号", "居住地址", None, None, "居民基本情况", None, None, None, "联系方式", None, "备注", "是否党员"],
        [None, "小区", "门牌", "室", "姓名", "性别", "身份证", "与户主", "手机", "固话", None, None],
        ["1", "银杏新村", "5", "101", "王建国", "男", an_id(1), "户主", "13812345678", "58881234", "退休", "是"],
        ["2", "银杏新村", "5", "101", "李美兰", "女", an_id(2, sex=0), "妻", "13812345679", None, None, "否"],
        ["3", "银杏新村", "5", "102", "张 伟", "男", an_id(3), "本人", "021-58881235", None, "空巢", "√"],
        ["4", "银杏新村", "5", "103", None, None, None, None, None, None, "空关", None],
        ["合计", "3人"],
        ["填表人：王某", None, "审核：李某", None, "日期：2026-3-1"],
        merges=("A1:L1", "A3:A4", "B3:D3", "E3:H3", "I3:J3", "K3:K4", "L3:L4"),
    )
    assert (got["rows"], got["refused"], got["issues"]) == (4, 0, [])
    assert _lives(known) == {
        "王建国": ("银杏新村5-101", "01"),
        "李美兰": ("银杏新村5-101", "03"),
        "张伟": ("银杏新村5-102", "01"),
    }
    assert len(known.rows("household")) == 2
    assert known.person("王建国")["phone2"] == "021-58881234"
    assert {row["person_uid"] for row in known.rows("person_tag")} == {
        known.person("王建国")["id"],
        known.person("张伟")["id"],
    }
    assert "银杏新村5-103" in _homes(known).values()


def test_a_list_of_tenants_under_other_words(known: Office) -> None:
    known.take(["姓名", "身份证号", "住址", "与户主关系"], ["王建国", an_id(1), "银杏新村1号101", "户主"])
    got = known.take(
        ["出租房屋及租客登记表"],
        ["出租房地址", "房东", "房东电话", "租客", "租客身份证号", "租客电话", "起租日"],
        ["银杏新村1号101室", "王建国", "13800001111", "孙一", an_id(5), "13700001111", "2025-03-01"],
        ["凌兆小区一3号502", "钱东", "13800001112", "吴三", "E12345678", "13700001113", "2025.3"],
    )
    assert (got["refused"], got["doubtful"], got["issues"]) == (0, 0, [])
    assert _lives(known) == {
        "王建国": ("银杏新村1-101", "01"),
        "孙一": ("银杏新村1-101", "04"),
        "吴三": ("凌兆小区一3-502", "04"),
    }
    assert [row["lessee_name"] for row in known.rows("dwelling")] == [None, None]


def test_a_list_of_elders_updates_who_is_known(known: Office) -> None:
    elder = an_id(1, born="19400101")
    known.take(["姓名", "身份证号", "住址", "与户主关系"], ["王建国", elder, "银杏新村1号101", "户主"])
    got = known.take(
        ["80岁及以上老人名册"],
        ["序号", "姓名", "性别", "年龄", "出生年月", "身份证号码", "家庭住址", "联系电话", "是否独居", "健康状况"],
        [1, "王建国", "男", 86, "1940.1", elder, "银杏新村1号101", "58881234", "是", "良好"],
        [2, "赵桂英", "女", 91, 1935.3, None, "银杏新村2号202", None, "否", "高血压"],
        [3, "钱有福", "男", "90岁", "1936年农历五月", None, "728弄3号301", None, None, None],
    )
    assert (got["new"]["person"], got["changed"], got["refused"]) == (2, {"person": 1}, 0)
    assert [(issue["row"], issue["field"], issue["row_refused"]) for issue in got["issues"]] == [
        (4, "health_status", False),
        (5, "birth_date", False),
    ]
    assert (known.person("王建国")["phone"], known.person("赵桂英")["birth_date"]) == ("021-58881234", "1935-03")
    assert _lives(known)["钱有福"] == ("凌兆小区一3-301", "99")


def test_a_list_of_disabled_people_with_numbers_as_cells(known: Office) -> None:
    got = known.take(
        ["序号", "姓名", "残疾类别", "残疾等级", "监护人电话", "联系电话", "小区", "楼号", "室号"],
        [1, "王一", "肢体", "二级", "13900001111", 13812345678, "银杏新村", 1, 101.0],
        [2, "李二", "视力残疾", "1级", None, 58881234, "银杏新村", "01", "102室"],
    )
    assert (got["refused"], got["issues"]) == (0, [])
    people = {row["name"]: (row["disability_grade"], row["phone"]) for row in known.rows("person")}
    assert people == {"王一": (2, "13812345678"), "李二": (1, "021-58881234")}
    assert sorted(_homes(known).values()) == ["银杏新村1-101", "银杏新村1-102"]


def test_a_web_table_in_gb2312_named_xls(known: Office) -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>{number}</td><td>{where}</td></tr>"
        for name, number, where in (
            ("户主姓名", "身份证", "房屋坐落"),
            ("王一", an_id(1), "银杏新村1号101室"),
            ("王二", an_id(2), "300弄1号102"),
        )
    )
    page = f"<html><body><table><tr><th colspan=3>住户清单</th></tr>{rows}<tr><td>共2户</td></tr></table></body></html>"
    path = known.folder / "住户.xls"
    path.write_bytes(page.encode("gb2312"))
    got = known.take_file(path)
    assert (got["rows"], got["refused"], got["new"]["household"]) == (2, 0, 2)
    assert _lives(known) == {"王一": ("银杏新村1-101", "01"), "王二": ("银杏新村1-102", "01")}


def test_a_csv_in_gb18030_with_columns_in_any_order(known: Office) -> None:
    lines = [
        "居民名单,,,",
        "电话,姓名,证件号码,住址",
        f"13812345678,㐂𠮷明,{an_id(1)},银杏新村1-101",
        f",'王二,'{an_id(2)},300弄2号302室",
        f",王三,{an_id(3)[:-1]}?,728弄3#401",
    ]
    path = known.folder / "名单.csv"
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    got = known.take_file(path)
    assert (got["rows"], got["refused"]) == (3, 1)
    assert [(issue["row"], issue["field"]) for issue in got["issues"]] == [(5, "id_no")]
    assert _lives(known) == {"㐂𠮷明": ("银杏新村1-101", "99"), "王二": ("银杏新村2-302", "99")}


def test_shops_under_the_words_of_the_street(known: Office) -> None:
    got = known.take(
        ["沿街商铺登记表"],
        ["店招名称", "经营地址", "经营者", "联系电话", "从业人数"],
        ["老王面馆", "东明路300弄1号", "王老板", "58881234", "3"],
        ["便利店", "东明路302号", "李老板", "13800001111", "2人"],
        ["合计", "2家"],
    )
    assert (got["new"], got["refused"], got["issues"]) == ({"topic_merchant": 2}, 0, [])
