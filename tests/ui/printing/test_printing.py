"""Lists and cards on pages: what stands on them, how they break, and what a PDF read back says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from app import printed
from app.exports import printed_lists
from app.jobs import JobContext
from app.printed import PrintedColumn, PrintedFields, PrintedTable, Printout
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.release import register
from app.release.numbers import number_of
from app.tables import list_columns
from ledger import catalog, clock
from ledger.errors import Cancelled
from tests.ui.dialogs import dialogs_open, name_file
from tests.ui.printing.pdf_text import read_pdf
from ui.desk import Desk
from ui.printing import output
from ui.printing.blocks import RowBlock
from ui.printing.cards import print_household, print_person
from ui.printing.composing import Composed, compose
from ui.printing.lists import print_list
from ui.printing.page_view import PageView
from ui.printing.paper import DOTS_PER_INCH, Paper
from ui.printing.preview import PreviewDialog

PERSON = catalog.named("person")
COLUMNS = (PrintedColumn("姓名", wraps=False), PrintedColumn("住址"), PrintedColumn("年龄", is_number=True))


def a_print(rows: int, *, address: str = "银杏新村1号302室") -> Printout:
    table = PrintedTable(COLUMNS, tuple((f"居民{at}", address, str(at % 90)) for at in range(rows)))
    return Printout("居民名单", "银杏居委会", "2026-11-21 09:30", "王芳", (f"共 {rows} 人",), (table,), "person", "L2")


def _rows(composed: Composed) -> list[list[RowBlock]]:
    return [[one.block for one in page if isinstance(one.block, RowBlock)] for page in composed.pages]


def test_every_row_stands_once_and_every_page_begins_with_the_headings(qapp: object) -> None:
    composed = compose(a_print(500), Paper())
    pages = _rows(composed)
    assert len(pages) > 5
    assert all(page[0].is_head and not any(row.is_head for row in page[1:]) for page in pages)
    assert [row.cells[0] for page in pages for row in page[1:]] == [f"居民{at}" for at in range(500)]


def test_nothing_stands_below_the_margin_or_over_another(qapp: object) -> None:
    composed = compose(a_print(300, address="很长的地址" * 30), Paper())
    for page in composed.pages:
        bottoms = [one.top + one.block.height for one in page]
        assert all(one.top >= before for one, before in zip(page[1:], bottoms, strict=False))
        assert bottoms[-1] < composed.paper.inside.height()


def test_what_is_too_long_takes_more_lines_and_numbers_none(qapp: object) -> None:
    short, long = (compose(a_print(1, address=text), Paper()) for text in ("短", "很长的地址" * 30))
    assert _rows(long)[0][1].height > 3 * _rows(short)[0][1].height
    narrow = _rows(long)[0][1]
    assert narrow.widths[2] > 0
    assert sum(narrow.widths) == pytest.approx(Paper().inside.width())


def test_a_heading_never_stays_alone_at_the_foot(qapp: object) -> None:
    rows = tuple((f"甲{at}", "乙", "1") for at in range(7))
    for before in range(30, 60):
        parts = (
            PrintedFields(tuple((f"字段{at}", "值") for at in range(before * 2))),
            PrintedTable(COLUMNS, rows, "家庭成员"),
        )
        composed = compose(Printout("卡", "居委", "", "", (), parts, "person", "L2"), Paper())
        for page in composed.pages[:-1]:
            last = page[-1].block
            assert not (isinstance(last, RowBlock) and last.is_head)
            assert getattr(last, "text", "") != "家庭成员"


def test_a_pdf_read_back_has_fonts_titles_numbers_and_names(qapp: object) -> None:
    composed = compose(a_print(120), Paper())
    read = read_pdf(output.pdf(composed))
    assert len(read.pages) == len(composed.pages) > 1
    assert read.fonts
    assert all(read.fonts.values())
    assert "居民名单" in read.pages[0]
    assert "共 120 人".replace(" ", "") in read.pages[0].replace("\t", "").replace(" ", "")
    for number, page in enumerate(read.pages, start=1):
        text = page.replace("\t", " ")
        assert f"第 {number} 页 共 {len(read.pages)} 页" in text
        assert "银杏居委会" in text
        assert "王芳 打印" in text
        assert "住址" in text  # repeated headings
    assert "居民119" in read.pages[-1]
    assert "�" not in "".join(read.pages)


def test_a_cancel_stops_the_laying_out(qapp: object) -> None:
    context = JobContext()
    context.cancel()
    with pytest.raises(Cancelled):
        compose(a_print(1000), Paper(), context)


@pytest.fixture(autouse=True)
def _none_left_open(desk: Desk) -> Iterator[None]:
    """Those that a test leaves open are closed before the desk is."""
    yield
    for left in dialogs_open(PreviewDialog):
        left.reject()


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot) -> PreviewDialog:
    """The preview of everybody of sixty and over, laid out."""
    made = print_list(desk, "person", Selection(filters=("age>=60",)), list_columns.AT_FIRST["person"])
    qtbot.waitUntil(lambda: made.states.state == "content")
    return made


def test_the_list_is_the_one_of_the_table_and_masked(desk: Desk, dialog: PreviewDialog) -> None:
    listed = browsing.page(desk.session, PERSON, Selection(filters=("age>=60",)), Order(limit=1000))
    assert dialog.composed is not None
    assert not dialog.purpose.isVisible(), "what is behind masks leaves for no purpose of its own"
    (table,) = dialog.composed.printout.parts
    assert isinstance(table, PrintedTable)
    headings = [column.heading for column in table.columns]
    assert [row[0] for row in table.rows] == [row["name"] for row in listed.rows]
    numbers = [row[headings.index("证件号码")] for row in table.rows]
    assert all("*" in number for number in numbers if number)
    assert dialog.composed.paper.is_wide
    text = "".join(read_pdf(output.pdf(dialog.composed)).pages)
    raw = _raw_id_numbers(desk)
    assert raw
    assert not any(number in text for number in raw)
    assert any(number in text for number in numbers)


def test_tags_that_lists_name_are_not_printed(desk: Desk) -> None:
    ledger = catalog.named("person_tag")
    shown = browsing.page(desk.session, ledger, Selection(), Order(limit=1000))
    assert any(row["tag_label"] == "独居老人" for row in shown.rows)
    (table,) = printed_lists.list_of(desk.session, ledger, Selection(), ("person_uid", "tag")).parts
    assert isinstance(table, PrintedTable)
    assert len(table.rows) == shown.total
    assert {tag for _, tag in table.rows} == {"已隐藏"}


def _raw_id_numbers(desk: Desk) -> list[str]:
    with desk.session.reader() as reader:
        return [str(number) for _, number in reader.scan(PERSON, ("id_no",)) if number]


def test_pages_are_walked_by_keys_and_buttons(dialog: PreviewDialog, qtbot: QtBot) -> None:
    view = dialog.pages
    assert view.pages > 1
    assert not dialog.back.isEnabled()
    qtbot.keyClick(view, Qt.Key.Key_PageDown)
    assert view.page == 2
    assert dialog._where.text() == f"第 2 页 共 {view.pages} 页"
    qtbot.mouseClick(dialog.back, Qt.MouseButton.LeftButton)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.zoom > 0
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert view.page == view.pages
    assert not dialog.on.isEnabled()
    dialog.fit.click()
    assert view.zoom == 0


def test_turning_the_paper_lays_out_anew(dialog: PreviewDialog, qtbot: QtBot) -> None:
    dialog.way.setCurrentText("纵向")
    qtbot.waitUntil(lambda: dialog.composed is not None and not dialog.composed.paper.is_wide)
    assert dialog.states.state == "content"


def test_a_pdf_is_saved_and_entered_in_the_audit(
    dialog: PreviewDialog, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    said: list[str] = []
    desk.said.connect(lambda text, _action: said.append(text))
    dialog.save_button.click()
    with qtbot.waitSignal(dialog.accepted):
        name_file(qtbot, tmp_path / "老人")
    assert said == ["已保存 老人.pdf"]
    pages = read_pdf((tmp_path / "老人.pdf").read_bytes()).pages
    assert len(pages) > 1
    with desk.session.reader() as reader:
        (entry, *_) = reader.actions(kind="print")
    assert (entry.source, entry.class_) == ("老人.pdf", "print")
    number = str(number_of(entry.id, entry.at))
    mark = f"王芳（wang） {clock.local_text(entry.at)} {number}"
    assert all("".join(page.split()).count("".join(mark.split())) > 3 for page in pages)
    assert register.find(desk.session, number).form == "PDF"
    assert entry.detail["rows"] > 0
    assert entry.detail["unmasked"] is False


def test_a_list_by_a_tag_asks_what_it_is_printed_for(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = print_list(desk, "person", Selection(filters=("tag=A01",)), ("name", "phone"))
    qtbot.waitUntil(lambda: dialog.states.state == "content")
    assert dialog.purpose.isVisible()
    dialog.save_button.click()
    assert dialog.purpose.purpose_line.error == "三级以上的内容要写明用途。"
    dialog.purpose.purpose.set_value("03")
    dialog.purpose.basis.set_value("01")
    dialog.save_button.click()
    with qtbot.waitSignal(dialog.accepted):
        name_file(qtbot, tmp_path / "独居")
    with desk.session.reader() as reader:
        (entry, *_) = reader.actions(kind="print")
    assert (entry.detail["purpose"], entry.detail["basis"], entry.detail["highest_level"]) == ("03", "01", "L3")


def test_a_folder_that_is_not_there_is_told_in_the_dialog(
    dialog: PreviewDialog, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    missing = tmp_path / "没有" / "a.pdf"
    dialog.save_button.click()
    name_file(qtbot, missing)
    qtbot.waitUntil(lambda: dialog._trouble.text() != "" and dialog.save_button.isEnabled())
    assert "文件夹不存在" in dialog._trouble.text()
    assert dialog.isVisible()


def test_a_printer_that_refuses_is_told_in_the_dialog(dialog: PreviewDialog, desk: Desk, qtbot: QtBot) -> None:
    dialog.printer.setEnabled(True)
    dialog.printer.setItemText(0, "没有这台")
    dialog._allow()
    dialog.print_button.click()
    qtbot.waitUntil(lambda: dialog._trouble.text() != "")
    assert "没有这台" in dialog._trouble.text()
    with desk.session.reader() as reader:
        failed, tried = reader.actions(classes=("print",))
    assert (failed.kind, failed.detail["of"]) == ("print-failed", tried.id), (
        "entered before the paper, and that none came"
    )


def test_the_watermark_is_pale_everywhere_and_still_there_in_black_and_white(qapp: object) -> None:
    composed = replace(compose(a_print(60), Paper()), mark="王芳（wang） 2026-11-21 16:00 DC-20261121-0007")
    picture = _page(composed)
    across, down = picture.width() // 3, picture.height() // 4
    for left, top in ((x, y) for x in range(3) for y in range(4)):
        part = picture.copy(left * across, top * down, across, down)
        greys = [part.pixelColor(x, y).lightness() for x in range(0, across, 2) for y in range(0, down, 2)]
        assert sum(190 < grey < 225 for grey in greys) > 20, "pale letters in every part of the page"
    assert _black(picture) > _black(_page(replace(composed, mark=""))) * 1.02, (
        "where black is all there is, it shows too"
    )


def _page(composed: Composed) -> QImage:
    """The first page in grey."""
    picture = QImage((composed.paper.size / 8).toSize(), QImage.Format.Format_Grayscale8)
    picture.fill(255)
    painter = QPainter(picture)
    composed.paint(painter, 1, dots_per_inch=DOTS_PER_INCH / 8)
    painter.end()
    return picture


def _black(picture: QImage) -> int:
    """How many dots a printer that knows black alone prints, of those that are looked at."""
    dots = picture.convertToFormat(QImage.Format.Format_Mono, Qt.ImageConversionFlag.OrderedDither)
    places = product(range(0, dots.width(), 3), range(0, dots.height(), 3))
    return sum(dots.pixelColor(x, y).lightness() == 0 for x, y in places)


def test_cards_say_who_and_where_behind_masks(desk: Desk, qtbot: QtBot) -> None:
    elder = browsing.page(desk.session, PERSON, Selection(filters=("age>=60", "phone!=")), Order(limit=1)).rows[0]
    card = printed.person_card(desk.session, str(elder["id"]))
    text = repr(card.parts)
    assert str(elder["name"]) in card.title
    assert str(elder["phone"]) in text
    assert "*" in str(elder["phone"])
    dwelling = browsing.page(desk.session, catalog.named("dwelling"), Selection(filters=("occupancy=1",)), Order())
    home = str(dwelling.rows[0]["id"])
    for opened in (print_person(desk, str(elder["id"])), print_household(desk, home)):
        qtbot.waitUntil(lambda opened=opened: opened.states.state == "content")
        assert opened.composed is not None
        assert len(opened.composed.pages) == 1
    assert "现住" in repr(printed.household_card(desk.session, home).parts)


def test_a_record_that_is_gone_is_told(desk: Desk, qtbot: QtBot) -> None:
    opened = print_person(desk, "00000000-0000-7000-8000-000000000000")
    qtbot.waitUntil(lambda: opened.states.state == "error")
    assert not opened.save_button.isEnabled()


def test_five_thousand_rows_are_looked_at_one_page_at_a_time(qtbot: QtBot) -> None:
    view = PageView()
    qtbot.addWidget(view)
    view.resize(700, 800)
    view.show()
    view.show_print(compose(a_print(5000), Paper()))
    view.go_to(view.pages)
    view.grab()
    assert view.page == view.pages > 50
    assert len(view._pictures) <= 6
