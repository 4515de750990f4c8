"""A form of parts over a page: fields by what the parts are, what is wrong at its field, one writing job for its yes.

Which parts there are and what is done with them is said by whoever builds on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.jobs import JobContext
from app.message_texts.orders import guard
from app.messages import window_message_for
from app.orders.attached import PhotoNeeded
from ledger.errors import FieldsRefused, LedgerError
from ledger.orders.refusals import GuardForbids, RecordMissing, RecordUnreadable
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.order_form.part_fields import PartField, field_of
from ui.parts.dialog import ask
from ui.parts.fields import Labelled
from ui.parts.notice import Notice
from ui.record_form.scroller import FormScroller, GrowingDialog

_LETTERS, _LINES = 40, 28
_STANDS_IN: Final = {
    "to_whom": ("to_person", "to_org"),
    "photo_after": ("attachments",),
    "words": ("opinion",),
    "lat": ("lat", "lon"),
}
"""Needs that are shown at a field of another name."""
_GUARDED: Final = {
    "due_past": "new_due_at",
    "due_beyond_limit": "new_due_at",
    "not_later": "new_due_at",
    "extensions": "new_due_at",
    "suspension": "resume_on",
    "same_order": "duplicate_of",
    "needs_approval": "limit_rule",
    "contacted_later": "contacted_at",
    "contacted_earlier": "contacted_at",
    "called_again": "contacted_at",
}
"""Guards that speak of a field, and which."""
_MISSING: Final = "请填写"
_UNSAVED: Final = "填的内容还没有提交。关闭后这次填的内容不再保留。"


class OrderForm(GrowingDialog):
    """Subclasses put parts into it and say with `work` what is done with them."""

    def __init__(self, desk: Desk, title: str, yes: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.desk = desk
        self.parts: dict[str, PartField] = {}
        self.fields: dict[str, Labelled] = {}
        self._begun: Mapping[str, object] = {}
        self._content = QWidget()
        self.form = QVBoxLayout(self._content)
        self.form.setContentsMargins(0, 0, L, S)
        self.form.setSpacing(M)
        self.body.addWidget(FormScroller(self._content, letters=_LETTERS, lines=_LINES), 1)
        self.notice = Notice()
        self.put_below_body(self.notice)
        self.add_button("取消", "cancel")
        self.other_buttons: list[QPushButton] = []
        for text, way in self.other_ways():
            button = self.add_button(text, closes=False)
            button.clicked.connect(way)
            self.other_buttons.append(button)
        self.yes_button = self.add_button(yes, "primary", closes=False)
        self.yes_button.setToolTip(f"{yes} (Ctrl+S)")
        self.yes_button.clicked.connect(self.confirm)
        QShortcut(QKeySequence.StandardKey.Save, self, self.confirm)

    # -- what subclasses use

    def add_group(self, text: str) -> None:
        """A heading between fields."""
        if self.form.count():
            self.form.addSpacing(S)
        self.form.addWidget(label(text, "section"))

    def add_row(
        self, *names: str, texts: Mapping[str, str], hints: Mapping[str, str], people: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Parts beside each other."""
        row = QHBoxLayout()
        row.setSpacing(M)
        for name in names:
            part = self.parts[name] = field_of(self.desk, name, people)
            made = self.fields[name] = Labelled(texts[name], part.widget, hints.get(name, ""))
            part.changed.connect(lambda name=name: self._on_typed(name))
            row.addWidget(made, 1)
        self.form.addLayout(row)

    def said(self) -> dict[str, str]:
        """What is typed, by part; blanks left out."""
        return {name: part.text() for name, part in self.parts.items() if part.text()}

    def work(self) -> Callable[[JobContext], object]:
        """What is done on the thread with what is typed now."""
        raise NotImplementedError

    def other_ways(self) -> list[tuple[str, Callable[[], None]]]:
        """For subclasses: what else can be done with the form, as (text of the button, what it calls)."""
        return []

    def finish(self, result: object) -> None:
        """It was done: tell it and close."""
        raise NotImplementedError

    def typed(self, name: str) -> None:
        """For subclasses: a part was changed by the person."""

    # -- doing it

    @Slot()
    def confirm(self) -> None:
        """Do what the form is for."""
        self.do(self.work)

    def do(self, work: Callable[[], Callable[[JobContext], object]]) -> None:
        """Do `work` with what is typed; nothing can be typed meanwhile, and nothing else be done."""
        if not self.yes_button.isEnabled():
            return
        self.notice.tell("")
        for field in self.fields.values():
            field.clear_error()
        self._hold(is_held=True)
        handle = self.desk.runner.writing(work())
        handle.done.connect(self._on_done)
        handle.failed.connect(self._on_failed)
        handle.ended.connect(self._on_ended)
        self.desk.runner.start(handle)

    def _hold(self, *, is_held: bool) -> None:
        for part in (self._content, *self.other_buttons, self.yes_button):
            part.setEnabled(not is_held)

    @Slot(object)
    def _on_done(self, result: object) -> None:
        self.finish(result)

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self._hold(is_held=False)
        self.show_trouble(error)

    @Slot()
    def _on_ended(self) -> None:
        self._hold(is_held=False)

    # -- what is wrong

    def show_trouble(self, error: LedgerError) -> None:
        """Say it at its field, else below everything."""
        found = dict(_at_fields(error))
        shown = [self._shown(name) for name in found]
        for name, text in found.items():
            field = self.fields.get(self._shown(name))
            if field is not None:
                field.set_error(text)
        if not found or any(name not in self.fields for name in shown):
            self.notice.tell(window_message_for(error))
        first = next((self.fields[name] for name in shown if name in self.fields), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _shown(self, part: str) -> str:
        """The field at which a part of the record is shown."""
        return next((one for one in _STANDS_IN.get(part, (part,)) if one in self.fields), part)

    def _on_typed(self, name: str) -> None:
        self.fields[name].clear_error()
        self.notice.tell("")
        self.typed(name)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.focus_first()

    def filled(self) -> Mapping[str, object]:
        """What would be lost if the form went now; what it began with is told by `begin`."""
        return self.said()

    def begin(self) -> None:
        """What stands in the form now is what it began with."""
        self._begun = dict(self.filled())

    @override
    def reject(self) -> None:
        """Esc with something typed asks."""
        if self.filled() == self._begun:
            self.leave()
        else:
            ask(self, "还没有办", _UNSAVED, "不办，关闭", self.leave, is_danger=True)

    def leave(self) -> None:
        """Close; nothing of it is kept."""
        super().reject()

    def focus_first(self) -> None:
        """Begin where the eye begins."""
        first = next(iter(self.parts.values()), None)
        if first is not None:
            first.widget.setFocus(Qt.FocusReason.OtherFocusReason)


def _at_fields(error: LedgerError) -> list[tuple[str, str]]:
    """(part, what is wrong with it) of errors that speak of parts."""
    if isinstance(error, RecordMissing):
        return [(name, _MISSING) for name in error.parts]
    if isinstance(error, RecordUnreadable):
        may = f"可以用的有：{'、'.join(error.choices)}" if error.choices else "请改正"
        return [(error.part, f"看不懂，{may}")]
    if isinstance(error, PhotoNeeded):
        return [("attachments", "请附照片，附的不是照片")]
    if isinstance(error, GuardForbids) and error.guard in _GUARDED:
        return [(_GUARDED[error.guard], guard(error.guard, error.limit))]
    if isinstance(error, FieldsRefused):
        return [(name, words.rule(rule)) for name, rule in error.problems]
    return []
