"""The designer of a topic ledger: what it is and its fields at one side, a field's settings at the other, a preview.

What holds is `ledger.topics`'s to say; the preview tells what is wrong, what would change, and shows the form.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QListWidget, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from app.dossiers.sections import Cell, Section
from app.jobs import Job
from app.message_texts.topics import flaw, keys_clash
from app.topics import defining
from app.topics.defining import Proposal
from ledger import codes, ids
from ledger.catalog.topic_row import PERIODS
from ledger.topics import Topic, TopicField
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button
from ui.parts.fields import Labelled, LineEdit
from ui.parts.writing_dialog import WritingDialog
from ui.record_form.fields_form import FieldsForm
from ui.record_form.scroller import FormScroller, GrowingDialog
from ui.topics.field_editor import FieldEditor
from ui.workers import Latest

_LETTERS, _LINES, _LIST_LETTERS = 46, 22, 12
_ACROSS = 4  # what the ledger is, beside one another
_NEVER = "不定期"


class DefineDialog(WritingDialog, GrowingDialog):
    """A new ledger, or the next version of `topic` as it was opened; `result_of` is what was written."""

    def __init__(self, desk: Desk, topic: Topic | None = None, *, rows: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(f"设置{topic.name}" if topic else "新设一个专题台账", "保存", desk.runner, parent)
        self._desk, self._topic, self._rows = desk, topic, rows
        self._fields = list(topic.fields) if topic else [_new("名称", required=True)]
        self._kept = frozenset(one.name for one in topic.fields) if topic and rows else frozenset()
        self._asking = Latest(desk.runner, self)
        self.proposal: Proposal | None = None
        self._make_head()
        self.stack = QStackedWidget()
        self.stack.addWidget(FormScroller(self._make_design(), letters=_LETTERS, lines=_LINES))
        self.preview = QWidget()
        self._shown = QVBoxLayout(self.preview)
        self._shown.setContentsMargins(0, 0, L, 0)
        self._shown.addStretch(1)
        self._told: list[QWidget] = []
        self.stack.addWidget(FormScroller(self.preview, letters=_LETTERS, lines=_LINES))
        self.body.addWidget(self.stack, 1)
        self.preview_button = self.add_button("预览", closes=False, before=self.button)
        self.preview_button.clicked.connect(self.turn)
        self._show_fields(0)
        (self.name if topic is None else self.list).setFocus()

    # -- how it is put together

    def _make_head(self) -> None:
        self.name, self.code, self.lead, self.coop, self.purpose = (LineEdit() for _ in range(5))
        self.module, self.period = QComboBox(), QComboBox()
        for line in codes.table("topic_module").lines:
            self.module.addItem(f"{line.code} {line.label}", line.code)
        for period in (_NEVER, *PERIODS):
            self.period.addItem(period, "" if period == _NEVER else period)
        grid = QGridLayout()
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(S)
        cells = (
            ("台账名称 *", self.name, ""),
            ("代号 *", self.code, "程序用，存了就不再改"),
            ("所属模块 *", self.module, ""),
            ("核对周期", self.period, ""),
            ("牵头部门 *", self.lead, "只能有一个"),
            ("配合部门", self.coop, ""),
        )
        for at, (said, editor, hint) in enumerate(cells):
            grid.addWidget(Labelled(said, editor, hint), at // _ACROSS, at % _ACROSS)
        grid.addWidget(Labelled("用途", self.purpose), 1, 2, 1, 2)
        for column in range(_ACROSS):
            grid.setColumnStretch(column, 1)
        self._head = QWidget()
        self._head.setLayout(grid)
        grid.setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._head)
        if self._topic is not None:
            for name in ("name", "code", "lead", "coop", "purpose"):
                editor = getattr(self, name)
                editor.setText(getattr(self._topic, name))
                editor.setCursorPosition(0)  # its beginning is read
            self.module.setCurrentIndex(self.module.findData(self._topic.module))
            self.period.setCurrentIndex(self.period.findData(self._topic.period))
            self.code.setEnabled(False)
        else:
            self.code.setText(f"t_{ids.new_id().hex()[-8:]}")

    def _make_design(self) -> QWidget:
        self.list = QListWidget()
        self.list.setAccessibleName("栏目")
        self.list.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _LIST_LETTERS)
        self.list.setMinimumHeight(self.fontMetrics().lineSpacing() * 6)
        self.editor = FieldEditor()
        self.add_field, self.up, self.down = (
            plain_button("添加栏目", "plus"),
            plain_button("上移"),
            plain_button("下移"),
        )
        self.remove_field = plain_button("去掉")
        left = QVBoxLayout()
        left.setSpacing(S)
        left.addWidget(label("栏目", "section"))
        left.addWidget(self.list, 1)
        for pair in ((self.add_field, self.remove_field), (self.up, self.down)):
            row = QHBoxLayout()
            row.setSpacing(S)
            for button in pair:
                row.addWidget(button, 1)
            left.addLayout(row)
        design = QWidget()
        both = QHBoxLayout(design)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(L + M)
        both.addLayout(left, 1)
        both.addWidget(self.editor, 2, Qt.AlignmentFlag.AlignTop)
        self.list.currentRowChanged.connect(self._on_chosen)
        self.editor.changed.connect(self._on_edited)
        self.add_field.clicked.connect(self._add)
        self.remove_field.clicked.connect(self._remove)
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        return design

    # -- the fields

    def _show_fields(self, chosen: int) -> None:
        with QSignalBlocker(self.list):
            self.list.clear()
            self.list.addItems([_told(one) for one in self._fields])
        self.list.setCurrentRow(chosen)

    @Slot(int)
    def _on_chosen(self, row: int) -> None:
        if 0 <= row < len(self._fields):
            one = self._fields[row]
            self.editor.show_field(one, keeps_kind=one.name in self._kept)
            self.remove_field.setText("停用" if one.name in self._kept else "去掉")
            self.remove_field.setEnabled(len(self._fields) > 1 and not one.retired)
            self.up.setEnabled(row > 0)
            self.down.setEnabled(row < len(self._fields) - 1)

    @Slot()
    def _on_edited(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self._fields[row] = self.editor.field()
            self.list.item(row).setText(_told(self._fields[row]))

    @Slot()
    def _add(self) -> None:
        self._fields.append(_new(""))
        self._show_fields(len(self._fields) - 1)
        self.editor.label.setFocus()

    @Slot()
    def _remove(self) -> None:
        row = self.list.currentRow()
        if self._fields[row].name in self._kept:
            self._fields[row] = replace(self._fields[row], retired=True)
        else:
            del self._fields[row]
        self._show_fields(min(row, len(self._fields) - 1))

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        self._fields.insert(row + by, self._fields.pop(row))
        self._show_fields(row + by)

    # -- what it would be

    def topic(self) -> Topic:
        """The definition as it is set now."""
        return Topic(
            code=self.code.text().strip(),
            name=self.name.text().strip(),
            module=str(self.module.currentData()),
            lead=self.lead.text().strip(),
            coop=self.coop.text().strip(),
            period=str(self.period.currentData()),
            purpose=self.purpose.text().strip(),
            version=self._topic.version if self._topic else 1,
            fields=tuple(self._fields),
        )

    @Slot()
    def turn(self) -> None:
        """Show the preview, or the design again."""
        if self.stack.currentIndex():
            self.stack.setCurrentIndex(0)
            self._head.show()
            self.preview_button.setText("预览")
            return
        session, topic, seen = self._desk.session, self.topic(), self._topic
        self._asking.ask(
            lambda _: defining.propose(session, topic, seen=seen), self.show_preview, failed=self.show_trouble
        )

    def show_preview(self, found: Proposal) -> None:
        """What is wrong, what would change, and the form that comes of it."""
        self.proposal = found
        for old in self._told:
            old.hide()
            old.deleteLater()
        self._told = [*self._lines(found)]
        for widget in self._told:
            self._shown.insertWidget(self._shown.count() - 1, widget)
        self._head.hide()
        self.stack.setCurrentIndex(1)
        self.preview_button.setText("接着设置")

    def _lines(self, found: Proposal) -> Iterator[QWidget]:
        wrong = [*dict.fromkeys(map(flaw, found.flaws)), *([keys_clash(found.clashes)] if found.clashes else [])]
        yield from (label(one, "error", wraps=True) for one in wrong)
        yield from (label(said, wraps=True) for said in found.differences)
        if found.rows:
            yield label(f"已有 {found.rows:,} 条，内容都留着。", "caption", wraps=True)
        if not wrong:
            ledger = found.topic.ledger()
            yield label("填写时的样子", "section")
            cells = tuple(Cell(item, "", is_masked=False) for item in ledger.fields)
            form = FieldsForm(self._desk, ledger, (Section("", cells),), with_headings=False)
            form.setEnabled(False)
            yield form

    @override
    def job(self) -> Job[object]:
        """Write it."""
        session, topic, seen = self._desk.session, self.topic(), self._topic
        return lambda _: defining.define(session, topic, seen=seen)


def _new(said: str, *, required: bool = False) -> TopicField:
    return TopicField(name=f"f{ids.new_id().hex()[-10:]}", label=said, required=required)


def _told(one: TopicField) -> str:
    star = " *" if one.required else ""
    return f"{one.label or '（未命名）'}{star}{'　已停用' if one.retired else ''}"
