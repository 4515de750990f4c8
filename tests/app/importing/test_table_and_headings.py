"""Finding the table and its columns in sheets as people make them."""

from __future__ import annotations

import pytest

from app.excel.cells import Batch
from app.importing import table
from app.importing.headings import Heading, Target
from app.importing.mapping import SheetMissing, resolve
from app.importing.plan import ImportOptions
from app.importing.subjects import subject_of
from app.importing.vocabulary import vocabulary
from tests.office import Office, an_id

NOTES = ["必填", "18位", "选填", "如：13812345678"]


def _find(rows: list[list[object]], merges: tuple[tuple[int, int, int, int], ...] = ()) -> table.Table:
    found = table.find([Batch(1, [list(row) for row in rows])], merges)
    assert found is not None
    return found


def test_titles_comments_repeats_and_footers_are_no_data() -> None:
    head = ["姓名", "身份证号", "性别", "联系电话"]
    found = _find(
        [
            ["凌兆小区一居民花名册"],
            ["填报单位：某某居委", None, None, "2026年9月"],
            head,
            NOTES,
            ["王一", "1", "男", None],
            head,
            ["王二", "2", "女", None],
            ["小计", 2, None, None],
            ["王三", "3", "男", None],
            ["合计：3人"],
            ["制表人：           审核人："],
            ["说明：本表一式两份"],
        ]
    )
    assert found.heading_rows == (3,)
    assert [(row, cells[0]) for row, cells in found.samples] == [(5, "王一"), (7, "王二"), (9, "王三")]


@pytest.mark.parametrize("label", ["制表人", "填表人", "制表", "审核人", "负责人", "经办人", "填表日期", "录入员"])
def test_whoever_signs_under_the_table_is_nobody_of_it(office: Office, label: str) -> None:
    head = ["序号", "小区", "门牌号", "姓名", "身份证号"]
    got = office.take(head, [1, "一村", "1号101", "王一", an_id(1)], [label, None, None, "李某", None])
    assert (got["rows"], got["new"]["person"], got["refused"]) == (1, 1, 0)


@pytest.mark.parametrize("label", ["合 计", "小　计", "人数合计", "本页小计", "本栋合计", "总 计", "（合计）"])
@pytest.mark.parametrize("count", ["5", "5人", "3户5人", 5])
def test_a_total_is_nobody(office: Office, label: str, count: object) -> None:
    head = ["序号", "小区", "门牌号", "姓名", "身份证号"]
    got = office.take(head, [1, "一村", "1号101", "王一", an_id(1)], [label, None, None, count, None])
    assert (got["rows"], got["refused"], got["issues"]) == (1, 0, [])


def test_page_titles_above_a_repeated_heading_are_no_data() -> None:
    head = ["室号", "姓名", "电话"]
    found = _find(
        [
            ["1号楼"],
            head,
            ["101", "王一", None],
            ["102", None, None],
            ["2号楼"],
            head,
            ["201", "王二", None],
            ["第 2 页，共 2 页"],
            ["202", "王三", None],
        ]
    )
    assert [(row, cells[0]) for row, cells in found.samples] == [(3, "101"), (4, "102"), (7, "201"), (9, "202")]


def test_two_rows_of_headings_are_read_as_one() -> None:
    found = _find(
        [
            ["花名册"],
            ["序号", "住址", "基本信息", None, "户籍信息", None],
            [None, None, "姓名", "性别", "户籍地", "与户主关系"],
            [1, "1号101", "王一", "男", "本市", "户主"],
        ],
        ((1, 1, 1, 6), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 2, 4), (2, 5, 2, 6)),
    )
    assert found.heading_rows == (2, 3)
    assert [item.text for item in found.headings] == ["序号", "住址", "姓名", "性别", "户籍地", "与户主关系"]
    assert [row for row, _ in found.samples] == [4]


def test_a_group_heading_names_whose_column_it_is() -> None:
    headings = [
        Heading(0, "姓名", "租客信息"),
        Heading(1, "身份证号", "租客信息"),
        Heading(2, "姓名", "房东信息"),
        Heading(3, "地址", ""),
    ]
    mapping = resolve(headings, lambda _column, _target: 1.0)
    targets = mapping.targets()
    assert targets[2] == Target("dwelling", "owner_name")
    assert (mapping.role, targets[0]) == ("tenant", Target("person", "name"))


