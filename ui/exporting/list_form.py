"""The first leaf of the export dialog: which sheet, who is in it, which columns, as what file; and empty templates."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Slot
from PySide6.QtWidgets import QBoxLayout, QComboBox, QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget
from typing_extensions import override

from app.exports import layouts, sheet_columns
from app.exports.layouts import Layout
from app.exports.sheet_columns import full_name
from app.jobs import Job, JobContext
from app.messages import window_message_for
from app.records.filters import Selection
from ledger import catalog, clock
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.exporting.columns_box import ColumnsBox
from ui.exporting.outlook import OutlookWatch
from ui.exporting.privacy import PrivacyBox
from ui.exporting.target import TargetBox
from ui.look.roles import label
from ui.look.tokens import XL, L, M, S
from ui.parts.buttons import plain_button, quiet_button
from ui.parts.fields import Labelled, LineEdit, PasswordEdit
from ui.workers import Latest

if TYPE_CHECKING:
    from app.exports.clearance import Outlook
    from app.exports.exporting import ExportOutcome
    from app.release.approvals import Approval

_LEAST_WIDE = 66  # letters that the two halves take side by side
_OF_SCREEN = 0.88  # the dialog's margins stand beside
_USUAL, _AS_LISTED = "常用的列", "和列表一样的列"


def has_room_beside(widget: QWidget) -> bool:
    """Whether the screen is wide enough for the form's two halves at the size of the text."""
    wanted = widget.fontMetrics().horizontalAdvance("字") * _LEAST_WIDE
    return wanted <= widget.screen().availableGeometry().width() * _OF_SCREEN


