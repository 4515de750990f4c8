"""一次走访: what was told, whom it was made to, its photos, what it put right in the ledger, its story."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.dossiers import visit_dossier
from app.dossiers.visit_dossier import VisitDossier
from app.records.choosing import Choice
from app.stores.session import Session
from ui.desk import Desk
from ui.dossier.dossier_page import DossierPage
from ui.dossier.line_rows import LinesCard, line, link
from ui.dossier.timeline_card import TimelineCard
from ui.dossier.visit_dialog import VisitDialog
from ui.look.roles import label
from ui.parts.picture import Picture

_DELETED = "已删除"


class VisitPage(DossierPage):
    """Name `visit`."""

    name: ClassVar[str] = "visit"
    title: ClassVar[str] = "走访"
    shows_sensitive: ClassVar[bool] = True
    ledger_name: ClassVar[str] = "visit"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.dossier: VisitDossier | None = None
        self.visit_act.setText("再登记一次走访…")
        self.delete_act = self.add_act("删除…", self.writes.delete, right="remove", is_more=True)
        self.restore_act = self.add_act("恢复", self.writes.restore, right="remove", is_more=True)

    @override
    def read(self, session: Session, record: str) -> VisitDossier:
        return visit_dossier.visit(session, record)

    @override
    def show_dossier(self, dossier: VisitDossier) -> tuple[list[QWidget], list[QWidget]]:
        self.dossier = dossier
        is_open = not dossier.is_deleted
        self.header.show_what(dossier.title, dossier.about)
        self.header.show_marks([(_DELETED, "bad")] if dossier.is_deleted else [], (), "")
        self.acts_button.setVisible(is_open)
        self.delete_act.setVisible(is_open)
        self.restore_act.setVisible(not is_open)
        fields = self.section_cards(dossier.sections, dossier.seen, editable=is_open)
        self.confirm_button.hide()  # a visit happened: there is nothing to look at again
        story = TimelineCard(dossier.timeline, can_put_back=is_open and self.desk.session.rights.may("act"))
        story.put_back.connect(self.writes.put_back)
        return [*fields, *self.attachments_cards(is_open=is_open)], [
            self._whom(dossier),
            *self._changed(dossier),
            story,
        ]

    def _whom(self, dossier: VisitDossier) -> QWidget:
        go, lines = self.desk.go, list[QWidget]()
        for one in dossier.people:
            opens = lambda record=one.id: go("person", record)  # noqa: E731 - bound for each line
            lines.append(line(Picture("user", "muted"), link(one.title, opens), ""))
        home = dossier.home
        if home is not None:
            lines.append(line(Picture("house", "muted"), link(home.title, lambda: go("dwelling", home.id)), ""))
        order = dossier.order
        if order is not None:
            lines.append(line(Picture("clipboard-list", "muted"), link(order.title, lambda: go("order", order.id)), ""))
        if dossier.next_visit:
            lines.append(line(Picture("footprints", "muted"), label(dossier.next_visit, wraps=True), ""))
        return LinesCard("走访了谁", lines, "没有写走访的是谁。")

    def _changed(self, dossier: VisitDossier) -> list[QWidget]:
        """What it put right, without the values: they stand in the records' own stories."""
        rows = [line(Picture("pencil", "muted"), label(text, wraps=True), "") for text in dossier.changed]
        return [LinesCard("同时改进的台账", rows)] if rows else []

    @override
    def record_visit(self) -> None:
        """Another visit to the same person, or to the home."""
        told = self.dossier
        if told is None:
            return
        alone = told.people[0] if len(told.people) == 1 else None
        about, subject = ("person", alone) if alone or told.home is None else ("dwelling", told.home)
        again = Choice(subject.id, subject.title) if subject else None
        self.open_dialog(VisitDialog(self.desk, about, again, parent=self))
