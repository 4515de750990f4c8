"""The dialogs of activities: a new one, a series, the summary, volunteer hours.

They hand on what was typed; what is wrong is told where it is typed, in the words of the error that comes back.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.accounts.colleagues import NAMED
from app.activities import attending, creating, moving, series
from app.activities.rolls import ACTIVITY
from app.activities.series import Day, Series
from app.activities.showing import Dossier
from app.jobs import Job
from app.messages import window_message_for
from ledger import clock, kinds
from ledger.activity_states import RHYTHMS, Rhythm
from ledger.errors import FieldsRefused, LedgerError
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import M
from ui.parts.choices import ChoiceBox
from ui.parts.fields import Labelled, LineEdit
from ui.parts.writing_dialog import WritingDialog
from ui.record_form.colleagues import ColleagueLine
from ui.record_form.editors import Editor, editor_of
from ui.workers import Latest

_NEW = (
    ("title",),
    ("category", "is_public", "host"),
    ("start_at", "end_at", "place"),
    ("content",),
    ("target_group", "planned_count"),
)
_HINTS = {
    "is_public": "公开的要先由别人审核",
    "content": "不填就用活动名称",
    "start_at": "如 2026-11-25 14:00",
}
_MEETING, _AFTERNOON = "01", "14:00"
_FEW = 6
_MOST_SHOWN, _DAY_LINES = 8, 4


class _FieldsDialog(WritingDialog):
    """Fields of an activity, in rows; a refusal stands at the field that it is about."""

    def __init__(self, desk: Desk, title: str, yes: str, parent: QWidget | None) -> None:
        super().__init__(title, yes, desk.runner, parent)
        self.desk = desk
        self.editors: dict[str, Editor] = {}
        self.fields: dict[str, Labelled] = {}

    def add_rows(self, rows: tuple[tuple[str, ...], ...], into: QVBoxLayout) -> None:
        """Add fields, those of a row beside each other."""
        for names in rows:
            row = QHBoxLayout()
            row.setSpacing(M)
            for name in names:
                item = ACTIVITY.field(name)
                editor = self.editors[name] = editor_of(self.desk, item)
                made = self.fields[name] = Labelled(item.label, editor.widget, _HINTS.get(name, ""))
                if (ACTIVITY.name, name) in NAMED and editor.line is not None:
                    ColleagueLine(self.desk, editor.line, made, _HINTS.get(name, ""))
                row.addWidget(made, 1)
            into.addLayout(row)

    def said(self) -> Mapping[str, str]:
        """What is typed, by field."""
        return {name: editor.text() for name, editor in self.editors.items()}

    @override
    def show_trouble(self, error: LedgerError) -> None:
        for field in self.fields.values():
            field.clear_error()
        if not isinstance(error, FieldsRefused):
            super().show_trouble(error)
            return
        elsewhere = []
        for name, rule in error.problems:
            if name in self.fields:
                self.fields[name].set_error(words.rule(rule))
            else:
                elsewhere.append(f"{words.field(error.ledger, name)}{words.rule(rule)}")
        self.error.tell("；".join(elsewhere))


class NewActivityDialog(_FieldsDialog):
    """新活动: a name is enough. `result_of` is what was made."""

    def __init__(self, desk: Desk, day: date | None = None, parent: QWidget | None = None) -> None:
        super().__init__(desk, "新活动", "登记", parent)
        self.add_rows(_NEW, self.body)
        self.editors["start_at"].set_text(f"{day or clock.today()} {_AFTERNOON}")
        self.editors["category"].set_text(_MEETING)
        self.editors["place"].set_text("居委会")
        self.editors["host"].set_text(desk.session.user_name() or desk.session.login)
        self.fields["title"].setFocus()

    @override
    def job(self) -> Job[object]:
        """Plan it."""
        session, said = self.desk.session, self.said()
        return lambda _: creating.create(session, said)


class SummaryDialog(_FieldsDialog):
    """总结: what came of it, how many came, what it cost."""

    def __init__(self, desk: Desk, found: Dossier, parent: QWidget | None = None) -> None:
        super().__init__(desk, f"活动总结 {found.title}", "完成总结", parent)
        self._record = found.id
        here = found.counts.signed_in
        told = f"报名 {found.counts.signed_up} 人，签到 {here} 人。" if found.attendees else "没有签到名单。"
        self.body.addWidget(label(f"{told}总结后活动就办结，签到不再改。", "muted", wraps=True))
        self.add_rows((("summary",), ("actual_count", "spent")), self.body)
        stated = found.counts.stated if found.counts.stated is not None else here or None
        self.editors["summary"].set_text(found.summary)
        self.editors["actual_count"].set_text("" if stated is None else str(stated))
        facts = dict(found.facts)
        self.editors["spent"].set_text(facts.get(ACTIVITY.field("spent").label, ""))
        planned = facts.get(ACTIVITY.field("budget").label, "")
        self.fields["spent"].set_hint(f"原来计划 {planned} 元" if planned else "元")
        self.fields["actual_count"].set_hint("和签到人数不一样时，请核对" if here else "没有签到时，写实到人数")
        self.fields["summary"].setFocus()

    @override
    def job(self) -> Job[object]:
        """Sum it up."""
        session, record, said = self.desk.session, self._record, self.said()
        return lambda _: moving.sum_up(session, record, said)


class HoursDialog(WritingDialog):
    """志愿时长: of the chosen ones, or of everybody who signed in."""

    def __init__(
        self, desk: Desk, record: str, lines: tuple[str, ...], whom: str, parent: QWidget | None = None
    ) -> None:
        super().__init__("登记志愿时长", "登记", desk.runner, parent)
        self._desk, self._record, self._lines = desk, record, lines
        self.body.addWidget(label(whom, "muted", wraps=True))
        self.edit = LineEdit()
        self.field = Labelled("时长（小时）", self.edit, "如 1.5；空着就去掉已登记的时长")
        self.body.addWidget(self.field)
        self.edit.submitted.connect(self.submit)
        self.field.setFocus()

    @override
    def job(self) -> Job[object]:
        """Note them."""
        session, record, lines, hours = self._desk.session, self._record, self._lines, self.edit.text()
        return lambda _: attending.put_hours(session, record, hours, lines)

    @override
    def show_trouble(self, error: LedgerError) -> None:
        if isinstance(error, FieldsRefused):
            self.field.set_error("；".join(words.rule(rule) for _, rule in error.problems))
        else:
            super().show_trouble(error)


class SeriesDialog(WritingDialog):
    """排定例会: how often, how many more; the days are told before they are made."""

    def __init__(self, desk: Desk, found: Dossier, parent: QWidget | None = None) -> None:
        super().__init__(f"排定例会 {found.title}", "排定", desk.runner, parent)
        self._desk, self._record = desk, found.id
        self._asking = Latest(desk.runner, self)
        self.rhythm = ChoiceBox(tuple(RHYTHMS.items()))
        self.rhythm.set_value("weekly")
        self.count = QSpinBox()
        self.count.setRange(1, series.MOST)
        self.count.setValue(_FEW)
        self.count.setSuffix(" 次")
        row = QHBoxLayout()
        row.setSpacing(M)
        row.addWidget(Labelled("多久一次", self.rhythm), 1)
        row.addWidget(Labelled("再排几次", self.count))
        self.body.addLayout(row)
        self.body.addWidget(label(f"从 {found.when} 这一次往后排，名称、时间、地点和内容照搬。", "muted", wraps=True))
        self.days = label("", wraps=True)
        self.days.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.days.setMinimumHeight(self.days.fontMetrics().lineSpacing() * _DAY_LINES)
        self.body.addWidget(self.days)
        self.rhythm.chosen.connect(self._ask)
        self.count.valueChanged.connect(self._ask)
        self._ask()

    def _rhythm(self) -> Rhythm:
        value = self.rhythm.value()
        return cast("Rhythm", value) if value in RHYTHMS else "weekly"

    def _ask(self) -> None:
        session, record, rhythm, count = self._desk.session, self._record, self._rhythm(), self.count.value()
        self._asking.ask(
            lambda _: series.days(session, record, rhythm, count),
            self._show,
            failed=lambda error: self.days.setText(window_message_for(error)),
        )

    def _show(self, found: tuple[Day, ...]) -> None:
        new = [one.day for one in found if not one.stands]
        stands = len(found) - len(new)
        more = f" …… 共 {len(new)} 次" if len(new) > _MOST_SHOWN else ""
        told = kinds.LIST_MARK.join(day[:10] for day in new[:_MOST_SHOWN]) + more if new else "这些天都已经有了"
        over = f"（{stands} 天已经有了，不再排）" if stands and new else ""
        self.days.setText(f"将排定：{told}{over}" if new else told)
        self.button.setEnabled(bool(new))

    @property
    def made(self) -> Series | None:
        """What was made, once it was."""
        return self.result_of if isinstance(self.result_of, Series) else None

    @override
    def job(self) -> Job[object]:
        """Make them."""
        session, record, rhythm, count = self._desk.session, self._record, self._rhythm(), self.count.value()
        return lambda _: series.make(session, record, rhythm, count)
