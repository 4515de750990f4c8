"""Opening an account, or changing one: who it is, what they do, where, and from when until when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget
from typing_extensions import override

from app.accounts import changing
from app.accounts.details import Details
from app.accounts.listing import Line
from app.jobs import Job
from app.stores.opening import is_login
from app.stores.session import Session
from ledger import roles
from ledger.policy import Policy
from ui.accounts.acting import FIRST_HINT, ActingDialog, first_password_edit
from ui.login.yielding import Yielding
from ui.look.roles import label
from ui.look.tokens import XS, L, M
from ui.parts.dates import DateEdit
from ui.parts.fields import Labelled, LineEdit
from ui.workers import JobRunner

Compounds = Sequence[tuple[str, str]]
"""Compounds as (id, name)."""
_COLUMNS = 2
_FIELD_LETTERS = 14
_ROLE_COLUMNS = 3
_SHOWN_COMPOUNDS = 3
_LOGIN_HINT = "登录时输入的名字，可以用拼音或工号；定了以后不能改。"
_AREA_HINT = "不选就是全部小区。物业要选所管的小区。"


class AccountDialog(ActingDialog):
    """With a line it changes that account, without one it opens a new one."""

    def __init__(
        self, session: Session, runner: JobRunner, compounds: Compounds, policy: Policy, line: Line | None = None
    ) -> None:
        title, yes = (f"变更账号 {line.login}", "保存") if line else ("开通账号", "开通")
        super().__init__(title, yes, runner)
        self._session, self._line = session, line
        account = line.account if line else None
        self.login, self.name = LineEdit(), LineEdit(account.name if account else "")
        self.phone, self.post = (LineEdit((getattr(account, name) or "") if account else "") for name in _PLAIN)
        self.starts_on, self.ends_on = (
            DateEdit((getattr(account, name) or "") if account else "") for name in ("starts_on", "ends_on")
        )
        self.roles = RoleBoxes(line.roles if line else ("worker",))
        self.area = AreaList(compounds, account.area if account else ())
        self.filed = QCheckBox("已向上级备案")
        self.filed.setChecked(bool(account and account.is_filed))
        self.password = first_password_edit("", policy)
        self._lay_out()
        self.finish_layout()
        for edit in (self.login, self.name):
            edit.textChanged.connect(self.show_readiness)
        (self.name if line else self.login).setFocus()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(M)
        self.login_line = Labelled("账号", self.login, _LOGIN_HINT)
        fields: list[QWidget] = [Labelled("姓名", self.name)]
        if self._line is None:
            fields.insert(0, self.login_line)
        fields += [
            Labelled("本人电话", self.phone, "密码里不能有它。"),
            Labelled("职务", self.post),
            Labelled("从哪一天起（可不填）", self.starts_on),
            Labelled("到哪一天为止（委托机构必填）", self.ends_on),
        ]
        if self._line is None:
            fields.append(Labelled("初始密码", self.password, FIRST_HINT))
        for at, one in enumerate(fields):
            grid.addWidget(one, at // _COLUMNS, at % _COLUMNS)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
            grid.setColumnMinimumWidth(column, self.fontMetrics().horizontalAdvance("字") * _FIELD_LETTERS)
        questions = QWidget()
        asked = QVBoxLayout(questions)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setSpacing(M)
        asked.addLayout(grid)
        asked.addWidget(label("角色"))
        asked.addWidget(self.roles)
        if self.area.count():
            asked.addWidget(Labelled("只管这些小区", self.area, _AREA_HINT))
        if self._line is not None:
            asked.addWidget(self.filed)
        self._questions = Yielding(questions)
        self.body.addWidget(self._questions, 1)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Wide enough for the questions and their scroll bar, whose sizes are known by now."""
        bar = self._questions.verticalScrollBar().sizeHint().width()
        self._questions.setMinimumWidth(self._questions.widget().minimumSizeHint().width() + bar)
        self.resize(self.sizeHint())  # Qt would take two thirds of the screen at most
        super().showEvent(event)

    @override
    def is_ready(self) -> bool:
        return bool(self.name.text().strip()) and (self._line is not None or is_login(self.login.text().strip()))

    def asked(self) -> Details:
        """What is written in the form."""
        return Details(
            name=self.name.text(),
            roles=self.roles.chosen(),
            area=self.area.chosen(),
            phone=self.phone.text(),
            post=self.post.text(),
            starts_on=self.starts_on.value(),
            ends_on=self.ends_on.value(),
            is_filed=self.filed.isChecked() if self._line else None,
        )

    @override
    def job(self) -> Job[object]:
        session, asked, reason = self._session, self.asked(), self.reason.text().strip()
        if self._line is None:
            login, password = self.login.text().strip(), self.password.text()
            return lambda _: changing.open_account(session, login, asked, password, reason=reason)
        login, before = self._line.login, self._line
        if not before.account.roles and asked.roles == before.roles:
            asked = replace(asked, roles=None)  # the first account holds every role without naming one
        return lambda _: changing.change_account(session, login, asked, reason=reason)


_PLAIN = ("phone", "post")


class RoleBoxes(QWidget):
    """The roles to tick, each with what it is for."""

    def __init__(self, held: Sequence[str]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(XS)
        self.boxes: dict[str, QCheckBox] = {}
        for at, role in enumerate(roles.ALL):
            box = QCheckBox(role.label)
            box.setToolTip(role.duty)
            box.setAccessibleDescription(role.duty)
            box.setChecked(role.code in held)
            self.boxes[role.code] = box
            grid.addWidget(box, at // _ROLE_COLUMNS, at % _ROLE_COLUMNS)

    def chosen(self) -> tuple[str, ...]:
        """The roles that are ticked."""
        return tuple(code for code, box in self.boxes.items() if box.isChecked())


class AreaList(QListWidget):
    """The committee's compounds to tick."""

    def __init__(self, compounds: Compounds, chosen: Sequence[str]) -> None:
        super().__init__()
        for record, name in compounds:
            item = QListWidgetItem(name)
            item.setData(Qt.ItemDataRole.UserRole, record)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_chosen = record.replace("-", "") in chosen
            item.setCheckState(Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.setSpacing(XS)
        rows = min(max(self.count(), 1), _SHOWN_COMPOUNDS)
        self.setFixedHeight((self.sizeHintForRow(0) + 2 * XS) * rows + 2 * self.frameWidth() + XS)

    def chosen(self) -> tuple[str, ...]:
        """The compounds that are ticked, by id."""
        items = (self.item(row) for row in range(self.count()))
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() == Qt.CheckState.Checked
        )
