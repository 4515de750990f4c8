"""日志: what happened, in plain words, filtered by day and kind; nothing personal, and can be saved."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from app import reading_log
from app.messages import window_message_for
from app.reading_log import KINDS, Entry
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button, quiet_button
from ui.parts.file_choice import choose_target
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.settings.setting_editor import SettingEditor
from ui.trouble.log_model import LogModel
from ui.workers import Latest

_NOTE = "日志只记做了什么、什么时候、结果怎样，不记居民的任何信息，可以放心交给维护人员。"


class LogSection(QWidget):
    """A table of the log with its filters above and how much is kept below."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = Latest(desk.runner, self)
        set_role(self, "sunken")
        self.setAccessibleName("日志")
        self.model = LogModel(self)
        self.table = plain_table(self.model, "日志")
        self.states = PageStates(self.table)
        self.day, self.kind = QComboBox(), QComboBox()
        self.refresh, self.save_button = quiet_button("refresh-cw", "重新读取"), plain_button("保存…", "download")
        self.count = label("", "muted")
        self.kept = [SettingEditor(desk, "log_files"), SettingEditor(desk, "log_file_kb")]
        self._lay_out()
        self.kind.addItem("全部种类", "")
        for kind, text in KINDS.items():
            self.kind.addItem(text, kind)
        self.day.addItem("全部日期", "")
        self.day.activated.connect(self._filter)
        self.kind.activated.connect(self._filter)
        self.refresh.clicked.connect(self.read)
        self.save_button.clicked.connect(self._on_save)
        for editor in self.kept:
            editor.applied.connect(self._on_log_settings)

    @Slot()
    def read(self) -> None:
        """Read the log anew."""
        folder = self._desk.session.store.folder
        self.states.show_loading("正在读日志…")
        self._asked.ask(lambda ctx: reading_log.read(folder, ctx), self._show, failed=self._on_failed)

    def save_to(self, path: Path) -> None:
        """Write the entries that are shown."""
        entries = self.model.lines
        handle = self._desk.runner.writing(lambda _: reading_log.save(entries, path))
        handle.done.connect(lambda _: self._desk.say(f"日志已保存到 {path.name}"))
        handle.failed.connect(lambda error: self._desk.say(window_message_for(error)))
        self._desk.runner.start(handle)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(L, L, L, L)
        column.setSpacing(M)
        column.addWidget(label(_NOTE, "muted", wraps=True))
        row = QHBoxLayout()
        row.setSpacing(S)
        for name, box in (("日期", self.day), ("种类", self.kind)):
            box.setAccessibleName(name)
            row.addWidget(box)
        row.addWidget(self.refresh)
        row.addWidget(self.count, 1)
        row.addWidget(self.save_button)
        column.addLayout(row)
        column.addWidget(self.states, 1)
        below = QHBoxLayout()
        below.setSpacing(L)
        for editor in self.kept:
            below.addWidget(editor)
        below.addStretch(1)
        column.addLayout(below)

    def _show(self, entries: list[Entry]) -> None:
        day = self.day.currentData()
        self.day.clear()
        self.day.addItem("全部日期", "")
        for one in dict.fromkeys(entry.day for entry in entries):
            self.day.addItem(one, one)
        self.day.setCurrentIndex(max(self.day.findData(day), 0))
        self.model.show_entries(entries)
        self._filter()
        self.table.fit_columns()

    @Slot()
    def _filter(self) -> None:
        self.model.filter(day=self.day.currentData() or "", kind=self.kind.currentData() or "")
        count = len(self.model.lines)
        self.count.setText(f"{count:,} 条")
        self.save_button.setEnabled(count > 0)
        if count:
            self.states.show_content()
        else:
            self.states.show_empty("inbox", "没有这样的日志", "换一个日期或种类看看。")

    def _on_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self.read)

    @Slot(str)
    def _on_log_settings(self, _key: str) -> None:
        session = self._desk.session
        self._desk.runner.start(self._desk.runner.writing(lambda _: session.reopen_log()))

    @Slot()
    def _on_save(self) -> None:
        choose_target(self, "保存日志", "里弄日志.txt", "文本 (*.txt)", self.save_to)
