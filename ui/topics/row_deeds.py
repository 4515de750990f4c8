"""What is done with the rows of a topic ledger: a button for each deed, who may press it, and what it does.

Which rows are chosen is told by the pane (`allow`); what some ledgers alone have is `MoreWays`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from app.topics import handing_out, sheets, writing
from app.topics.rows import Listing, TopicRow
from app.topics.sheets import Imported
from app.upward import opinions
from ui.desk import Desk
from ui.order_form.report_dialog import ReportDialog
from ui.parts.allowed import grey_unless
from ui.parts.buttons import plain_button, primary_button
from ui.parts.dialog import ask_reason, open_dialog
from ui.parts.file_choice import choose_file, choose_target
from ui.parts.shortcuts import action
from ui.parts.small_write import Writes
from ui.topics.more_ways import MoreWays
from ui.topics.row_dialog import RowDialog

_ROW = "topic_row"


class RowDeeds(QObject):
    """`for_band` are the buttons that belong above the page, `for_rows` those above the table."""

    written = Signal()
    """An order was made of a row, so it is to be read again."""

    def __init__(self, desk: Desk, writes: Writes, pane: QWidget) -> None:
        super().__init__(pane)
        self._desk, self._writes, self._pane = desk, writes, pane
        self._found: Listing | None = None
        self._chosen: list[TopicRow] = []
        self.confirm_button = plain_button("已核对", "circle-check")
        self.edit_button, self.remove_button = plain_button("修改", "pencil"), plain_button("删除…", "trash-2")
        self.report_button = plain_button("上报数据异常…", "triangle-alert")
        self.order_button = plain_button("看工单", "clipboard-list")
        self.upward_button = plain_button("上报材料…", "upload")
        self.print_button, self.import_button = plain_button("打印", "printer"), plain_button("导入", "file-input")
        self.export_button, self.add_button = plain_button("导出", "download"), primary_button("新增", "plus")
        self.more = MoreWays(desk, pane)
        self.for_band = (self.print_button, self.import_button, self.export_button, self.add_button)
        self.for_rows = (
            self.confirm_button, self.edit_button, self.remove_button, self.report_button, self.order_button,
            self.upward_button, *self.more.buttons,
        )  # fmt: skip
        self._connect()

    def _connect(self) -> None:
        self.more.wanted.connect(lambda row: self._open_form("", like=row))
        pairs: tuple[tuple[QPushButton, Callable[[], object]], ...] = (
            (self.add_button, self.add), (self.edit_button, self.edit), (self.confirm_button, self.confirm),
            (self.remove_button, self.remove), (self.report_button, self.report), (self.order_button, self.go_to_order),
            (self.print_button, self.print_list), (self.import_button, self.import_sheet),
            (self.export_button, self.export_list), (self.upward_button, self.hand_upward),
        )  # fmt: skip
        for button, slot in pairs:
            button.clicked.connect(slot)

    def put_keys(self, page: QWidget) -> None:
        """Give the page the keys of what is done here; the buttons tell them."""
        for text, keys, act, button in (
            ("新增一条", "Ctrl+N", self.add, self.add_button),
            ("导出这个台账", "Ctrl+E", self.export_list, self.export_button),
            ("打印核对表", "Ctrl+P", self.print_list, self.print_button),
            ("上报材料", "Ctrl+Shift+E", self.hand_upward, self.upward_button),
        ):
            button.setToolTip(action(page, text, keys, act).toolTip())

    # -- what may be done

    def allow(self, found: Listing | None, chosen: list[TopicRow]) -> None:
        """Let what may be done with these rows be done."""
        self._found, self._chosen = found, chosen
        topic = found.kept.topic if found is not None else None
        for button in self.for_band:
            button.setEnabled(found is not None)
        for button in (self.edit_button, self.remove_button, self.report_button):
            button.setEnabled(len(chosen) == 1)
        self.confirm_button.setEnabled(bool(chosen))
        self.confirm_button.setVisible(topic is None or topic.month_field is None)
        self.more.allow(found, chosen)
        has_order = len(chosen) == 1 and bool(chosen[0].order.id)
        self.order_button.setVisible(has_order)
        is_own = topic is not None and topic.category_field is not None
        self.report_button.setText("登记工单…" if is_own else "上报数据异常…")
        self.report_button.setVisible(is_own or not has_order)
        self.upward_button.setVisible(topic is not None and topic.code == opinions.CODE)
        rights = self._desk.session.rights
        for right, button in (
            ("edit", self.add_button), ("edit", self.edit_button), ("edit", self.confirm_button),
            ("remove", self.remove_button), ("export", self.export_button), ("print", self.print_button),
            ("export", self.upward_button),
        ):  # fmt: skip
            grey_unless(rights, right, _ROW, button)
        grey_unless(rights, "import", "", self.import_button)
        grey_unless(rights, "edit", "work_order", self.report_button)

    @property
    def _one(self) -> TopicRow | None:
        """The chosen row, where there is one alone."""
        return self._chosen[0] if len(self._chosen) == 1 else None

    # -- rows

    @Slot()
    def add(self) -> None:
        """Open the form of a new row."""
        if self.add_button.isEnabled():
            self._open_form("")

    @Slot()
    def edit(self) -> None:
        """Open the form of the chosen row."""
        if self._one is not None and self.edit_button.isEnabled():
            self._open_form(self._one.id)

    def _open_form(self, record: str, *, like: str = "") -> None:
        if self._found is not None:
            kept = self._found.kept
            dialog = RowDialog(self._desk, kept.id, kept.topic.name, record, self._pane, like=like)
            said = "已修改" if record else "已新增"
            open_dialog(dialog, lambda: self._desk.say(said, action=getattr(dialog.result_of, "action", 0)))

    @Slot()
    def confirm(self) -> None:
        """Check the chosen rows off."""
        session, chosen = self._desk.session, [one.id for one in self._chosen]
        if chosen and self.confirm_button.isEnabled():
            self._writes.run(lambda _: writing.confirm(session, chosen), f"已核对 {len(chosen):,} 条")

    @Slot()
    def remove(self) -> None:
        """Ask why, and move the chosen row to the recycle bin."""
        session, one = self._desk.session, self._one
        if one is not None:
            ask_reason(
                self._pane.window(),
                "删除",
                "删除的可以在回收站里还原。",
                lambda reason: self._writes.run(lambda _: writing.remove(session, one.id, reason=reason), "已删除"),
            )

    @Slot()
    def report(self) -> None:
        """Ask what is wrong with the chosen row, and make an order of it."""
        one, found = self._one, self._found
        if one is not None and found is not None:
            topic = found.kept.topic
            called, is_own = f"{topic.name}　{one.title(topic)}", topic.category_field is not None
            dialog = ReportDialog(self._desk, _ROW, one.id, called, self._pane, is_own=is_own)
            open_dialog(dialog, lambda: self._told_order(dialog.result_of))

    def _told_order(self, made: object) -> None:
        self._desk.say(f"已上报，工单 {getattr(made, 'order_no', '')}")
        self.written.emit()

    @Slot()
    def go_to_order(self) -> None:
        """Open the order about the chosen row."""
        if self._one is not None and self._one.order.id:
            self._desk.go("order", self._one.order.id)

    # -- the ledger

    @Slot()
    def import_sheet(self) -> None:
        """Ask for a workbook, take its rows in and tell how many came."""
        session, found = self._desk.session, self._found
        if found is None:
            return
        wanted = found.kept.id

        def take(path: Path) -> None:
            self._writes.run(lambda ctx: sheets.read(session, wanted, path, ctx=ctx), Imported.told)

        choose_file(self._pane, f"导入{found.kept.topic.name}", "表格 (*.xlsx *.xls *.et *.csv)", take)

    @Slot()
    def export_list(self) -> None:
        """Ask where to, and write what is listed, behind masks."""
        session, found = self._desk.session, self._found
        if found is None or not self.export_button.isEnabled():
            return

        def save(path: Path) -> None:
            told = f"已导出 {len(found.rows):,} 条到 {path.name}"
            self._writes.run(lambda _: handing_out.save(session, found, path), told)

        choose_target(self._pane, "导出", f"{found.kept.topic.name}.xlsx", "表格 (*.xlsx);;文本 (*.csv)", save)

    @Slot()
    def hand_upward(self) -> None:
        """Put the package together that tells these opinions to the level above."""
        from ui.upward.dialog import UpwardDialog

        if self.upward_button.isVisibleTo(self._pane) and self.upward_button.isEnabled():
            open_dialog(UpwardDialog(self._desk, self._pane))

    @Slot()
    def print_list(self) -> None:
        """Show the check list on paper."""
        from ui.printing.preview import preview

        session, found = self._desk.session, self._found
        if found is not None and self.print_button.isEnabled():
            wanted = found.kept.id
            preview(self._desk, "打印核对表", lambda _: handing_out.check_list(session, wanted))
