"""工单流程: how orders of a category are handled; a change is tried out beside its preview before it is published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget
from typing_extensions import override

from app.message_texts.orders import status
from app.messages import window_message_for
from app.orders import processes
from app.orders.process_words import category_label, limit_choices
from app.orders.processes import Proposal, Published
from ledger import clock
from ledger.errors import LedgerError
from ledger.orders.process import STEPS
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import M, S
from ui.parts.buttons import primary_button
from ui.parts.cards import Card
from ui.parts.choices import ChoiceBox
from ui.parts.fields import CodeBox, Labelled, LineEdit
from ui.parts.flow import FlowLayout
from ui.settings.process_moves import ProcessMoves
from ui.settings.process_roles import ProcessRoles
from ui.settings.section import Section, row_of
from ui.workers import Latest

_LIMITS = {"contact": "首次联系时限", "handling": "办结时限", "check": "核查时限", "followup": "回访时限"}
_MAY_BE_LEFT_OUT = ("S15", "S45", "S50", "S65", "S80", "S85", "S86")
"""Steps without which an order can still be closed."""
_ACROSS = 1
_TOLD_AT_ONCE = "改动后这里先预览，点“发布”才生效；以前登记的工单仍按登记时的流程办理。"
_GENERAL_IS = "不选是“通用”。用的先后：类别自己的流程，所属大类的流程，通用的流程，随程序的流程。"
_ONLY_NARROWED = "去掉勾的角色不能做这一步；权限表没有给的，这里也不能加。全勾上就是按权限表。"
_NOT_MINE = "只有居委书记/主任能发布"


class ProcessSection(Section):
    """One category at a time."""

    def __init__(self, desk: Desk) -> None:
        super().__init__("工单流程")
        self._desk = desk
        self._reading, self._trying = Latest(desk.runner, self), Latest(desk.runner, self)
        self._proposal: Proposal | None = None
        self.category = CodeBox("work_order_category")
        if (line := self.category.lineEdit()) is not None:
            line.setPlaceholderText("通用")
        self.version = label("", "muted", wraps=True)
        self.limits = {step: ChoiceBox(limit_choices()) for step in STEPS}
        self.module, self.priority = CodeBox("topic_module"), CodeBox("work_order_priority")
        self.left_out = {code: QCheckBox(status(code)) for code in _MAY_BE_LEFT_OUT}
        self.roles = ProcessRoles()
        self.note = LineEdit()
        self.reach = label("", "muted", wraps=True)
        self.preview, self.trouble = label("", "plain", wraps=True), label("", "plain", wraps=True)
        self.moves = ProcessMoves()
        self.publish_button = primary_button("发布")
        for card in self._cards():
            self.column.addWidget(card)
        self._connect()

    # -- built

    def _cards(self) -> Iterator[QWidget]:
        chosen = Card("工单类别")
        chosen.body.addWidget(Labelled("类别", self.category, _GENERAL_IS))
        chosen.body.addWidget(self.version)
        yield chosen
        handled = Card("怎样办理")
        handled.body.addLayout(self._fields())
        handled.body.addWidget(label("不用的环节", "strong"))
        handled.body.addWidget(self._steps())
        handled.body.addWidget(label("谁能做", "strong"))
        handled.body.addWidget(label(_ONLY_NARROWED, "muted", wraps=True))
        handled.body.addWidget(self.roles)
        handled.body.addWidget(Labelled("变更说明", self.note))
        yield handled
        tried = Card("预览")
        tried.body.addWidget(label(_TOLD_AT_ONCE, "muted", wraps=True))
        set_role(self.preview, "hint", "info")
        set_role(self.trouble, "hint", "bad")
        for widget in (self.preview, self.trouble):
            widget.setContentsMargins(S, S, S, S)
            tried.body.addWidget(widget)
        tried.body.addWidget(self.reach)
        tried.body.addLayout(row_of(self.publish_button))
        tried.body.addLayout(self.moves)
        yield tried

    def _fields(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(M)
        told = [(_LIMITS[step], box) for step, box in self.limits.items()]
        told += [("牵头模块", self.module), ("紧急程度", self.priority)]
        for at, (name, box) in enumerate(told):
            grid.addWidget(Labelled(name, box), at // _ACROSS, at % _ACROSS)
        return grid

    def _steps(self) -> QWidget:
        steps = QWidget()
        flow = FlowLayout(steps)
        flow.setSpacing(S)
        for box in self.left_out.values():
            flow.addWidget(box)
        return steps

    def _connect(self) -> None:
        self.category.chosen.connect(self.read)
        for box in (*self.limits.values(), self.module, self.priority):
            box.chosen.connect(self._try_out)
        for tick in self.left_out.values():
            tick.toggled.connect(self._try_out)
        self.roles.chosen.connect(self._try_out)
        self.publish_button.clicked.connect(self._on_publish)

    # -- what holds

    @override
    @Slot()
    def read(self) -> None:
        """Show the process of the category that is chosen, as it holds."""
        session, category = self._desk.session, self.category.value()
        self._trying.drop()
        self._reading.ask(
            lambda _: (processes.show(session, category), processes.versions(session, category)),
            self._show,
            failed=self._show_trouble,
        )

    def _show(self, found: tuple[Proposal, Sequence[Published]]) -> None:
        holds, versions = found
        process = holds.process
        values = [(box, process.limits.get(step, "")) for step, box in self.limits.items()]
        for box, code in (*values, (self.module, process.module), (self.priority, process.priority)):
            with QSignalBlocker(box):
                box.set_value(code)
        for code, tick in self.left_out.items():
            with QSignalBlocker(tick):
                tick.setChecked(code not in process.states)
        self.roles.show_roles(process.roles)
        self.note.clear()
        self.version.setText(_version_text(versions[0], self.category.value()))
        self._preview(holds, ())

    # -- a change

    def said(self) -> dict[str, str]:
        """The process as the fields say it."""
        gone = ",".join(code for code, tick in self.left_out.items() if tick.isChecked())
        limits: dict[str, str] = {step: box.value() for step, box in self.limits.items()}
        plain = {"module": self.module.value(), "priority": self.priority.value(), "without": gone}
        return limits | plain | self.roles.said()

    @Slot()
    def _try_out(self) -> None:
        session, category, said = self._desk.session, self.category.value(), self.said()
        self._trying.ask(
            lambda _: processes.propose(session, category, said), self._show_tried, failed=self._show_trouble
        )

    def _show_tried(self, tried: Proposal) -> None:
        self._preview(tried, tried.differences)

    def _preview(self, shown: Proposal, differences: Sequence[str]) -> None:
        self._proposal = shown
        self.preview.setText("\n".join(differences))
        self.preview.setVisible(bool(differences))
        self.trouble.setText("\n".join(shown.troubles))
        self.trouble.setVisible(bool(shown.troubles))
        self.reach.setText("\n".join(shown.reach))
        self.reach.setVisible(bool(shown.reach))
        self.moves.show_moves(shown.moves)
        is_mine = self._desk.session.rights.may("settings")
        self.publish_button.setEnabled(is_mine and bool(differences) and not shown.troubles)
        self.publish_button.setToolTip("" if is_mine else _NOT_MINE)

    @Slot()
    def _on_publish(self) -> None:
        if self._proposal is None:
            return
        session, category = self._desk.session, self.category.value()
        said = self.said() | {"note": self.note.text()}
        handle = self._desk.runner.writing(
            lambda _: processes.publish(session, processes.propose(session, category, said))
        )
        handle.done.connect(self._on_published)
        handle.failed.connect(self._show_trouble)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_published(self, done: Published) -> None:
        called = category_label(done.process.category)
        self._desk.say(f"“{called}”的流程已发布第 {done.process.version} 版")
        self.read()

    @Slot(object)
    def _show_trouble(self, error: LedgerError) -> None:
        self.trouble.setText(window_message_for(error))
        self.trouble.show()
        self.publish_button.setEnabled(False)


def _version_text(newest: Published, category: str) -> str:
    if not newest.at:
        return "现在用的是随程序的流程。"
    note = f"：{newest.note}" if newest.note else ""
    scope = newest.process.category
    whose = "" if scope == category else f"“{category_label(scope)}”"
    of_whom = f"{whose}的" if whose else ""
    told = f"现在用的是{of_whom}第 {newest.process.version} 版，{newest.by} {clock.local_text(newest.at)} 发布{note}。"
    return f"{told}在这里发布的是本类别自己的流程，发布以后不再跟着{whose}变。" if whose else told
