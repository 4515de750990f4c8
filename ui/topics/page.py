"""The page 专题台账: the ledgers at the left, the rows of the chosen one, and what is done with them.

What a ledger is and which rows are due is `app.topics`'s; forms, tables and masks are those of every ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QAbstractItemView, QCheckBox, QHBoxLayout, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.jobs import Job, JobContext
from app.messages import window_message_for
from app.topics import defining, handing_out, rows, sheets, writing
from app.topics.rows import Due, Listing, TopicRow
from ledger.errors import LedgerError
from ledger.topics import Topic
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.order_form.report_dialog import ReportDialog
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import StatusLine, TitleBand
from ui.parts.buttons import menu_button, plain_button, primary_button
from ui.parts.dialog import ask_reason, open_dialog
from ui.parts.file_choice import choose_file, choose_target
from ui.parts.flow import FlowLayout
from ui.parts.line_edit import LineEdit
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.topics.define_dialog import DefineDialog
from ui.topics.models import RowsModel, TopicsModel
from ui.topics.row_dialog import RowDialog
from ui.workers import JobHandle, Latest

_EMPTY = (
    "电梯、消防设施、党组织……要按月按季核对的，都可以设一个专题台账：栏目、周期、牵头部门自己定，不用写程序。"
    "先启用一个现成的，或者新设一个。"
)
_NO_ROWS = "一条一条新增，或者把现有的表格按表头导入。"
_HERE = frozenset(("topic_definition", "topic_row", "topic_report", "work_order_event"))
_ROW, _WAIT_MS = "topic_row", 250
_LEFT_LETTERS, _RIGHT_LETTERS = 20, 60


class TopicsPage(Page):
    """Ledgers beside the rows of one of them."""

    name = "topics"
    title = "专题台账"
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading, self._listing = Latest(desk.runner, self), Latest(desk.runner, self)
        self._wanted, self._offered = "", tuple[Topic, ...]()
        self.found: Listing | None = None
        self.band = TitleBand(self.title)
        self._make_band()
        self.topics, self.rows = TopicsModel(), RowsModel()
        self.list, self.table = plain_table(self.topics, "专题台账"), plain_table(self.rows, "台账内容")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.row_states = PageStates(self.table)
        self.note = Notice(across=True)
        self.states = PageStates(self._make_content())
        self.status = StatusLine("Enter 修改 · Ctrl+点选几条一起核对")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in ((self.band, 0), (self.states, 1), (self.status, 0)):
            column.addWidget(widget, stretch)
        self._connect()
        self.states.show_loading()

    # -- how it is put together

    def _make_band(self) -> None:
        self.design_button = menu_button("台账设置", "settings")
        self.print_button = plain_button("打印", "printer")
        self.print_button.setToolTip("打印核对表，核对的人签名 (Ctrl+P)")
        self.import_button, self.export_button = plain_button("导入", "file-input"), plain_button("导出", "download")
        self.add_button = primary_button("新增", "plus")
        for widget in (
            self.design_button, self.print_button, self.import_button, self.export_button, self.add_button
        ):  # fmt: skip
            self.band.add_action(widget)

    def _make_content(self) -> QWidget:
        self.search = LineEdit()
        self.search.setPlaceholderText("在这个台账里查找")
        self.search.setAccessibleName("在这个台账里查找")
        self.search.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * 12)
        self.only_due = QCheckBox("只看待核对的")
        self.confirm_button = plain_button("已核对", "circle-check")
        self.edit_button, self.remove_button = plain_button("修改", "pencil"), plain_button("删除…", "trash-2")
        self.report_button = plain_button("上报数据异常…", "triangle-alert")
        self.order_button = plain_button("看工单", "clipboard-list")
        self.about = label("", "muted", wraps=True)
        ways = FlowLayout()
        for widget in (
            self.search, self.only_due, self.confirm_button, self.edit_button, self.remove_button, self.report_button,
            self.order_button,
        ):  # fmt: skip
            ways.addWidget(widget)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(M, 0, L, S)
        column.setSpacing(S)
        column.addWidget(self.about)
        column.addLayout(ways)
        column.addWidget(self.note)
        column.addWidget(self.row_states, 1)
        left = QWidget()
        inner = QHBoxLayout(left)
        inner.setContentsMargins(L, 0, 0, S)
        inner.addWidget(self.list)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setStretchFactor(1, 1)
        letter = self.fontMetrics().horizontalAdvance("字")
        splitter.setSizes([letter * _LEFT_LETTERS, letter * _RIGHT_LETTERS])
        self.list.fit_letters((8, 3, 4))
        return splitter

    def _connect(self) -> None:
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self.read_rows)
        self.search.textChanged.connect(lambda _: self._timer.start())
        self.only_due.toggled.connect(lambda _: self.read_rows())
        self.list.selectionModel().currentRowChanged.connect(self._on_topic)
        self.table.selectionModel().selectionChanged.connect(self._allow)
        self.table.activated.connect(lambda _: self.edit())
        pairs: tuple[tuple[QWidget, Callable[[], object]], ...] = (
            (self.add_button, self.add), (self.edit_button, self.edit), (self.confirm_button, self.confirm),
            (self.remove_button, self.remove), (self.report_button, self.report), (self.order_button, self.go_to_order),
            (self.print_button, self.print_list), (self.import_button, self.import_sheet),
            (self.export_button, self.export_list),
        )  # fmt: skip
        for button, slot in pairs:
            button.clicked.connect(slot)  # type: ignore[attr-defined]  # every one is a button
        self.desk.events.changed.connect(self._on_changed)
        for text, keys, act, button in (
            ("新增一条", "Ctrl+N", self.add, self.add_button),
            ("导出这个台账", "Ctrl+E", self.export_list, self.export_button),
            ("打印核对表", "Ctrl+P", self.print_list, self.print_button),
        ):
            button.setToolTip(action(self, text, keys, act).toolTip())
        action(self, "在台账里查找", "Ctrl+F", self.search.setFocus)
        action(self, "重新查看", "F5", self.read)

    # -- coming and going

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self._wanted = record or str(facts.get("topic") or self._wanted)
        if "due" in facts:
            self.only_due.blockSignals(True)  # noqa: FBT003 - Qt's own
            self.only_due.setChecked(bool(facts["due"]))
            self.only_due.blockSignals(False)  # noqa: FBT003 - Qt's own
        self.read()

    @override
    def standing(self) -> dict[str, object]:
        return {"topic": self._wanted, "due": self.only_due.isChecked()}

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if not _HERE.isdisjoint(committed.ledgers):
            self.read()

    # -- reading

    @Slot()
    def read(self) -> None:
        """Read which ledgers there are and how they stand, then the rows of the chosen one."""
        session = self.desk.session

        def job(_ctx: JobContext) -> tuple[tuple[Due, ...], tuple[Topic, ...]]:
            return rows.standing(session), defining.offered(session)

        self._reading.ask(
            job, lambda told: self._show(*told), failed=lambda error: self.states.show_error(error, self.read)
        )

    def _show(self, known: tuple[Due, ...], offered: tuple[Topic, ...]) -> None:
        self._offered = offered
        self._fill_menu(known)
        due = sum(one.count for one in known)
        self.band.set_count(f"{len(known):,} 个台账" + (f" · 待核对 {due:,} 条" if due else "") if known else "")
        if not known:
            self.found = None
            self._teach()
            self._allow()
            return
        wanted = next((at for at, one in enumerate(known) if one.kept.id == self._wanted), 0)
        self.list.selectionModel().blockSignals(True)  # noqa: FBT003 - Qt's own
        self.topics.show(known)
        self.list.selectRow(wanted)
        self.list.selectionModel().blockSignals(False)  # noqa: FBT003 - Qt's own
        self._wanted = known[wanted].kept.id
        self.states.show_content()
        self.read_rows()

    def _teach(self) -> None:
        button = menu_button("启用或新设", "plus")
        self._put_ways(button)
        grey_unless(self.desk.session.rights, "settings", "", button)
        self.states.show_empty("table-2", "还没有专题台账", _EMPTY, button)

    def _fill_menu(self, known: tuple[Due, ...]) -> None:
        menu = self.design_button.menu()
        menu.clear()
        if known:
            menu.addAction("改这个台账的栏目…", self.change_design)
            menu.addSeparator()
        self._put_ways(self.design_button)
        grey_unless(self.desk.session.rights, "settings", "", self.design_button)

    def _put_ways(self, button: QWidget) -> None:
        menu = button.menu()  # type: ignore[attr-defined]  # a menu button
        for one in self._offered:
            menu.addAction(f"启用“{one.name}”", lambda code=one.code, name=one.name: self.take_over(code, name))
        if self._offered:
            menu.addSeparator()
        menu.addAction("新设一个台账…", self.design)

    @Slot()
    def _on_topic(self) -> None:
        one = self.topics.line_at(self.list.currentIndex().row())
        if one is not None:
            self._wanted = one.kept.id
            self.search.clear()
            self.read_rows()

    @Slot()
    def read_rows(self) -> None:
        """Read the rows of the chosen ledger."""
        session, wanted = self.desk.session, self._wanted
        search, only_due = self.search.text(), self.only_due.isChecked()
        if wanted:
            self._listing.ask(
                lambda _: rows.listing(session, wanted, search=search, only_due=only_due),
                self.show_listing,
                failed=lambda error: self.row_states.show_error(error, self.read_rows),
            )

    def show_listing(self, found: Listing) -> None:
        """Show the rows of a ledger, the chosen ones still chosen."""
        is_same = self.found is not None and self.found.kept.topic == found.kept.topic
        chosen = {one.id for one in self.chosen()} if is_same else set[str]()
        self.found = found
        topic = found.kept.topic
        coop = f"，配合 {topic.coop}" if topic.coop else ""
        self.about.setText(f"{topic.name}　{topic.period or '不定期'}核对，牵头 {topic.lead}{coop}")
        self.rows.show_listing(found)
        if not is_same:
            self.table.fit_columns()
        picked = self.table.selectionModel()
        for at, one in enumerate(found.rows):
            if one.id in chosen:
                picked.select(self.rows.index(at, 0), picked.SelectionFlag.Select | picked.SelectionFlag.Rows)
        if found.rows:
            self.row_states.show_content()
        elif found.total:
            self.row_states.show_empty("search", "没有这样的", "换几个字，或者不勾选“只看待核对的”。")
        else:
            self.row_states.show_empty("table-2", "还没有内容", _NO_ROWS)
        self._allow()

    # -- what may be done

    def chosen(self) -> list[TopicRow]:
        """The selected rows."""
        picked = (self.rows.line_at(index.row()) for index in self.table.selectionModel().selectedRows())
        return [one for one in picked if one is not None]

    @Slot()
    def _allow(self) -> None:
        rights, chosen, found = self.desk.session.rights, self.chosen(), self.found
        for button in (self.add_button, self.import_button, self.export_button, self.print_button):
            button.setEnabled(found is not None)
        for button in (self.edit_button, self.remove_button, self.report_button):
            button.setEnabled(len(chosen) == 1)
        self.confirm_button.setEnabled(bool(chosen))
        has_order = len(chosen) == 1 and bool(chosen[0].order.id)
        self.order_button.setVisible(has_order)
        is_own = found is not None and found.kept.topic.category_field is not None
        self.report_button.setText("登记工单…" if is_own else "上报数据异常…")
        self.report_button.setVisible(is_own or not has_order)
        for right, button in (
            ("edit", self.add_button), ("edit", self.edit_button), ("edit", self.confirm_button),
            ("remove", self.remove_button), ("export", self.export_button), ("print", self.print_button),
        ):  # fmt: skip
            grey_unless(rights, right, _ROW, button)
        grey_unless(rights, "import", "", self.import_button)
        grey_unless(rights, "edit", "work_order", self.report_button)
        told = f"已选 {len(chosen):,} 条 · " if len(chosen) > 1 else ""
        shown = f"显示 {len(found.rows):,} 条，共 {found.total:,} 条，待核对 {found.due:,} 条 · " if found else ""
        self.status.show_text(f"{told}{shown}Enter 修改 · Ctrl+点选几条一起核对")

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

    def _open_form(self, record: str) -> None:
        found = self.found
        if found is None:
            return
        dialog = RowDialog(self.desk, found.kept.id, found.kept.topic.name, record, self)
        said = "已修改" if record else "已新增"
        open_dialog(dialog, lambda: self.desk.say(said, action=getattr(dialog.result_of, "action", 0)))

    @Slot()
    def confirm(self) -> None:
        """Check the chosen rows off."""
        session, chosen = self.desk.session, [one.id for one in self.chosen()]
        if chosen and self.confirm_button.isEnabled():
            self._write(lambda _: writing.confirm(session, chosen), f"已核对 {len(chosen):,} 条")

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
                lambda reason: self._write(lambda _: writing.remove(session, one, reason=reason), "已删除"),
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
        self.read_rows()

    @Slot()
    def go_to_order(self) -> None:
        """Open the order about the chosen row."""
        chosen = self.chosen()
        if len(chosen) == 1 and chosen[0].order.id:
            self.desk.go("order", chosen[0].order.id)

    def take_over(self, code: str, name: str) -> None:
        """Take over a definition that comes with the program, and show it."""
        session = self.desk.session

        def done(made: object) -> None:
            self._wanted = str(getattr(made, "id", ""))
            self.read()

        self._write(lambda _: defining.take_over(session, code), f"已启用“{name}”", done)

    @Slot()
    def design(self) -> None:
        """Open the designer for a new ledger."""
        self._open_designer(DefineDialog(self.desk, parent=self))

    @Slot()
    def change_design(self) -> None:
        """Open the designer for the chosen ledger."""
        if self.found is not None:
            self._open_designer(DefineDialog(self.desk, self.found.kept.topic, rows=self.found.total, parent=self))

    def _open_designer(self, dialog: DefineDialog) -> None:
        def done() -> None:
            self._wanted = str(getattr(dialog.result_of, "id", "") or self._wanted)
            self.desk.say("已保存台账设置", action=getattr(dialog.result_of, "action", 0))
            self.read()

        open_dialog(dialog, done)

    @Slot()
    def import_sheet(self) -> None:
        """Ask for a workbook and take its rows in."""
        session, found = self.desk.session, self.found
        if found is None:
            return
        wanted = found.kept.id

        def take(path: Path) -> None:
            self._write(lambda ctx: sheets.read(session, wanted, path, ctx=ctx), "", self._told_import)

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
            self._write(lambda _: handing_out.save(session, found, path), told)

        choose_target(self, "导出", f"{found.kept.topic.name}.xlsx", "表格 (*.xlsx);;文本 (*.csv)", save)

    @Slot()
    def print_list(self) -> None:
        """Show the check list on paper."""
        from ui.printing.preview import preview

        session, found = self.desk.session, self.found
        if found is not None and self.print_button.isEnabled():
            wanted = found.kept.id
            preview(self.desk, "打印核对表", lambda _: handing_out.check_list(session, wanted))

    def _write(self, job: Job[object], said: str, then: Callable[[object], object] | None = None) -> None:
        """Run a write beside the window; tell it at the foot, or why not above the table."""
        self.note.tell("")
        handle: JobHandle = self.desk.runner.writing(job)

        def done(result: object) -> None:
            if said:
                self.desk.say(said, action=getattr(result, "action", 0))
            if then is not None:
                then(result)

        handle.done.connect(done)
        handle.failed.connect(self._tell_trouble)
        self.desk.runner.start(handle)

    @Slot(object)
    def _tell_trouble(self, error: LedgerError) -> None:
        self.note.tell(window_message_for(error))
