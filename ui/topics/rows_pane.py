"""The rows of one topic ledger: found, changed, checked off, reported, taken in from a workbook, handed out.

Which rows are due is `app.topics`'s; the form, the table and the masks are those of every ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QPushButton, QVBoxLayout, QWidget

from app.topics import as_of, handing_out, rows, sheets, writing
from app.topics.rows import Listing, TopicRow
from app.upward import opinions
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.order_form.report_dialog import ReportDialog
from ui.parts.allowed import grey_unless
from ui.parts.buttons import plain_button, primary_button
from ui.parts.dialog import ask_reason, open_dialog
from ui.parts.file_choice import choose_file, choose_target
from ui.parts.flow import FlowLayout
from ui.parts.line_edit import LineEdit
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.topics.models import RowsModel
from ui.topics.more_ways import MoreWays
from ui.topics.row_dialog import RowDialog
from ui.topics.writes import Writes
from ui.workers import Latest

_NO_ROWS = "一条一条新增，或者把现有的表格按表头导入。"
_ROW, _WAIT_MS = "topic_row", 250
_WAYS, _ONLY = {True: "填一条", False: "核对"}, {True: "只看还没有填的", False: "只看待核对的"}
"""By whether the ledger has one row a month."""


class RowsPane(QWidget):
    """What is kept in the ledger it stands for; `for_band` are the buttons that belong above it."""

    told = Signal(str)
    """What stands in the line at the foot."""

    def __init__(self, desk: Desk, writes: Writes, parent: QWidget) -> None:
        super().__init__(parent)
        self.desk, self._writes = desk, writes
        self._listing = Latest(desk.runner, self)
        self._wanted, self._row = "", ""
        self.found: Listing | None = None
        self.rows = RowsModel()
        self.table = plain_table(self.rows, "台账内容")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.states = PageStates(self.table)
        self._make()
        self._connect()

    # -- how it is put together

    def _make(self) -> None:
        self.search = LineEdit()
        self.search.setPlaceholderText("在这个台账里查找")
        self.search.setAccessibleName("在这个台账里查找")
        self.search.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * 12)
        self.only_due = QCheckBox("只看待核对的")
        self.confirm_button = plain_button("已核对", "circle-check")
        self.edit_button, self.remove_button = plain_button("修改", "pencil"), plain_button("删除…", "trash-2")
        self.report_button = plain_button("上报数据异常…", "triangle-alert")
        self.order_button = plain_button("看工单", "clipboard-list")
        self.print_button, self.import_button = plain_button("打印", "printer"), plain_button("导入", "file-input")
        self.upward_button = plain_button("上报材料…", "upload")
        self.export_button, self.add_button = plain_button("导出", "download"), primary_button("新增", "plus")
        self.more = MoreWays(self.desk, self)
        self.about = label("", "muted", wraps=True)
        self.as_of = label("", "caption", wraps=True)
        ways = FlowLayout()
        for widget in (
            self.search, self.only_due, self.confirm_button, self.edit_button, self.remove_button, self.report_button,
            self.order_button, self.upward_button,
        ):  # fmt: skip
            ways.addWidget(widget)
        for button in self.more.buttons:
            ways.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(M, 0, L, S)
        column.setSpacing(S)
        column.addWidget(self.about)
        column.addWidget(self.as_of)
        column.addLayout(ways)
        column.addWidget(self.states, 1)

    @property
    def for_band(self) -> tuple[QPushButton, ...]:
        """Printing, taking in, handing out, adding."""
        return (self.print_button, self.import_button, self.export_button, self.add_button)

    def _connect(self) -> None:
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self.read)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.only_due.toggled.connect(lambda _: self.read())
        self.table.selectionModel().selectionChanged.connect(self.allow)
        self.table.activated.connect(lambda _: self.edit())
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
        action(page, "在台账里查找", "Ctrl+F", self.search.setFocus)

    # -- whose rows

    def stand(self, topic: str) -> None:
        """Show the rows of a ledger, "" of none."""
        if topic != self._wanted:
            self.search.clear()
        self._wanted = topic
        if topic:
            self.read()
        else:
            self.found = None
            self.allow()

    def show_row(self, row: str) -> None:
        """Choose a row, with all others in sight, once they are read."""
        self._row = row
        self.show_due(only=False)
        self.search.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.search.clear()
        self.search.blockSignals(False)  # noqa: FBT003 - Qt's own

    def show_due(self, *, only: bool) -> None:
        """Show what waits for its check alone, from the next reading on."""
        self.only_due.blockSignals(True)  # noqa: FBT003 - Qt's own
        self.only_due.setChecked(only)
        self.only_due.blockSignals(False)  # noqa: FBT003 - Qt's own

    @Slot()
    def read(self) -> None:
        """Read the rows of the chosen ledger."""
        session, wanted = self.desk.session, self._wanted
        search, only_due = self.search.text(), self.only_due.isChecked()
        if wanted:
            self._listing.ask(
                lambda _: rows.listing(session, wanted, search=search, only_due=only_due),
                self.show_listing,
                failed=lambda error: self.states.show_error(error, self.read),
            )

    def show_listing(self, found: Listing) -> None:
        """Show the rows of a ledger, the chosen ones still chosen."""
        is_same = self.found is not None and self.found.kept.topic == found.kept.topic
        chosen = {one.id for one in self.chosen()} if is_same else set[str]()
        self.found = found
        if self._row:
            chosen, self._row = {self._row}, ""
        topic = found.kept.topic
        is_series = topic.month_field is not None
        coop = f"，配合 {topic.coop}" if topic.coop else ""
        self.about.setText(f"{topic.name}　{topic.period or '不定期'}{_WAYS[is_series]}，牵头 {topic.lead}{coop}")
        self.as_of.setText(as_of.words(found.as_of))
        set_role(self.as_of, "warn" if found.as_of.is_old else "caption")
        self.as_of.setVisible(bool(found.as_of.on))
        self.only_due.setText(_ONLY[is_series])
        self.confirm_button.setVisible(not is_series)
        self.rows.show_listing(found)
        if not is_same:
            self.table.fit_columns()
        picked = self.table.selectionModel()
        for at, one in enumerate(found.rows):
            if one.id in chosen:
                picked.select(self.rows.index(at, 0), picked.SelectionFlag.Select | picked.SelectionFlag.Rows)
                self.table.scrollTo(self.rows.index(at, 0))
        if found.rows:
            self.states.show_content()
        elif found.total:
            self.states.show_empty("search", "没有这样的", f"换几个字，或者不勾选“{_ONLY[is_series]}”。")
        else:
            self.states.show_empty("table-2", "还没有内容", _NO_ROWS)
        self.allow()

    # -- what may be done

    def chosen(self) -> list[TopicRow]:
        """The selected rows."""
        picked = (self.rows.line_at(index.row()) for index in self.table.selectionModel().selectedRows())
        return [one for one in picked if one is not None]

    @Slot()
    def allow(self) -> None:
        """Let what may be done with the chosen rows be done, and tell how many there are."""
        rights, chosen, found = self.desk.session.rights, self.chosen(), self.found
        for button in (self.add_button, self.import_button, self.export_button, self.print_button):
            button.setEnabled(found is not None)
        for button in (self.edit_button, self.remove_button, self.report_button):
            button.setEnabled(len(chosen) == 1)
        self.confirm_button.setEnabled(bool(chosen))
        self.more.allow(found, chosen)
        has_order = len(chosen) == 1 and bool(chosen[0].order.id)
        self.order_button.setVisible(has_order)
        is_own = found is not None and found.kept.topic.category_field is not None
        self.report_button.setText("登记工单…" if is_own else "上报数据异常…")
        self.report_button.setVisible(is_own or not has_order)
        self.upward_button.setVisible(found is not None and found.kept.topic.code == opinions.CODE)
        for right, button in (
            ("edit", self.add_button), ("edit", self.edit_button), ("edit", self.confirm_button),
            ("remove", self.remove_button), ("export", self.export_button), ("print", self.print_button),
            ("export", self.upward_button),
        ):  # fmt: skip
            grey_unless(rights, right, _ROW, button)
        grey_unless(rights, "import", "", self.import_button)
        grey_unless(rights, "edit", "work_order", self.report_button)
        told = f"已选 {len(chosen):,} 条 · " if len(chosen) > 1 else ""
        shown = (
            f"显示 {len(found.rows):,} 条，共 {found.total:,} 条，{_due_word(found)} {found.due:,} 条 · "
            if found
            else ""
        )
        self.told.emit(f"{told}{shown}Enter 修改 · Ctrl+点选几条一起核对")

    # -- what is done

    @Slot()
    def add(self) -> None:
        """Open the form of a new row."""
        if self.found is not None and self.add_button.isEnabled():
            self._open_form("")

    @Slot()
    def edit(self) -> None:
        """Open the form of the chosen row."""
        chosen = self.chosen()
        if len(chosen) == 1 and self.edit_button.isEnabled():
            self._open_form(chosen[0].id)

    def _open_form(self, record: str, *, like: str = "") -> None:
        found = self.found
        if found is None:
            return
        dialog = RowDialog(self.desk, found.kept.id, found.kept.topic.name, record, self, like=like)
        said = "已修改" if record else "已新增"
        open_dialog(dialog, lambda: self.desk.say(said, action=getattr(dialog.result_of, "action", 0)))

    @Slot()
    def confirm(self) -> None:
        """Check the chosen rows off."""
        session, chosen = self.desk.session, [one.id for one in self.chosen()]
        if chosen and self.confirm_button.isEnabled():
            self._writes.run(lambda _: writing.confirm(session, chosen), f"已核对 {len(chosen):,} 条")

    @Slot()
    def remove(self) -> None:
        """Ask why, and move the chosen row to the recycle bin."""
        session, chosen = self.desk.session, self.chosen()
        if len(chosen) == 1:
            one = chosen[0].id
            ask_reason(
                self.window(),
                "删除",
                "删除的可以在回收站里还原。",
                lambda reason: self._writes.run(lambda _: writing.remove(session, one, reason=reason), "已删除"),
            )

    @Slot()
    def report(self) -> None:
        """Ask what is wrong with the chosen row, and make an order of it."""
        chosen, found = self.chosen(), self.found
        if len(chosen) == 1 and found is not None:
            called = f"{found.kept.topic.name}　{chosen[0].title(found.kept.topic)}"
            is_own = found.kept.topic.category_field is not None
            dialog = ReportDialog(self.desk, _ROW, chosen[0].id, called, self, is_own=is_own)
            open_dialog(dialog, lambda: self._told_order(dialog.result_of))

    def _told_order(self, made: object) -> None:
        self.desk.say(f"已上报，工单 {getattr(made, 'order_no', '')}")
        self.read()

    @Slot()
    def go_to_order(self) -> None:
        """Open the order about the chosen row."""
        chosen = self.chosen()
        if len(chosen) == 1 and chosen[0].order.id:
            self.desk.go("order", chosen[0].order.id)

    @Slot()
    def import_sheet(self) -> None:
        """Ask for a workbook and take its rows in."""
        session, found = self.desk.session, self.found
        if found is None:
            return
        wanted = found.kept.id

        def take(path: Path) -> None:
            self._writes.run(lambda ctx: sheets.read(session, wanted, path, ctx=ctx), "", self._told_import)

        choose_file(self, f"导入{found.kept.topic.name}", "表格 (*.xlsx *.xls *.et *.csv)", take)

    def _told_import(self, done: object) -> None:
        added, unchanged = getattr(done, "added", 0), getattr(done, "unchanged", 0)
        told = f"已导入 {added:,} 条" + (f"，{unchanged:,} 条原来就有" if unchanged else "")
        self.desk.say(told, action=getattr(done, "action", 0))

    @Slot()
    def export_list(self) -> None:
        """Ask where to, and write what is listed, behind masks."""
        session, found = self.desk.session, self.found
        if found is None or not self.export_button.isEnabled():
            return

        def save(path: Path) -> None:
            told = f"已导出 {len(found.rows):,} 条到 {path.name}"
            self._writes.run(lambda _: handing_out.save(session, found, path), told)

        choose_target(self, "导出", f"{found.kept.topic.name}.xlsx", "表格 (*.xlsx);;文本 (*.csv)", save)

    @Slot()
    def hand_upward(self) -> None:
        """Put the package together that tells these opinions to the level above."""
        from ui.upward.dialog import UpwardDialog

        if self.upward_button.isVisibleTo(self) and self.upward_button.isEnabled():
            open_dialog(UpwardDialog(self.desk, self))

    @Slot()
    def print_list(self) -> None:
        """Show the check list on paper."""
        from ui.printing.preview import preview

        session, found = self.desk.session, self.found
        if found is not None and self.print_button.isEnabled():
            wanted = found.kept.id
            preview(self.desk, "打印核对表", lambda _: handing_out.check_list(session, wanted))


def _due_word(found: Listing) -> str:
    return "还没有填" if found.kept.topic.month_field is not None else "待核对"
