"""The last step: the import under way with time left and cancel, then what was written and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.messages import window_message_for
from app.review.plan_words import LABELS, STATUSES, WHAT_WAS_DONE
from ledger.errors import LedgerError
from ui.look.roles import label, set_role
from ui.look.tokens import XL, L, M, S
from ui.parts.buttons import danger_button, plain_button, primary_button
from ui.parts.cards import Card
from ui.parts.file_choice import choose_target
from ui.parts.flow import FlowLayout
from ui.parts.picture import Picture

_PICTURE = 32


class ResultStep(QWidget):
    """Says what was done; `undo`, `list_opened`, `again` and `returned_to(path)` are asked for from here."""

    undo_asked = Signal()
    list_opened = Signal()
    again = Signal()
    returned_to = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._source: Path | None = None
        self.picture = Picture("circle-check", "good", _PICTURE)
        self.heading = label("", "title")
        self.sentence = label("", "muted", wraps=True)
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(L)
        self.grid.setVerticalSpacing(S)
        self.open_list = primary_button("看看导入了什么", "list")
        self.returned = plain_button("退回的行存成表格…", "file-down")
        self.undo = danger_button("撤销这次导入", "undo-2")
        self.once_more = plain_button("再导入一份", "file-input")
        self.note = QFrame()
        self.note_text = label("", wraps=True)
        self.open_list.clicked.connect(self.list_opened)
        self.returned.clicked.connect(self._on_returned)
        self.undo.clicked.connect(self.undo_asked)
        self.once_more.clicked.connect(self.again)
        self._lay_out()

    def _lay_out(self) -> None:
        card = Card()
        head = QHBoxLayout()
        head.setSpacing(M)
        head.addWidget(self.picture)
        head.addWidget(self.heading, 1)
        card.body.addLayout(head)
        card.body.addWidget(self.sentence)
        card.body.addSpacing(M)
        card.body.addLayout(self.grid)
        buttons = FlowLayout()
        for one in (self.open_list, self.returned, self.once_more, self.undo):
            buttons.addWidget(one)
        note = QVBoxLayout(self.note)
        note.setContentsMargins(L, M, L, M)
        note.addWidget(self.note_text)
        self.note.hide()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(XL, XL, XL, XL)
        outer.setSpacing(L)
        outer.addWidget(card)
        outer.addWidget(self.note)
        outer.addLayout(buttons)
        outer.addStretch(1)

    # -- shown from outside

    def show_outcome(self, source: Path, counts: Mapping[str, int], records: int, *, comes_back: bool = True) -> None:
        """Say what was written, and whether it can be taken back as a whole."""
        self._source = source
        self.picture.show_icon("circle-check", "good")
        self.heading.setText("已导入")
        self.sentence.setText(f"“{source.name}”里的内容已写进台账，共新增和修改 {records:,} 处。")
        self._show_counts(counts)
        self.returned.setVisible(bool(counts.get("refused") or counts.get("doubtful")))
        self.undo.setEnabled(comes_back)
        if comes_back:
            self.note.hide()
        else:
            self._tell("工单已经登记，不能整批撤销，登记错的请在工单里逐件“申请作废”。", "info")

    def show_undone(self) -> None:
        """Say that the import was taken back."""
        self.picture.show_icon("undo-2", "muted")
        self.heading.setText("已撤销")
        self.sentence.setText("这次导入新增的已删除，修改的已改回原来的内容。")
        self.undo.setEnabled(False)
        self.note.hide()

    def show_returned(self, paths: tuple[Path, ...]) -> None:
        """Say where the rows that were sent back stand now."""
        names = "、".join(str(path) for path in paths)
        told = f"退回的行和原因已存到：{names}。改好后可以直接再导入。" if paths else "没有退回的行。"
        self._tell(told, "good")

    def show_trouble(self, error: LedgerError) -> None:
        """Say what went wrong with what was asked for here; the import stands."""
        self._tell(window_message_for(error), "bad")

    def _tell(self, text: str, tone: str) -> None:
        set_role(self.note, "hint", tone)
        self.note_text.setText(text)
        self.note.show()

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        while self.grid.count():
            widget = self.grid.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for row, status in enumerate(one for one in STATUSES if counts.get(one)):
            number = label(f"{counts[status]:,} 行", "strong")
            self.grid.addWidget(label(LABELS[status]), row, 0)
            self.grid.addWidget(number, row, 1, Qt.AlignmentFlag.AlignRight)
            self.grid.addWidget(label(WHAT_WAS_DONE[status], "muted"), row, 2)
        self.grid.setColumnStretch(2, 1)

    # -- what the person does

    def _on_returned(self) -> None:
        source = self._source
        if source is not None:
            proposed = source.with_name(f"{source.stem}_退回.xlsx")
            choose_target(self, "退回的行存成表格", proposed, "表格 (*.xlsx)", self._on_target)

    def _on_target(self, path: Path) -> None:
        self.returned_to.emit(path if path.suffix.lower() == ".xlsx" else path.with_name(f"{path.name}.xlsx"))
