"""Comment rows under a heading are no data, and no row about somebody is ever a comment."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.importing.comments import is_comment
from tests.office import Office, an_id

HEAD = ["姓名", "身份证号", "性别", "出生日期", "电话", "小区", "楼号", "室号"]
PERSON = ["王一", an_id(1), "男", None, "13812345678", "一村", "1", "101"]
_ = None


def _is(cells: list[object], head: list[str] = HEAD) -> bool:
    return is_comment(cells, enumerate(head))


@pytest.mark.parametrize(
    "row",
    [
        ["填写真实姓名", "18位身份证", "男/女", "1990-01-01", "11位手机号码", "所在小区", "楼号", "室号"],
        ["如：张三", "如：310101199001011234", "男", "1990-01-01", "13800138000", "一村", "1", "101"],
        ["与身份证一致", "18位", "男或女", "年-月-日", "11位", "小区全称", "数字", "数字"],
        ["与身份证一致", an_id(3), "男、女", "年.月.日", "13800138000", "小区全称", "1", "101"],
        ["文本", "文本", "文本", "日期"],
        ["*姓名与身份证一致"],
        ["注：带*的必填"],
        ["说明：姓名与身份证一致"],
        ["说明", "必填", "18位", "男/女", "如1980-01-01", "必填", _, _, "11位"],
        ["例：张三", "310101199001011234", "男", "1990.1.1", "13800138000", "一村", "1", "101"],
        ["示例", an_id(2), "男", "1990-01-01", "13800138000", "一村", "1", "101"],
        ["(示例)张三", an_id(2), "男"],
        ["必填", "必填", "选填"],
        ["文本格式", "文本格式", "是/否", "有/无"],
        [1, 2, 3, 4, 5, 6, 7, 8],
        ["(1)", "(2)", "(3)", "(4)"],
    ],
    ids=lambda row: str(row[0]),
)
def test_a_comment_row_under_the_heading_is_no_data(office: Office, row: list[object]) -> None:
    assert _is(row)
    got = office.take(HEAD, row, PERSON)
    assert (got["rows"], got["refused"], got["new"]["person"]) == (1, 0, 1)


def test_several_comment_rows_and_blank_ones_between_them_are_left_out(office: Office) -> None:
    got = office.take(
        HEAD,
        ["必填", "必填", "选填", "选填", "选填", "必填", "必填", "必填"],
        [None] * 8,
        ["文本", "18位", "男/女", "年-月-日", "11位", "小区全称", "数字", "数字"],
        ["例：张三", "310101199001011234", "男", "1990.1.1", "13800138000", "一村", "1", "101"],
        PERSON,
    )
    assert (got["rows"], got["refused"]) == (1, 0)


@pytest.mark.parametrize(
    ("head", "row"),
    [
        (HEAD, ["文一致", an_id(1), "男", _, _, _, _, _]),
        (HEAD, ["文本", _, "男", _, "13812345678", _, _, _]),
        (HEAD, ["文本", _, _, _, _, "一村", "1", "101"]),
        (["姓名", "室号"], ["文本", "101"]),
        (["姓名", "室号"], ["文一致", 101]),
        (["姓名", "电话"], ["如意", 13812345678]),
        (["姓名"], ["如意"]),
        (["姓名"], ["文本"]),
        (["姓名", "身份证号"], ["全称", an_id(1)]),
        (["小区", "楼号", "室号"], ["数字小区", "1", "101"]),
    ],
    ids=str,
)
def test_a_person_called_like_a_note_is_a_person(head: list[str], row: list[object]) -> None:
    assert not _is(row, head)


def test_a_comment_after_the_first_person_is_a_row_of_its_own(office: Office) -> None:
    got = office.take(HEAD, PERSON, ["文本", "18位", "男/女", "年-月-日", "11位", "小区全称", "数字", "数字"])
    assert (got["rows"], got["refused"]) == (2, 1)


_NAMES = st.builds(
    str.__add__,
    st.sampled_from("王李张刘陈文如年日全易单区"),
    st.text("一二明本致称期意格式数字填必小", min_size=1, max_size=2),
)
_HOMES = st.sampled_from(["一村", "凌兆小区一", "东明路300弄", "某某花园"])
_ROOMS = st.text(string.digits, min_size=3, max_size=4)
_KNOWN = st.one_of(
    st.integers(0, 400).map(lambda serial: [an_id(serial), None]),
    st.integers(13_000_000_000, 19_999_999_999).map(lambda number: [None, str(number)]),
    st.integers(13_000_000_000, 19_999_999_999).map(lambda number: [None, number]),
    st.just([None, None]),
)


@given(
    _NAMES,
    _KNOWN,
    st.sampled_from(["男", "女", None]),
    st.sampled_from(["1980-01-01", "1980.1", 1980, None]),
    _HOMES,
    _ROOMS,
)
def test_no_row_about_somebody_is_a_comment(
    name: str, known: list[object], sex: object, birth: object, home: str, room: str
) -> None:
    number, phone = known
    assert not _is([name, number, sex, birth, phone, home, "1", room])
    assert not _is([name, f"{home}1号{room}室", number or phone or sex], ["姓名", "住址", "联系电话"])
    assert not _is([1, name, room], ["序号", "姓名", "室号"])