def test_merged_cells_are_carried_down_inside_their_merge_only() -> None:
    found = _find(
        [["住址", "姓名"], ["1号101", "王一"], [None, "王二"], [None, "王三"], ["1号102", "王四"], [None, "王五"]],
        ((2, 1, 3, 1),),
    )
    assert [cells[0] for _, cells in found.samples] == ["1号101", "1号101", None, "1号102", None]


@pytest.mark.parametrize(
    ("headings", "subject"),
    [
        (["小区名称", "详细地址", "小区类型", "建成年份"], "compound"),
        (["小区", "楼栋号", "地上层数", "电梯数"], "building"),
        (["小区", "楼栋号", "单元号", "每层户数"], "unit"),
        (["小区名称", "楼号", "房号", "建筑面积(㎡)", "产权人", "联系电话"], "dwelling"),
        (["姓名", "身份证号"], "person"),
        (["公民身份号码", "联系方式"], "person"),
        (["车牌号", "车主", "联系电话", "室号"], "topic_vehicle"),
        (["店名", "统一社会信用代码", "业态", "地址"], "topic_merchant"),
    ],
)
def test_the_subject_of_a_sheet(headings: list[str], subject: str) -> None:
    assert subject_of([Heading(column, text) for column, text in enumerate(headings)]) == subject


@pytest.mark.parametrize("heading", ["户主", "户号", "房屋性质"])
def test_ambiguous_headings_are_left_out_and_say_their_meanings(heading: str) -> None:
    mapping = resolve([Heading(0, "姓名"), Heading(1, heading), Heading(2, "室号")], lambda _column, _target: 1.0)
    assert (mapping.columns[1].target, mapping.columns[1].how) == (None, "ambiguous")


@pytest.mark.parametrize(
    ("heading", "how", "field"),
    [
        ("姓名", "exact", "name"),
        ("公民身份号码", "alias", "id_no"),
        ("联系电话（手机）*", "normalised", "phone"),
        ("文 化 程 度", "alias", "education"),
        ("紧急联络人", "fuzzy", "emergency_contact"),
    ],
)
def test_a_heading_says_how_it_was_found(heading: str, how: str, field: str) -> None:
    mapping = resolve([Heading(0, "姓名"), Heading(1, heading)], lambda _column, _target: 1.0)
    found = mapping.columns[0 if heading == "姓名" else 1]
    assert found.target is not None
    assert (found.how, found.target.field) == (how, field)


def test_a_fuzzy_heading_is_taken_only_when_its_values_fit() -> None:
    headings = [Heading(0, "姓名"), Heading(1, "紧急联络电话")]
    assert resolve(headings, lambda _column, _target: 1.0).columns[1].target == Target("person", "emergency_phone")
    assert resolve(headings, lambda _column, _target: 0.3).columns[1].target is None


def test_values_decide_between_the_meanings_of_a_word(office: Office) -> None:
    head = ["小区", "楼栋", "室号", "房屋状态"]
    got = office.take(head, ["一村", "1", "101", "自住"], ["一村", "1", "102", "空置"])
    assert got["columns"][3]["field"] == "occupancy"
    got = office.take(head, ["一村", "1", "101", "在用"], ["一村", "1", "102", "拆除"])
    assert got["columns"][3]["field"] == "status"


def test_two_columns_never_feed_one_field(office: Office) -> None:
    got = office.take(
        ["姓名", "身份证号", "联系电话", "手机", "电话"], ["王一", an_id(1), "13812345678", "13912345678", "58881234"]
    )
    assert [column["how"] for column in got["columns"]][2:] == ["exact", "alias", "taken"]
    person = office.person("王一")
    assert (person["phone"], person["phone2"]) == ("13812345678", "13912345678")


def test_several_sheets_are_each_a_table_or_named_as_skipped(office: Office) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["请各居委按要求填写"])
    for name, serial in (("一号楼", 1), ("二号楼", 2)):
        sheet = book.create_sheet(name)
        sheet.append(["姓名", "身份证号"])
        sheet.append([f"王{serial}号"[:1] + "一二"[serial - 1], an_id(serial)])
    hidden = book.create_sheet("选项")
    hidden.append(["姓名", "身份证号"])
    hidden.sheet_state = "hidden"
    path = office.folder / "多表.xlsx"
    book.save(path)
    got = office.take_file(path)
    assert {sheet["sheet"]: sheet["skipped"] for sheet in got["sheets"]} == {
        "说明": "no table",
        "一号楼": None,
        "二号楼": None,
        "选项": "hidden",
    }
    assert got["new"]["person"] == 2


