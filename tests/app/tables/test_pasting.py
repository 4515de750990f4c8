"""What Excel puts on the clipboard, read as cells and put on a table."""

from __future__ import annotations

import pytest

from app.tables import pasting
from app.tables.pasting import Aim
from ledger import catalog

PERSON = catalog.named("person")


@pytest.mark.parametrize(
    ("written", "cells"),
    [
        ("", ()),
        ("王芳", (("王芳",),)),
        ("王芳\t女\r\n李强\t男\r\n", (("王芳", "女"), ("李强", "男"))),
        ("王芳\t\r\n", (("王芳", ""),)),
        ("一\n二", (("一",), ("二",))),
        ('"上面\n下面"\t女\r\n', (("上面\n下面", "女"),)),
        ('"说""好""\r\n再见"', (('说"好"\n再见',),)),
        ('5"管\t7', (('5"管', "7"),)),
        ('"没有完的引号', (('"没有完的引号',),)),
        ('"引号"之后\t1', (('"引号"之后', "1"),)),
        ("一\t二\r\n三", (("一", "二"), ("三", ""))),
        ("一\t\t三", (("一", "", "三"),)),
        (" 王芳 \r\n\r\n", (("王芳",),)),
        ("\r\n王芳", (("",), ("王芳",))),
    ],
)
def test_a_clipboard_is_read_as_excel_wrote_it(written: str, cells: pasting.Block) -> None:
    assert pasting.block(written) == cells


def test_cells_go_to_the_columns_from_the_first_one_on_and_beyond_the_rows_become_new_ones() -> None:
    cells = pasting.block("13800000001\t甲厂\r\n13800000002\t\r\n13800000003\t乙厂")
    aimed = pasting.aimed(PERSON, cells, Aim(("phone", "employer", "remark"), ("a", "b")))
    assert [(one.record, dict(one.cells)) for one in aimed.wanted] == [
        ("a", {"phone": "13800000001", "employer": "甲厂"}),
        ("b", {"phone": "13800000002", "employer": ""}),
        ("", {"phone": "13800000003", "employer": "乙厂"}),
    ]


def test_a_first_row_of_headings_says_which_column_is_which() -> None:
    cells = pasting.block("工作单位\t联系电话\t不认得\r\n甲厂\t13800000001\tx")
    aimed = pasting.aimed(PERSON, cells, Aim(("name",), ("a",)))
    assert [dict(one.cells) for one in aimed.wanted] == [{"employer": "甲厂", "phone": "13800000001"}]
    assert aimed.unknown_headings == ("不认得",)


def test_what_finds_no_place_is_counted() -> None:
    cells = pasting.block("一\t二\r\n三\t四")
    aimed = pasting.aimed(PERSON, cells, Aim(("remark",), ("a",), adds=False))
    assert [dict(one.cells) for one in aimed.wanted] == [{"remark": "一"}]
    assert (aimed.columns_beyond, aimed.rows_beyond) == (1, 1)


def test_a_block_is_repeated_down_to_the_last_row() -> None:
    wanted = pasting.filled_down(("a", "b", "c"), (("1", "2"), ("3", "4")), ("remark", "employer"))
    assert [one.cells["remark"] for one in wanted] == ["1", "3", "1"]
    assert pasting.filled(("a",), ("sex", "remark"), "x")[0].cells == {"sex": "x", "remark": "x"}