class ListForm(QWidget):
    """A list of a ledger, or the flat sheet of people and homes; as the list `listed` shows it where that is told."""

    def __init__(self, desk: Desk, ledger_name: str, selection: Selection | None, listed: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._desk = desk
        self._selection = selection
        self._listed = {ledger_name: tuple(map(full_name, sheet_columns.as_listed(ledger_name, listed)))}
        self._given = 0  # offered ways to choose columns that nobody made
        self._reading = Latest(desk.runner, self)
        self.ledger = QComboBox()
        self.ledger.setAccessibleName("导出哪一种表")
        self.everything, self.filtered = QRadioButton("全部"), QRadioButton("当前筛选出来的")
        self.layouts = QComboBox()
        self.layouts.setAccessibleName("列的方案")
        self.layout_name = LineEdit()
        self.layout_name.setPlaceholderText("给这组列起个名字")
        self.layout_name.setAccessibleName("列的方案名称")
        self.save_layout = plain_button("保存这组列")
        self.remove_layout = quiet_button("trash-2", "删除这个方案")
        self.columns = ColumnsBox()
        self.privacy = PrivacyBox()
        self.watch = OutlookWatch(desk, self.privacy, self._look)
        self.target = TargetBox()
        self.password = PasswordEdit()
        self.password.setToolTip("只有知道密码的人能打开这份表")
        self.password_line = Labelled("打开密码（可不填）", self.password)
        self.note = label("", "error", wraps=True)
        self.note.hide()
        self._lay_out()
        self._fill(ledger_name)
        self._connect()
        self._on_ledger()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        who = QHBoxLayout()
        who.setSpacing(L)
        who.addWidget(self.everything)
        who.addWidget(self.filtered)
        who.addStretch(1)
        kept = QHBoxLayout()
        kept.setSpacing(S)
        for widget, stretch in (
            (self.layouts, 1),
            (self.remove_layout, 0),
            (self.layout_name, 1),
            (self.save_layout, 0),
        ):
            kept.addWidget(widget, stretch)
        for row, text in enumerate(("哪种表", "谁在表里", "列的方案")):
            grid.addWidget(label(text, "muted"), row, 0)
        grid.addWidget(self.ledger, 0, 1)
        grid.addLayout(who, 1, 1)
        grid.addLayout(kept, 2, 1)
        grid.setColumnStretch(1, 1)
        what, how = QVBoxLayout(), QVBoxLayout()
        for column in (what, how):
            column.setSpacing(M)
        what.addLayout(grid)
        what.addWidget(self.columns, 1)
        self._where = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._where.setSpacing(M)
        self._where.addWidget(self.target, 2)
        self._where.addWidget(self.password_line, 1)
        how.addWidget(self.note)
        how.addWidget(self.privacy)
        how.addLayout(self._where)
        how.addStretch(1)  # what is free lies below, not between a field and its button
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        self._halves.setContentsMargins(0, M, 0, 0)
        self._halves.setSpacing(M)
        self._halves.addLayout(what, 1)
        self._halves.addLayout(how)
        self._use_room()

    def _use_room(self) -> None:
        """What leaves and how it leaves stand side by side where the screen is wide enough for the text."""
        is_wide = has_room_beside(self)
        beside, below = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(beside if is_wide else below)
        self._halves.setSpacing(XL if is_wide else M)
        self._halves.setStretch(1, 1 if is_wide else 0)
        self._where.setDirection(below if is_wide else beside)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_halves"):
            self._use_room()

    def _fill(self, ledger_name: str) -> None:
        for name in (sheet_columns.FLAT, *(one.name for one in catalog.ALL)):
            self.ledger.addItem(
                "人房总表（一行一位居民，带住址）" if name == sheet_columns.FLAT else sheet_columns.label(name), name
            )
        self.ledger.setCurrentIndex(max(0, self.ledger.findData(ledger_name)))
        has_filter = self._selection is not None and self._selection != Selection()
        self.filtered.setEnabled(has_filter)
        (self.filtered if has_filter else self.everything).setChecked(True)

    def _connect(self) -> None:
        self.ledger.currentIndexChanged.connect(self._on_ledger)
        self.layouts.activated.connect(self._on_layout)
        self.save_layout.clicked.connect(self._on_save)
        self.layout_name.submitted.connect(self._on_save)
        self.remove_layout.clicked.connect(self._on_remove)
        self.target.edit.textChanged.connect(self._on_target)
        self.columns.changed.connect(self.watch.look)
        self.filtered.toggled.connect(lambda _: self.watch.look())
        self.privacy.changed.connect(self.watch.look)

    @property
    def ledger_name(self) -> str:
        """The sheet that is exported."""
        return str(self.ledger.currentData())

    # -- the request

    def job(self) -> tuple[Job[ExportOutcome | Approval], Path] | None:
        """What to run and where it goes; None, said in place, while something is missing.

        Where a second person is to be asked first, it asks.
        """
        chosen, path = self.columns.chosen(), self.target.path()
        if not chosen:
            self._tell("至少选一列。")
            return None
        if path is None or not self.privacy.is_complete():
            return None
        self.note.hide()
        session, request, asks = self._desk.session, self._request(chosen, path), self.privacy.asks

        def job(ctx: JobContext) -> ExportOutcome | Approval:
            from app.exports import exporting

            wanted = exporting.ExportRequest(**request)
            return exporting.ask(session, wanted, ctx) if asks else exporting.export(session, wanted, ctx)

        return job, path

    def _look(self) -> Job[Outlook] | None:
        chosen = self.columns.chosen()
        if not chosen:
            return None
        session, request = self._desk.session, self._request(chosen, Path())

        def job(ctx: JobContext) -> Outlook:
            from app.exports import exporting

            return exporting.look(session, exporting.ExportRequest(**request), ctx)

        return job

    def _request(self, chosen: tuple[str, ...], path: Path) -> dict[str, Any]:
        selection = self._selection if self.filtered.isChecked() and self._selection else Selection()
        privacy = self.privacy
        password = self.password.text() if self.password_line.isVisibleTo(self) else ""
        purpose = privacy.purpose.chosen()
        return {
            "ledger": self.ledger_name,
            "out_path": path,
            "columns": chosen,
            "selection": selection,
            "unmasked": privacy.unmasked.isChecked(),
            "reason": privacy.reason.text() if privacy.unmasked.isChecked() else "",
            "workbook_password": password or None,
            "purpose": purpose.purpose,
            "basis": purpose.basis,
        }

    # -- what changes with what

    @Slot()
    def _on_ledger(self) -> None:
        name = self.ledger_name
        self.columns.show_sheet(name, self._listed.get(name, ()))
        self.target.propose(f"{sheet_columns.label(name)}_{clock.today():%Y%m%d}.xlsx")
        self._ask_layouts("")
        self.watch.look()

    @Slot()
    def _on_target(self) -> None:
        self.password_line.setVisible(not self.target.edit.text().lower().endswith(".csv"))

    def _ask_layouts(self, chosen: str) -> None:
        session, name = self._desk.session, self.ledger_name

        def job(_ctx: JobContext) -> list[Layout]:
            return layouts.of_ledger(session, name)

        self._reading.ask(job, lambda found: self._show_layouts(found, chosen))

    def _show_layouts(self, found: list[Layout], chosen: str) -> None:
        self.layouts.clear()
        if listed := self._listed.get(self.ledger_name):
            self.layouts.addItem(_AS_LISTED, listed)
        self.layouts.addItem(_USUAL, ())
        self._given = self.layouts.count()
        for one in found:
            self.layouts.addItem(one.name, one.columns)
        self.layouts.setCurrentIndex(max(0, self.layouts.findText(chosen)))
        self.remove_layout.setEnabled(self.layouts.currentIndex() >= self._given)

    @Slot()
    def _on_layout(self) -> None:
        self.remove_layout.setEnabled(self.layouts.currentIndex() >= self._given)
        self.columns.show_sheet(self.ledger_name, tuple(self.layouts.currentData() or ()))
        self.watch.look()

    @Slot()
    def _on_save(self) -> None:
        session, name = self._desk.session, self.ledger_name
        called, columns = self.layout_name.text().strip(), self.columns.chosen()
        self._write(lambda _: layouts.save(session, name, called, columns).name)

    @Slot()
    def _on_remove(self) -> None:
        session, name, called = self._desk.session, self.ledger_name, self.layouts.currentText()

        def job(_ctx: JobContext) -> str:
            layouts.remove(session, name, called)
            return ""

        self._write(job)

    def _write(self, job: Job[str]) -> None:
        handle = self._desk.runner.writing(job)
        handle.done.connect(self._on_written)
        handle.failed.connect(self._on_not_written)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_written(self, name: str) -> None:
        self.layout_name.clear()
        self.note.hide()
        self._ask_layouts(name)

    @Slot(object)
    def _on_not_written(self, error: LedgerError) -> None:
        self._tell(window_message_for(error))

    def _tell(self, text: str) -> None:
        self.note.setText(text)
        self.note.show()
