"""改期 and 取消 of an activity: of a series, this one, this one and those after it, or all that lie ahead."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app import words
from app.activities import series_moves
from app.activities.rolls import ACTIVITY
from app.activities.series_moves import Changed
from app.activities.showing import Dossier
from app.jobs import Job
from ledger.activity_states import SCOPES, Scope
from ledger.errors import FieldsRefused, LedgerError
from ui.desk import Desk
from ui.look.roles import label
from ui.parts.choices import ChoiceBox
from ui.parts.fields import Labelled, LineEdit
from ui.parts.writing_dialog import WritingDialog
from ui.record_form.editors import editor_of


class _SeriesDialog(WritingDialog):
    """Asks which of a series are meant, where there are several; `changed` is what came of it."""

    def __init__(
        self, desk: Desk, found: Dossier, what: str, parent: QWidget | None = None, *, is_danger: bool = False
    ) -> None:
        super().__init__(f"{what} {found.title}", what, desk.runner, parent, is_danger=is_danger)
        self.desk, self.found = desk, found
        self.scope = ChoiceBox((name, f"{told}（{found.reach.of(name)} 次）") for name, told in SCOPES.items())
        self.scope.set_value("one")
        self.which = Labelled("例会的哪几次", self.scope, "已经开始、办过、取消的不动")
        self.which.setVisible(found.reach.is_series)

    def chosen(self) -> Scope:
        """Which of them are meant."""
        return cast("Scope", self.scope.value()) if self.found.reach.is_series else "one"

    @property
    def changed(self) -> Changed:
        """The activities that were changed."""
        return self.result_of if isinstance(self.result_of, Changed) else Changed((), 0)


class PutOffDialog(_SeriesDialog):
    """改期: another beginning; the end and the others of the series go along."""

    def __init__(self, desk: Desk, found: Dossier, parent: QWidget | None = None) -> None:
        super().__init__(desk, found, "改期", parent)
        item = ACTIVITY.field("start_at")
        self.start_at = editor_of(desk, item)
        self.start_at.set_text(found.begins)
        self.field = Labelled(item.label, self.start_at.widget, "如 2026-11-25 14:00")
        self.body.addWidget(label(f"现在是 {found.when}。结束时间跟着改。", "muted", wraps=True))
        self.body.addWidget(self.field)
        self.body.addWidget(self.which)
        if found.reach.is_series:
            self.body.addWidget(label("改几次时，各次提前或推后同样多的天数和时间。", "muted", wraps=True))
        self.field.setFocus()

    @override
    def job(self) -> Job[object]:
        """Put them off."""
        session, record = self.desk.session, self.found.id
        start_at, scope = self.start_at.text(), self.chosen()
        return lambda _: series_moves.put_off(session, record, start_at, scope)

    @override
    def show_trouble(self, error: LedgerError) -> None:
        if isinstance(error, FieldsRefused):
            self.field.set_error("；".join(words.rule(rule) for _, rule in error.problems))
        else:
            super().show_trouble(error)


class CallOffDialog(_SeriesDialog):
    """取消 of a series: why, and which of them."""

    def __init__(self, desk: Desk, found: Dossier, parent: QWidget | None = None) -> None:
        super().__init__(desk, found, "取消活动", parent, is_danger=True)
        self.cancel.setText("返回")
        self.edit = LineEdit()
        self.body.addWidget(label("为什么取消？名单和内容都留着。", wraps=True))
        self.body.addWidget(Labelled("原因", self.edit))
        self.body.addWidget(self.which)
        self.button.setEnabled(False)
        self.edit.textChanged.connect(lambda text: self.button.setEnabled(bool(text.strip())))
        self.edit.setFocus()

    @override
    def job(self) -> Job[object]:
        """Call them off."""
        session, record = self.desk.session, self.found.id
        reason, scope = self.edit.text(), self.chosen()
        return lambda _: series_moves.call_off(session, record, reason, scope)
