"""Recording an incident, judging it anew, the emergency plan, a drill: the dialogs of the page 安全事件.

They hand on what was typed; what is missing is told where it is typed, in the words of the error that comes back.
"""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget
from typing_extensions import override

from app.incidents import drills, plan, recording
from app.incidents.drills import NewDrill
from app.incidents.plan import Contact, EmergencyPlan
from app.incidents.recording import NewIncident
from app.jobs import Job
from ledger import clock, incident_levels
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import M
from ui.parts.choices import ChoiceBox
from ui.parts.fields import Labelled, LineEdit
from ui.parts.writing_dialog import WritingDialog

_LEVELS = tuple((one.code, one.label) for one in reversed(incident_levels.LEVELS))
_KINDS = tuple(incident_levels.KINDS.items())
_LINES = 9
_LEVEL_AT = 2  # below what happened and the kind
_CONTACTS_HINT = "一行一人：姓名，职务，电话，向谁报告（空着是最上面的人）"


class NewIncidentDialog(WritingDialog):
    """What happened, how bad it is, who is concerned."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("登记安全事件", "登记", desk.runner, parent)
        self._desk = desk
        self.title, self.at, self.scope, self.people = LineEdit(), LineEdit(), LineEdit(), LineEdit()
        self.kind, self.level = ChoiceBox(_KINDS), ChoiceBox(_LEVELS)
        self.kind.set_value("leak")
        self.at.setText(clock.local_text(clock.now_text()))
        for text, editor, hint in (
            ("发生了什么", self.title, "如：移动硬盘在社区活动中心丢失"),
            ("种类", self.kind, ""),
            ("涉及什么", self.scope, "涉及哪些内容、哪些人；不清楚的先空着"),
        ):
            self.body.addWidget(Labelled(text, editor, hint))
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(Labelled("什么时候", self.at))
        row.addWidget(Labelled("涉及多少人", self.people))
        self.body.addLayout(row)
        self.body.insertWidget(_LEVEL_AT, _levelled(self.level, "usual"))
        self.title.setFocus()

    @override
    def job(self) -> Job[object]:
        """Record it."""
        people = self.people.text().strip()
        new = NewIncident(
            self.kind.value(),
            self.level.value(),
            self.title.text(),
            self.at.text(),
            self.scope.text(),
            int(people) if people.isdecimal() else -1 if people else 0,
        )
        session = self._desk.session
        return lambda _: recording.note(session, new)


class LevelDialog(WritingDialog):
    """Another level, and why."""

    def __init__(self, desk: Desk, number: int, level: str, parent: QWidget | None = None) -> None:
        super().__init__("改级别", "改级别", desk.runner, parent)
        self._desk = desk
        self._number = number
        self.level, self.reason = ChoiceBox(_LEVELS), LineEdit()
        self.body.addWidget(_levelled(self.level, level))
        self.body.addWidget(Labelled("原因", self.reason))
        self.reason.setFocus()

    @override
    def job(self) -> Job[object]:
        """Judge it anew."""
        session, number = self._desk.session, self._number
        level, reason = self.level.value(), self.reason.text()
        return lambda _: recording.change_level(session, number, level, reason)


class PlanDialog(WritingDialog):
    """The plan's text and whom it calls; read only for who may not set the committee up."""

    def __init__(self, desk: Desk, present: EmergencyPlan, parent: QWidget | None = None) -> None:
        super().__init__("应急预案", "保存", desk.runner, parent)
        self._desk = desk
        saved = f"{clock.local_text(present.saved_at)} 修订" if present.saved_at else "这是通用的，请改成自己的再保存"
        self.body.addWidget(label(saved, "muted", wraps=True))
        self.text, self.contacts = QPlainTextEdit(present.text), QPlainTextEdit(_spelt(present.contacts))
        for editor in (self.text, self.contacts):
            editor.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.fontMetrics().height() * _LINES)
        self.contacts.setMinimumHeight(self.fontMetrics().height() * (_LINES // 2))
        self.body.addWidget(Labelled("正文", self.text), 2)
        self.body.addWidget(Labelled("通讯录", self.contacts, _CONTACTS_HINT), 1)
        may = desk.session.rights.may("settings")
        self.button.setVisible(may)
        for editor in (self.text, self.contacts):
            editor.setReadOnly(not may)

    @override
    def job(self) -> Job[object]:
        """Keep it."""
        session, text, contacts = (
            self._desk.session,
            self.text.toPlainText(),
            read_contacts(self.contacts.toPlainText()),
        )
        return lambda _: plan.save(session, text, contacts)


class DrillDialog(WritingDialog):
    """A drill that was held."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("登记应急演练", "登记", desk.runner, parent)
        self._desk = desk
        self.day, self.scenario, self.present = LineEdit(), LineEdit(), LineEdit()
        self.outcome, self.fixes = LineEdit(), LineEdit()
        self.day.setText(clock.today().isoformat())
        for text, editor, hint in (
            ("演练日期", self.day, ""),
            ("演练情形", self.scenario, "如：办公电脑被偷"),
            ("参加的人", self.present, ""),
            ("结果", self.outcome, "如：40 分钟在新电脑上恢复"),
            ("要改进的", self.fixes, "没有可以空着"),
        ):
            self.body.addWidget(Labelled(text, editor, hint))
        self.scenario.setFocus()

    @override
    def job(self) -> Job[object]:
        """Record it."""
        new = NewDrill(
            self.day.text(), self.scenario.text(), self.present.text(), self.outcome.text(), self.fixes.text()
        )
        session = self._desk.session
        return lambda _: drills.note(session, new)


def _levelled(choice: ChoiceBox, level: str) -> Labelled:
    """The choice of a level under its label, with what the chosen one means here."""
    labelled = Labelled("级别", choice)

    def tell() -> None:
        chosen = incident_levels.BY_CODE[choice.value()]
        labelled.set_hint(f"{chosen.here}。{chosen.report_minutes} 分钟内报告条线负责人。")

    choice.chosen.connect(tell)
    choice.set_value(level)
    tell()
    return labelled


def read_contacts(written: str) -> list[Contact]:
    """Lines as people write them: name, duty, telephone, whom they report to, with commas of either kind."""
    found = []
    for line in written.splitlines():
        parts = [part.strip() for part in line.replace("，", ",").replace("、", ",").split(",")]
        if parts[0]:
            found.append(Contact(*(parts + [""] * 4)[:4]))
    return found


def _spelt(contacts: tuple[Contact, ...]) -> str:
    return "\n".join("，".join((one.name, one.duty, one.phone, one.above)).rstrip("，") for one in contacts)
