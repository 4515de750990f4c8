"""The questions of the first start: each a widget that knows when it is answered and shows why an answer is refused."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app.stores.opening import is_committee_code, is_login
from ui.login.heads import step_layout
from ui.login.new_password import NewPassword
from ui.look.fonts import tabular
from ui.parts.buttons import plain_button
from ui.parts.fields import Labelled, LineEdit
from ui.parts.file_choice import choose_folder

CODE_DIGITS = 12
_CODE_HINT = "统计用区划代码，12 位：前 6 位是区，中间 3 位是街镇，后 3 位是居委会。街镇统计部门查得到。"
_PLACE_HINT = "要在本机硬盘上。共享盘和会自动同步的网盘里不能放，那里的台账会损坏。"
_LOGIN_HINT = "登录时输入的名字，可以用拼音或工号；定了以后不能改。"


class Step(QWidget):
    """A question. `ready_changed` when it is answered or no longer is, `submitted` on Enter in its last field."""

    ready_changed = Signal()
    submitted = Signal()

    def __init__(self, title: str, text: str) -> None:
        super().__init__()
        self.column: QVBoxLayout = step_layout(self, title, text)
        self.setAccessibleName(title)

    def is_ready(self) -> bool:
        """True when it is answered."""
        return True

    def show_error(self, text: str) -> None:
        """Say why the answer was not taken."""
        raise NotImplementedError


class PlaceStep(Step):
    """Where the store lies; `picked` when a person chose a folder, in which the store may get one of its own."""

    picked = Signal(object)  # Path

    def __init__(self, proposed: Path) -> None:
        super().__init__("台账放在哪里", "台账是一个加密的文件夹。下面的位置一般不用改。")
        self.edit = LineEdit(str(proposed))
        self.line = Labelled("文件夹", self.edit, _PLACE_HINT)
        self.browse = plain_button("选择文件夹…", "folder-open")
        row = QHBoxLayout()
        row.addWidget(self.browse)
        row.addStretch(1)
        self.column.addWidget(self.line)
        self.column.addLayout(row)
        self.setFocusProxy(self.edit)
        self.edit.textChanged.connect(self._on_changed)
        self.edit.submitted.connect(self.submitted)
        self.browse.clicked.connect(self._on_browse)

    def folder(self) -> Path:
        """The folder that is written there."""
        return Path(self.edit.text().strip()).expanduser()

    def show_folder(self, folder: Path) -> None:
        """Write another folder there."""
        self.edit.setText(str(folder))

    @override
    def is_ready(self) -> bool:
        return bool(self.edit.text().strip())

    @override
    def show_error(self, text: str) -> None:
        self.line.set_error(text)
        self.edit.setFocus()

    @Slot()
    def _on_changed(self) -> None:
        self.line.clear_error()
        self.ready_changed.emit()

    @Slot()
    def _on_browse(self) -> None:
        choose_folder(self, "台账放在哪个文件夹", self.folder().parent, self.picked.emit)


class CommitteeStep(Step):
    """Whose ledger it is: the committee's name and its division code."""

    def __init__(self) -> None:
        super().__init__("这是哪个居委会的台账", "名称会印在表格和卡片上，代码用来和街镇的数据对上。")
        self.name, self.code = LineEdit(), LineEdit()
        self.code.setFont(tabular(self.code.font()))
        self.name.setPlaceholderText("如：银杏居委会")
        self.name_line, self.code_line = (
            Labelled("居委会名称", self.name),
            Labelled("居委会代码", self.code, _CODE_HINT),
        )
        self.column.addWidget(self.name_line)
        self.column.addWidget(self.code_line)
        self.setFocusProxy(self.name)
        self.name.textChanged.connect(self.ready_changed)
        self.code.textChanged.connect(self._on_code)
        self.code.editingFinished.connect(self._look_at_code)
        self.name.submitted.connect(self.code.setFocus)
        self.code.submitted.connect(self.submitted)

    def committee(self) -> tuple[str, str]:
        """Code and name."""
        return self._digits(), self.name.text().strip()

    @override
    def is_ready(self) -> bool:
        return bool(self.name.text().strip()) and is_committee_code(self._digits())

    @override
    def show_error(self, text: str) -> None:
        self.code_line.set_error(text)

    def _digits(self) -> str:
        return "".join(self.code.text().split())

    @Slot()
    def _on_code(self) -> None:
        self.code_line.clear_error()
        digits = self._digits()
        told = f"区 {digits[:6]} · 街镇 {digits[6:9]} · 居委会 {digits[9:]}"
        self.code_line.set_hint(told if is_committee_code(digits) else _CODE_HINT)
        self.ready_changed.emit()

    @Slot()
    def _look_at_code(self) -> None:
        digits = self._digits()
        if not digits or is_committee_code(digits):
            return
        if not digits.isdecimal():
            self.code_line.set_error("代码里只有数字。")
        elif len(digits) != CODE_DIGITS:
            self.code_line.set_error(f"代码是 {CODE_DIGITS} 位数字，现在是 {len(digits)} 位。")
        else:
            self.code_line.set_error("代码的第一位不会是 0。")


class AccountStep(Step):
    """The first account: login and the person's name."""

    def __init__(self) -> None:
        super().__init__("您的账号", "第一个账号是管理员。每次修改都会记下是谁改的。")
        self.login, self.name = LineEdit(), LineEdit()
        self.login_line, self.name_line = Labelled("账号", self.login, _LOGIN_HINT), Labelled("姓名", self.name)
        self.column.addWidget(self.name_line)
        self.column.addWidget(self.login_line)
        self.setFocusProxy(self.name)
        self.login.textChanged.connect(self._on_login)
        self.name.textChanged.connect(self.ready_changed)
        self.name.submitted.connect(self.login.setFocus)
        self.login.submitted.connect(self.submitted)

    def account(self) -> tuple[str, str]:
        """Login and name."""
        return self.login.text().strip(), self.name.text().strip()

    @override
    def is_ready(self) -> bool:
        login, name = self.account()
        return bool(name) and is_login(login)

    @override
    def show_error(self, text: str) -> None:
        self.login_line.set_error(text)

    @Slot()
    def _on_login(self) -> None:
        login = self.login.text().strip()
        if login and not is_login(login):
            self.login_line.set_error('最长 50 个字符，不能有空格和 / \\ : * ? " < > |')
        else:
            self.login_line.clear_error()
        self.ready_changed.emit()


class PasswordStep(Step):
    """The first account's password."""

    def __init__(self) -> None:
        super().__init__("设一个密码", "台账用这个密码加密。没有密码，谁也看不到里面的内容。")
        self.password = NewPassword("密码")
        self.column.addWidget(self.password)
        self.setFocusProxy(self.password)
        self.password.changed.connect(self.ready_changed)
        self.password.submitted.connect(self.submitted)

    @override
    def is_ready(self) -> bool:
        return self.password.is_good

    @override
    def show_error(self, text: str) -> None:
        self.password.show_error(text)
