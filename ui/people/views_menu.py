"""我的视图: the menu of saved views, and the dialogs that save one and keep them in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.jobs import JobContext
from app.messages import window_message_for
from app.tables import views
from app.tables.views import View
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.buttons import danger_button, menu_button, plain_button
from ui.parts.dialog import Dialog, open_dialog
from ui.parts.fields import Labelled, LineEdit
from ui.workers import Latest

_NAME = 0x0100  # Qt.ItemDataRole.UserRole


class ViewsMenu(QObject):
    """The menu button of one ledger's views. `chosen(View)`; `button` stands in the filter band."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, ledger: str, present: Callable[[], View], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._ledger, self._present, self._parent = desk, ledger, present, parent
        self._reading = Latest(desk.runner, self)
        self.views: tuple[View, ...] = ()
        self.button: QPushButton = menu_button("我的视图", "bookmark")
        self.button.setAccessibleName("我的视图")
        self._fill()

    def read(self, then: Callable[[], None] | None = None) -> None:
        """Read the views that there are; then go on."""
        session, ledger = self._desk.session, self._ledger

        def work(_ctx: JobContext) -> tuple[View, ...]:
            return tuple(views.of_ledger(session, ledger))

        def show(found: tuple[View, ...]) -> None:
            self.views = found
            self._fill()
            if then is not None:
                then()

        self._reading.ask(work, show, failed=lambda _error: then() if then is not None else None)

    @property
    def default(self) -> View | None:
        """The view that the table opens with."""
        return next((view for view in self.views if view.is_default), None)

    def show_name(self, name: str) -> None:
        """Say which view is in force; "" for none."""
        self.button.setText(name or "我的视图")

    def _fill(self) -> None:
        menu = self.button.menu()
        menu.clear()
        for view in self.views:
            text = f"{view.name}（默认）" if view.is_default else view.name
            menu.addAction(text, lambda one=view: self.chosen.emit(one))
        if not self.views:
            menu.addAction("还没有保存的视图").setEnabled(False)
        menu.addSeparator()
        menu.addAction("把现在的条件和列保存为视图…", self.save)
        manage = menu.addAction("整理视图…", self.manage)
        manage.setEnabled(bool(self.views))

    def save(self) -> None:
        """Ask for a name and keep what is in force now."""
        dialog = SaveView(self._present(), self.views, self._parent)
        dialog.accepted.connect(lambda: self._keep(dialog.view()))
        open_dialog(dialog)

    def _keep(self, view: View) -> None:
        session = self._desk.session
        handle = self._desk.runner.writing(lambda _ctx: views.save(session, view))
        handle.done.connect(self._on_kept)
        handle.failed.connect(lambda error: self._desk.say(window_message_for(error)))
        self._desk.runner.start(handle)

    def _on_kept(self, view: View) -> None:
        self._desk.say(f"已保存视图“{view.name}”")
        self.show_name(view.name)
        self.read()

    def manage(self) -> None:
        """Rename, remove, choose the default."""
        dialog = ManageViews(self._desk, self._ledger, self.views, self._parent)
        dialog.finished.connect(lambda _: self.read())
        open_dialog(dialog)


class SaveView(Dialog):
    """A name for what is in force, and whether the table opens with it from now on."""

    def __init__(self, present: View, known: tuple[View, ...], parent: QWidget | None = None) -> None:
        super().__init__("保存视图", parent)
        self._present, self._known = present, {view.name for view in known}
        self.body.addWidget(label("保存现在的条件、列和排序，以后从“我的视图”里一点就回来。", "muted", wraps=True))
        self.edit = LineEdit(present.name)
        self.name = Labelled("名称", self.edit, "例如：独居老人走访名单")
        self.is_default = QCheckBox("打开这一页时就用它")
        self.body.addWidget(self.name)
        self.body.addWidget(self.is_default)
        self.add_button("取消", "cancel")
        self.yes = self.add_button("保存", "primary")
        self.edit.textChanged.connect(self._on_text)
        self._on_text()
        self.edit.setFocus()

    def view(self) -> View:
        """What is to be kept."""
        return replace(self._present, name=self.edit.text().strip(), is_default=self.is_default.isChecked())

    def _on_text(self) -> None:
        typed = self.edit.text().strip()
        self.yes.setEnabled(0 < len(typed) <= views.ViewRefused.most)
        self.yes.setText("替换" if typed in self._known else "保存")
        self.name.set_hint("已有同名的视图，将被替换" if typed in self._known else "例如：独居老人走访名单")