def test_every_label_and_alias_of_a_subject_finds_its_field() -> None:
    for subject in ("person", "dwelling", "compound", "building", "topic_vehicle", "topic_merchant"):
        known = vocabulary(subject)
        for word, candidates in known.exact.items():
            assert known.candidates(word)[0] == candidates[0]


def test_a_word_in_front_says_whose_name_and_number_it_is() -> None:
    found = resolve(
        [
            Heading(index, word)
            for index, word in enumerate(
                (
                    "租户名字",
                    "承租人身份证号码",
                    "租客手机",
                    "租客性别",
                    "出租房地址",
                    "出租人电话",
                    "房东手机号",
                    "子女手机号",
                )
            )
        ],
        lambda _column, _target: 1.0,
    )
    assert (found.subject, found.role) == ("person", "tenant")
    assert {column: str(target) for column, target in found.targets().items()} == {
        0: "person.name",
        1: "person.id_no",
        2: "person.phone",
        3: "person.sex",
        4: "dwelling.full_address",
        5: "dwelling.owner_phone",
    }


def test_people_with_a_landlord_and_a_lease_are_tenants(office: Office) -> None:
    office.take(["小区名称", "详细地址"], ["凌兆小区一", "东明路300弄"])
    office.take(
        ["姓名", "身份证号", "租房地址", "起租时间", "房东姓名", "房东手机"],
        ["王一名", an_id(1), "凌兆小区一1号302", "2024-01-01", "张房东", "13800138000"],
    )
    assert [row["relation"] for row in office.rows("residence")] == ["04"]
    [home] = office.rows("dwelling")
    assert (home["owner_name"], home["owner_phone"], home["lessee_name"]) == ("张房东", "13800138000", None)


def test_a_chosen_sheet_that_is_not_there_is_named(office: Office) -> None:
    with pytest.raises(SheetMissing) as raised:
        office.plan(["姓名"], ["王一名"], options=ImportOptions(sheets=("没有这张",)))
    assert raised.value.sheet == "没有这张"


def _fields(*headings: str) -> dict[str, str]:
    mapping = resolve([Heading(column, text) for column, text in enumerate(headings)], lambda _column, _target: 1.0)
    return {item.heading: str(item.target) for item in mapping.columns if item.target is not None}


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (("姓名", "门牌", "室"), {"门牌": "building.building_no", "室": "dwelling.room_no"}),
        (("姓名", "楼号", "门牌号"), {"楼号": "building.building_no", "门牌号": "dwelling.room_no"}),
        (("姓名", "门牌"), {"门牌": "dwelling.room_no"}),
        (("姓名", "弄号", "室号"), {"弄号": "building.building_no"}),
        (("姓名", "弄号", "楼号", "室号"), {"弄号": "dwelling.full_address#lane"}),
        (("家庭成员", "关系", "身份证"), {"家庭成员": "person.name", "关系": "residence.kinship"}),
        (("姓名", "家庭成员", "关系"), {"姓名": "person.name"}),
        (("姓名", "电话1", "电话2"), {"电话1": "person.phone", "电话2": "person.phone2"}),
        (("姓名", "与户主", "楼室号"), {"与户主": "residence.kinship", "楼室号": "dwelling.full_address"}),
        (("店招名称", "经营地址"), {"店招名称": "topic_merchant.name"}),
    ],
    ids=lambda one: "|".join(one) if isinstance(one, tuple) else "",
)
def test_everyday_headings_mean_what_the_other_columns_leave(
    headings: tuple[str, ...], expected: dict[str, str]
) -> None:
    found = _fields(*headings)
    assert {heading: found.get(heading) for heading in expected} == expected
    assert "家庭成员" not in found or "姓名" not in headings


def test_a_yes_no_column_named_after_a_code_is_a_tag_by_its_values(office: Office) -> None:
    head = ["姓名", "身份证号", "是否党员"]
    got = office.take(head, ["王一", an_id(1), "是"], ["王二", an_id(2), "否"])
    assert ([row["tag"] for row in office.rows("person_tag")], got["issues"]) == (["C01"], [])
    assert got["columns"][2]["how"] == "values"
    again = office.take(head, ["王二", an_id(2), "中共党员"])
    assert again["columns"][2]["field"] == "political_status"
