"""登记求助: for whom, when a guide is chosen first; which guide, when a resident is; then the order's form, filled."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import ClassVar, cast

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent, QTextCursor
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.guides import asking
from app.guides.asking import Whom
from app.guides.cards import Found, Guide
from app.jobs import Job
from app.messages import window_message_for
from app.orders.attached import File
from app.orders.intake import Made
from app.records.choosing import Choice
from app.stores.session import Session
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.guides.chooser import GuideChooser
from ui.look.roles import label
from ui.order_form.register_dialog import Maker, RegisterDialog
from ui.parts.buttons import link_button
from ui.parts.dialog import open_dialog
from ui.parts.fields import Labelled
from ui.parts.notice import Notice
from ui.parts.writing_dialog import WritingDialog
from ui.record_form.reference_box import ReferenceBox
from ui.record_form.scroller import GrowingDialog
from ui.record_form.text_area import TextArea

_LETTERS, _LINES = 40, 32


def ask_for_resident(desk: Desk, guide: Guide, parent: QWidget) -> WhomDialog:
    """Ask for whom, then open the form."""
    dialog = WhomDialog(desk, guide, parent)
    open_dialog(dialog, lambda: open_form(desk, guide, dialog.preset, parent))
    return dialog


def ask_for_guide(desk: Desk, preset: Mapping[str, Choice], parent: QWidget) -> GuideDialog:
    """Ask for the guide by which a resident asks, then open the form."""
    dialog = GuideDialog(desk, parent)
    open_dialog(dialog, lambda: open_form(desk, cast("Guide", dialog.guide), preset, parent))
    return dialog


def open_form(desk: Desk, guide: Guide, preset: Mapping[str, Choice], parent: QWidget) -> HelpForm:
    """Open the order's form; once it is registered, its page."""
    form = HelpForm(desk, guide, preset, parent=parent)
    form.registered.connect(lambda order: desk.go("order", order))
    open_dialog(form)
    return form


class WhomDialog(WritingDialog):
    """Which resident asks; `preset` is what the form takes of them, nothing for somebody who is not in the ledger."""

    def __init__(self, desk: Desk, guide: Guide, parent: QWidget | None = None) -> None:
        super().__init__("登记求助", "下一步", desk.runner, parent)
        self._desk = desk
        self.body.addWidget(label(f"{guide.kind}　{guide.service}", "strong", wraps=True))
        self.person = ReferenceBox(desk, "person")
        self.line = Labelled("给哪位居民登记", self.person, "姓名、拼音首字母、电话或证件号；住址会带到工单里")
        self.body.addWidget(self.line)
        self.skip = link_button("不在台账里，直接登记")
        self.skip.clicked.connect(self.accept)
        self.body.addWidget(self.skip, alignment=Qt.AlignmentFlag.AlignLeft)
        self.button.setEnabled(False)
        self.person.textChanged.connect(lambda _: self._allow())
        self.person.chosen.connect(lambda _: self._allow())
        self.person.setFocus()

    def _allow(self) -> None:
        self.button.setEnabled(self.person.choice is not None)

    @property
    def preset(self) -> dict[str, Choice]:
        """The resident and the home, as the form takes them."""
        return self.result_of.preset if isinstance(self.result_of, Whom) else {}

    @override
    def job(self) -> Job[object]:
        """Read where they live."""
        session, person = self._desk.session, self.person.value()
        return lambda _: asking.whom(session, person)


class GuideDialog(GrowingDialog):
    """Which guide a resident asks by; `guide` once it is accepted."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("登记求助", parent)
        self.guide: Guide | None = None
        self.chooser = GuideChooser(desk)
        self.notice = Notice()
        self.body.addWidget(label("求助的是哪一件事", "section"))
        self.body.addWidget(self.chooser, 1)
        self.put_below_body(self.notice)
        self.add_button("取消", "cancel")
        self.yes = self.add_button("下一步", "primary", closes=False)
        self.yes.setEnabled(False)
        self.yes.clicked.connect(lambda: self._take(self.chooser.guide()))
        self.chooser.taken.connect(self._take)
        self.chooser.stood.connect(lambda guide: self.yes.setEnabled(guide is not None))
        self.chooser.told.connect(self._on_told)
        self.chooser.failed.connect(self._on_failed)
        self.chooser.read()
        self.chooser.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self.grow()  # Qt opens a dialog no higher than two thirds of the screen
        super().showEvent(event)

    @override
    def sizeHint(self) -> QSize:
        """Room for a dozen cards, where the screen has it."""
        metrics, room = self.fontMetrics(), self.screen().availableGeometry().size() * 0.9
        wanted = QSize(metrics.horizontalAdvance("字") * _LETTERS, metrics.lineSpacing() * _LINES)
        return super().sizeHint().expandedTo(wanted.boundedTo(room))

    def _take(self, guide: Guide | None) -> None:
        if guide is not None:
            self.guide = guide
            self.accept()

    def _on_told(self, found: Found) -> None:
        if not found.total:
            self.chooser.states.show_empty("hand-heart", "还没有服务指南", "请到“服务指南”页启用，再导入表格。")

    def _on_failed(self, error: LedgerError) -> None:
        self.notice.tell(window_message_for(error))


class HelpForm(RegisterDialog):
    """The order's form for a guide: its category and name are filled in, and what to bring stands above."""

    HEADING: ClassVar[str] = "登记求助"

    def __init__(
        self, desk: Desk, guide: Guide, preset: Mapping[str, Choice] | None = None, *, parent: QWidget | None = None
    ) -> None:
        self._guide = guide
        super().__init__(desk, preset, parent=parent)
        told = "；".join(f"{name}：{text}" for name, text in guide.lines if name in guide.long)
        asker = (preset or {}).get("reporter_person")
        whose = f"　求助人 {asker.title}" if asker else ""
        self.form.insertWidget(0, label(f"服务指南　{guide.service}{whose}", "strong", wraps=True))
        self.form.insertWidget(1, label(told, "muted", wraps=True))
        for name, text in asking.opening(guide).items():
            if text:
                self.parts[name].set_text(text)
        self.begin()

    @override
    def focus_first(self) -> None:
        """Behind the guide's name, where the matter is told."""
        super().focus_first()
        words = self.parts["description"].widget
        if isinstance(words, TextArea):
            words.moveCursor(QTextCursor.MoveOperation.End)

    @override
    def maker(self) -> Maker:
        return partial(_ask, self._guide)


def _ask(guide: Guide, session: Session, typed: Mapping[str, str], files: tuple[File, ...] | list[File]) -> Made:
    return asking.ask(session, guide, typed, files)