class ManageViews(Dialog):
    """The views of a ledger: another name, the default one, away with it. What is done here is done at once."""

    def __init__(self, desk: Desk, ledger: str, known: tuple[View, ...], parent: QWidget | None = None) -> None:
        super().__init__("整理视图", parent)
        self._desk, self._ledger = desk, ledger
        self._reading = Latest(desk.runner, self)
        self.list = QListWidget()
        self.list.setAccessibleName("视图")
        self.edit = LineEdit()
        self.name = Labelled("名称", self.edit)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.list, 1)
        row.addLayout(self._buttons())
        self.body.addLayout(row)
        self.body.addWidget(self.name)
        self.add_button("完成", "primary")
        self.list.currentItemChanged.connect(self._on_current)
        self.edit.submitted.connect(self.rename)
        self._show(known)

    def _buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(S)
        self.rename_button, self.default_button = plain_button("改名", "pencil"), plain_button("设为默认", "check")
        self.remove_button = danger_button("删除")
        self.rename_button.clicked.connect(self.rename)
        self.default_button.clicked.connect(self.toggle_default)
        self.remove_button.clicked.connect(self.remove)
        for button in (self.rename_button, self.default_button, self.remove_button):
            column.addWidget(button)
        column.addStretch(1)
        return column

    def _show(self, known: tuple[View, ...]) -> None:
        self._known = {view.name: view for view in known}
        row = max(self.list.currentRow(), 0)
        self.list.clear()
        for view in known:
            item = QListWidgetItem(f"{view.name}（默认）" if view.is_default else view.name)
            item.setData(_NAME, view.name)
            self.list.addItem(item)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self._on_current()

    @property
    def _current(self) -> str:
        item = self.list.currentItem()
        return str(item.data(_NAME)) if item else ""

    def _on_current(self) -> None:
        view = self._known.get(self._current)
        self.edit.setText(view.name if view else "")
        self.name.clear_error()
        for one in (self.rename_button, self.default_button, self.remove_button, self.edit):
            one.setEnabled(view is not None)
        self.default_button.setText("取消默认" if view and view.is_default else "设为默认")

    def rename(self) -> None:
        """Give the current view the name in the line."""
        old, new = self._current, self.edit.text()
        session, ledger = self._desk.session, self._ledger
        self._do(lambda: views.rename(session, ledger, old, new))

    def toggle_default(self) -> None:
        """Make the current view the default one, or none."""
        view, session, ledger = self._known.get(self._current), self._desk.session, self._ledger
        if view is not None:
            self._do(lambda: views.make_default(session, ledger, "" if view.is_default else view.name))

    def remove(self) -> None:
        """Forget the current view."""
        name, session, ledger = self._current, self._desk.session, self._ledger
        self._do(lambda: views.remove(session, ledger, name))

    def _do(self, act: Callable[[], object]) -> None:
        session, ledger = self._desk.session, self._ledger

        def work(_ctx: JobContext) -> tuple[View, ...]:
            act()
            return tuple(views.of_ledger(session, ledger))

        handle = self._desk.runner.writing(work)
        handle.done.connect(self._show)
        handle.failed.connect(self._on_failed)
        self._desk.runner.start(handle)

    def _on_failed(self, error: LedgerError) -> None:
        self.name.set_error(window_message_for(error))
