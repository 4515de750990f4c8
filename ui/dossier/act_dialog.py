"""The dialog of a named action: what is asked for, a sentence of what will happen, and the one action that does it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.messages import window_message_for
from app.records.twins import AlreadyThere
from app.stores.session import Session
from ledger import clock
from ledger.errors import FieldsRefused, LedgerError
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.dates import DateEdit
from ui.parts.fields import Labelled
from ui.record_form.scroller import FormScroller, GrowingDialog
from ui.workers import Latest

_LETTERS, _LINES = 34, 26
_WAIT_MS = 80  # a plan is worked out once typing rests for a moment


class Plan(Protocol):
    """What an action would do: its sentences, and the one write (`app.acts.steps.Steps` for most)."""

    @property
    def told(self) -> Sequence[str]: ...

    @property
    def changes_anything(self) -> bool: ...

    def write(self, session: Session, *, reason: str = "") -> int:
        """Write it as one action; answers its number."""
        ...


Planner = Callable[[Session], Plan]


class ActDialog(GrowingDialog):
    """`acted(action)` after it was written. Subclasses fill `form` and say with `planner` what is meant."""

    acted = Signal(int)

    def __init__(self, desk: Desk, title: str, yes: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.desk = desk
        self.steps: Plan | None = None
        self.fields: dict[str, Labelled] = {}
        self._latest = Latest(desk.runner, self)
        self._asking = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._asking.timeout.connect(self._replan)
        content = self._content = QWidget()
        self.form = QVBoxLayout(content)
        self.form.setContentsMargins(0, 0, S, S)
        self.form.setSpacing(M)
        self.body.addWidget(FormScroller(content, letters=_LETTERS, lines=_LINES), 1)
        self.story_box = self._story_box()
        self.body.addWidget(self.story_box)
        self.no_button = self.add_button("取消", "cancel")
        self.yes_button = self.add_button(yes, "primary", closes=False)
        self.yes_button.setEnabled(False)
        self.yes_button.clicked.connect(self.confirm)

    def _story_box(self) -> QWidget:
        box = QWidget()
        set_role(box, "hint")
        column = QVBoxLayout(box)
        column.setContentsMargins(M, S, M, S)
        column.setSpacing(S)
        self.story: QLabel = label("", wraps=True)
        column.addWidget(self.story)
        return box

    # -- what subclasses use

    @abstractmethod
    def planner(self) -> Planner | None:
        """What is asked for now, as a function of plain values; None as long as something is missing."""

    def missing(self) -> str:
        """What is said while `planner` answers None."""
        return ""

    def add_field(self, name: str, text: str, editor: QWidget, hint: str = "") -> Labelled:
        """A field below the ones before; errors of `name` are shown at it."""
        made = self.fields[name] = Labelled(text, editor, hint)
        self.form.addWidget(made)
        return made

    def add_date(self, name: str, text: str) -> DateEdit:
        """A date field that begins with today."""
        edit = DateEdit(clock.today().isoformat())
        self.add_field(name, text, edit)
        edit.textChanged.connect(self.note_change)
        return edit

    def add_group(self, text: str) -> None:
        """A heading between fields."""
        if self.form.count():
            self.form.addSpacing(L)
        self.form.addWidget(label(text, "section"))

    def note_change(self) -> None:
        """Something was chosen or typed: work out anew what will happen."""
        self.yes_button.setEnabled(False)
        self._asking.start()

    def refused(self, error: LedgerError) -> bool:
        """For subclasses: True when they dealt with what stands in the way."""
        del error
        return False

    # -- the plan

    def _replan(self) -> None:
        self.steps = None
        planner = self.planner()
        for field in self.fields.values():
            field.clear_error()
        if planner is None:
            self._latest.drop()
            self._tell(self.missing(), "muted")
            return
        session = self.desk.session
        self._latest.ask(lambda _: planner(session), self._show_steps, failed=self._show_trouble)

    def _show_steps(self, steps: Plan) -> None:
        self.steps = steps
        self._tell("\n".join(steps.told), "plain")
        self.yes_button.setEnabled(steps.changes_anything)

    def _show_trouble(self, error: LedgerError) -> None:
        self.yes_button.setEnabled(False)
        if self.refused(error):
            return
        if isinstance(error, FieldsRefused):
            self._show_problems(error)
        elif isinstance(error, AlreadyThere):
            self._tell("选的人里，有人已经住在这里，或新填的人台账里已有。请去掉，或从台账里选。", "error")
        else:
            self._tell(window_message_for(error), "error")

    def _show_problems(self, error: FieldsRefused) -> None:
        elsewhere = []
        for name, rule in error.problems:
            if name in self.fields:
                self.fields[name].set_error(words.rule(rule))
            else:
                elsewhere.append(f"{words.field(error.ledger, name)}{words.rule(rule)}")
        self._tell("；".join(elsewhere) or "请先改好上面的内容。", "error" if elsewhere else "muted")

    def tell_missing(self, text: str) -> None:
        """Say what is still asked for."""
        self._tell(text, "muted")

    def _tell(self, text: str, role: str) -> None:
        self.story.setText(text)
        set_role(self.story, "error" if role == "error" else "muted" if role == "muted" else "plain")

    # -- doing it

    def reason(self) -> str:
        """What the audit keeps as the reason."""
        return ""

    def confirm(self) -> None:
        """Write what was told; what changed meanwhile is told anew."""
        steps = self.steps
        if steps is None or not self.yes_button.isEnabled():
            return
        self.yes_button.setEnabled(False)
        session, reason = self.desk.session, self.reason()
        handle = self.desk.runner.writing(lambda _: steps.write(session, reason=reason))
        handle.done.connect(self._on_done)
        handle.failed.connect(self._on_failed)
        self.desk.runner.start(handle)

    def _on_done(self, action: int) -> None:
        told = self.steps.told[0] if self.steps and self.steps.told else self.windowTitle()
        self.desk.say(told, action=action)
        self.acted.emit(action)
        self.accept()

    def _on_failed(self, error: LedgerError) -> None:
        self.note_change()
        self._show_trouble(error)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._replan()
        self.focus_first()

    def focus_first(self) -> None:
        """Begin where the eye begins."""
        wanted = (
            child for child in self._content.findChildren(QWidget) if child.focusPolicy() & Qt.FocusPolicy.TabFocus
        )
        first = next((child for child in wanted if child.isVisibleTo(self) and child.isEnabled()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)
