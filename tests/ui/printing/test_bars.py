"""A chart on paper: below its table, whole on a page or with its legend on each, told apart without any colour."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from app.figures import cross_tables
from app.printed import Bar, Bars, Part, PrintedColumn, PrintedTable, Printout
from tests.ui.printing.pdf_text import read_pdf
from ui.printing import output
from ui.printing.bars import FILLS, BarBlock, LegendBlock
from ui.printing.blocks import HeadingBlock
from ui.printing.composing import Composed, compose
from ui.printing.paper import Paper, mm

_COLUMNS = (PrintedColumn("楼栋"), PrintedColumn("合计", is_number=True))


def _print(table_rows: int, bars: int, *, series: int = 3) -> Printout:
    table = PrintedTable(_COLUMNS, tuple((f"银杏新村{at}号", "24") for at in range(table_rows)))
    sizes = tuple(range(1, series + 1))
    chart = Bars(
        tuple(f"状态{at}" for at in range(series)),
        tuple(Bar(f"银杏新村{at}号", sizes, sum(sizes)) for at in range(bars)),
        sum(sizes),
        "图：每条是一个楼栋",
    )
    parts: tuple[Part, ...] = (table, chart)
    return Printout("楼栋 × 使用状态", "银杏居委会", "2026-11-21 09:30", "王芳", (), parts, "dwelling", "L1")


def _kinds(composed: Composed) -> list[list[type]]:
    return [[type(one.block) for one in page] for page in composed.pages]


def test_a_chart_stands_below_its_table(qapp: object) -> None:
    composed = compose(_print(5, 5), Paper())
    assert len(composed.pages) == 1
    assert _kinds(composed)[0][-7:] == [HeadingBlock, LegendBlock, *[BarBlock] * 5]


@pytest.mark.parametrize("rows", range(35, 50, 3))
def test_a_chart_that_a_page_can_hold_is_not_torn(qapp: object, rows: int) -> None:
    pages = _kinds(compose(_print(rows, 20), Paper()))
    assert [page.count(BarBlock) for page in pages if BarBlock in page] == [20]
    assert next(page for page in pages if BarBlock in page).count(HeadingBlock) == 1


def test_a_long_chart_goes_on_with_its_legend(qapp: object) -> None:
    composed = compose(_print(3, 150), Paper())
    pages = _kinds(composed)
    assert len(pages) > 2
    assert sum(page.count(BarBlock) for page in pages) == 150
    assert all(page.count(LegendBlock) == 1 for page in pages)
    assert all(page[0] is LegendBlock for page in pages[1:])
    for page in composed.pages:
        assert page[-1].top + page[-1].block.height < composed.paper.inside.height()


def test_many_series_take_more_lines_of_the_legend(qapp: object) -> None:
    width = mm(60)
    few, many = (LegendBlock(Bars(tuple(f"人口类型{at}" for at in range(count)), ()), width) for count in (2, 8))
    assert many.height > 2 * few.height


def test_a_pdf_says_what_the_bars_are(qapp: object) -> None:
    pages = read_pdf(output.pdf(compose(_print(2, 4), Paper()))).pages
    assert len(pages) == 1
    said = "".join(pages[0].split())
    for text in ("图：每条是一个楼栋", "状态0", "状态2", "银杏新村3号", "楼栋×使用状态", "第1页共1页"):
        assert text in said


def test_parts_are_told_apart_without_colour(qapp: object) -> None:
    pictures = [_filled(at) for at in range(len(FILLS))]
    assert len(set(pictures)) == len(FILLS) >= cross_tables.MOST_SERIES
    greys = sorted(picture[0] for picture in pictures if len(set(picture)) == 1)
    assert len(greys) >= 3
    assert all(light - dark > 0.14 * 255 for dark, light in pairwise(greys))
    plain = [len(set(picture)) == 1 for picture in pictures]
    assert not any(one and other for one, other in pairwise(plain))  # greys never lie side by side


def _filled(kind: int) -> bytes:
    """A part as a black and white printer shows it, dot by dot."""
    image = QImage(240, 120, QImage.Format.Format_Grayscale8)
    image.fill(255)
    painter = QPainter(image)
    FILLS[kind](painter, QRectF(0, 0, image.width(), image.height()))
    painter.end()
    return bytes(image.constBits())
