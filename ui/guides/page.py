"""The page 服务指南: cards found by words, pinyin or kind at the left, the chosen one beside them, and help asked for.

What stands on a card is kept in the topic ledger of the same name.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFocusEvent, QGuiApplication
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.guides import cards
from app.guides.cards import Found, Guide
from app.topics import defining, sheets
from app.topics.sheets import Imported
from ui.desk import Desk
from ui.guides.card_view import CardView
from ui.guides.chooser import GuideChooser
from ui.guides.dialogs import ask_for_resident
from ui.look.theme import theme
from ui.look.tokens import L, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import StatusLine, TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.file_choice import choose_file
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.small_write import Writes
from ui.parts.states import PageStates

_HERE = frozenset(("topic_definition", "topic_row"))
_ROW = "topic_row"
_SHARES, _CARD_LETTERS = (5, 4), 15
_NOT_YET = (
    "就业、健康、救助、养老、助残、托育、未成年人……居民常问的事在哪里办、带什么，一条一张卡片。先启用，再导入表格。"
)
_NO_CARDS = (
    "把办事指南做成一张表，一行一件事，表头有：服务事项、类别、服务对象、要带的材料、办理地点、办理时间、咨询电话、"
    "网上办理、求助时的工单类别。也可以在“专题台账”里一条一条新增。"
)
_FOOT = "上下键看别的指南 · Enter 登记求助 · Ctrl+P 打印给居民"


class GuidesPage(Page):
    """The record is the card on which one stands; facts: `kind`."""

    name = "guides"
    title = "服务指南"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.band = TitleBand(self.title)
        self.edit_button = plain_button("改指南", "pencil")
        self.copy_button, self.print_button = plain_button("复制", "copy"), plain_button("打印", "printer")
        self.help_button = primary_button("登记求助…", "hand-heart")
        for button in self._buttons:
            self.band.add_action(button)
        self.note = Notice(across=True)
        self._writes = Writes(desk, self.note, self)
        self.chooser, self.card = GuideChooser(desk), CardView()
        self.setFocusProxy(self.chooser)
        self.states = PageStates(self._make_content())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self.band, 0), (self.note, 0), (self.states, 1), (StatusLine(_FOOT), 0)):
            column.addWidget(part, stretch)
        self._connect()
        self._stand(None)
        self.states.show_loading()

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.edit_button, self.copy_button, self.print_button, self.help_button

    def _make_content(self) -> QWidget:
        left = QWidget()
        inner = QVBoxLayout(left)
        inner.setContentsMargins(L, S, 0, S)
        inner.addWidget(self.chooser)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        for widget in (left, self.card):
            splitter.addWidget(widget)
        for at, share in enumerate(_SHARES):
            splitter.setStretchFactor(at, share)
        self._splitter = splitter
        self._fit()
        theme().changed.connect(self._fit)
        return splitter

    @Slot()
    def _fit(self) -> None:
        """The card keeps room to be read at any size of the text."""
        letter = self.fontMetrics().horizontalAdvance("字")
        self.card.setMinimumWidth(letter * _CARD_LETTERS)
        self._splitter.setSizes([share * letter * _CARD_LETTERS for share in _SHARES])

    def _connect(self) -> None:
        self.chooser.stood.connect(self._stand)
        self.chooser.taken.connect(lambda _: self.ask_help())
        self.chooser.told.connect(self._on_told)
        self.chooser.failed.connect(lambda error: self.states.show_error(error, self.chooser.read))
        self.edit_button.clicked.connect(self.go_and_edit)
        for text, keys, act, button in (
            ("登记求助", "Ctrl+N", self.ask_help, self.help_button),
            ("复制这张卡片", "Ctrl+Shift+C", self.copy, self.copy_button),
            ("打印这张卡片", "Ctrl+P", self.print_card, self.print_button),
        ):
            button.clicked.connect(act)
            button.setToolTip(action(self, text, keys, act).toolTip())
        action(self, "查找指南", "Ctrl+F", self.chooser.search.setFocus)
        action(self, "重新查看", "F5", self.chooser.read)
        self.desk.events.changed.connect(self._on_changed)

    # -- coming and going

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self.chooser.stand(record)
        self.chooser.show_kind(str(facts.get("kind") or ""))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.chooser.search.setFocus()

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if not _HERE.isdisjoint(committed.ledgers) or committed.is_exchange:
            self.chooser.read()

    @Slot(object)
    def _on_told(self, found: Found) -> None:
        self.band.set_count(f"{found.total:,} 条" if found.total else "")
        if found.total:
            self.states.show_content()
        elif found.kept is None:
            button = primary_button("启用服务指南", "plus")
            button.clicked.connect(self.take_over)
            grey_unless(self.desk.session.rights, "settings", "", button)
            self.states.show_empty("hand-heart", "还没有服务指南", _NOT_YET, button)
        else:
            button = primary_button("导入表格…", "file-input")
            button.clicked.connect(self.import_sheet)
            grey_unless(self.desk.session.rights, "import", "", button)
            self.states.show_empty("hand-heart", "还没有指南", _NO_CARDS, button)

    @Slot(object)
    def _stand(self, guide: Guide | None) -> None:
        if guide != self.card.guide:
            self.card.show_guide(guide)
        for button in self._buttons:
            button.setEnabled(guide is not None)
        rights = self.desk.session.rights
        for right, ledger, button in (
            ("edit", "work_order", self.help_button), ("print", _ROW, self.print_button),
            ("edit", _ROW, self.edit_button),
        ):  # fmt: skip
            grey_unless(rights, right, ledger, button)

    # -- what is done

    @Slot()
    def ask_help(self) -> None:
        """Ask for whom help is asked by the card, and open the form."""
        guide = self.chooser.guide()
        if guide is not None and self.help_button.isEnabled():
            ask_for_resident(self.desk, guide, self)

    @Slot()
    def copy(self) -> None:
        """Copy the card as plain text."""
        guide = self.chooser.guide()
        if guide is not None:
            QGuiApplication.clipboard().setText(guide.text())
            self.desk.say(f"已复制“{guide.service}”，可以贴到微信或短信里")

    @Slot()
    def print_card(self) -> None:
        """Show the card on paper."""
        from app.guides import on_paper
        from ui.printing.preview import preview

        guide, session = self.chooser.guide(), self.desk.session
        if guide is not None and self.print_button.isEnabled():
            preview(self.desk, "打印指南", lambda _: on_paper.card(session, guide.id))

    @Slot()
    def go_and_edit(self) -> None:
        """Go where the cards are kept."""
        found = self.chooser.found
        if found is not None and found.kept is not None:
            self.desk.go("topics", found.kept.id)

    @Slot()
    def take_over(self) -> None:
        """Take over the ledger in which the cards are kept."""
        session = self.desk.session
        self._writes.run(lambda _: defining.take_over(session, cards.CODE), "已启用服务指南")

    @Slot()
    def import_sheet(self) -> None:
        """Ask for a workbook, take its cards in and tell how many came."""
        session, found = self.desk.session, self.chooser.found
        if found is None or found.kept is None:
            return
        wanted = found.kept.id

        def take(path: Path) -> None:
            self._writes.run(lambda ctx: sheets.read(session, wanted, path, ctx=ctx), Imported.told)

        choose_file(self, "导入服务指南", "表格 (*.xlsx *.xls *.et *.csv)", take)
