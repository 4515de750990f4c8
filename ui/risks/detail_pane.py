"""One building of 风险研判: what its number is made of, its hazards and its key people."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.risks.risks import Detail, HazardLine, KeyPerson
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.parts.table import PlainTable, plain_table
from ui.risks.models import HazardsModel, PeopleModel

_HAZARD_LETTERS, _PERSON_LETTERS = (13, 10, 2, 7, 12, 12), (7, 5, 6, 13, 2, 8)


class DetailPane(QWidget):
    """`opened_hazard(line)` and `opened_person(id)` tell what is wanted."""

    opened_hazard = Signal(object)
    opened_person = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", "section", wraps=True)
        self.why = label("", "muted", wraps=True)
        self.hazards_heading, self.people_heading = label("", "section"), label("", "section")
        self.hazards, self.people = HazardsModel(self), PeopleModel(self)
        self.hazard_table = plain_table(self.hazards, "隐患")
        self.people_table = plain_table(self.people, "重点人员")
        self.no_hazards = label("没有未办结的隐患工单，台账也没有查出问题或到期没有核对的。", "muted", wraps=True)
        self.no_people = label("没有带重点标签的居民住在这里。", "muted", wraps=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(M, 0, L, S)
        column.setSpacing(S)
        for widget in (self.title, self.why):
            column.addWidget(widget)
        self._put(column, self.hazards_heading, self.hazard_table, self.no_hazards)
        self._put(column, self.people_heading, self.people_table, self.no_people)
        column.addStretch(0)
        self.hazard_table.activated.connect(self._on_hazard)
        self.people_table.activated.connect(self._on_person)

    @staticmethod
    def _put(column: QVBoxLayout, heading: QLabel, table: PlainTable, none: QLabel) -> None:
        column.addWidget(heading)
        column.addWidget(none)
        column.addWidget(table, 1)

    def fit(self) -> None:
        """Give the columns their widths."""
        self.hazard_table.fit_letters(_HAZARD_LETTERS)
        self.people_table.fit_letters(_PERSON_LETTERS)

    def make_room(self, *, is_narrow: bool) -> None:
        """Leave the name out where the list beside says it in a narrow window."""
        self.title.setVisible(not is_narrow)

    def show_detail(self, found: Detail) -> None:
        """Tell of a building; where it is the same one its rows stay chosen."""
        risk = found.risk
        self.title.setText(risk.name)
        self.why.setText(risk.why)
        self.hazards_heading.setText(f"隐患 {risk.hazards:,}")
        self.people_heading.setText(f"重点人员 {risk.people:,}")
        for table, model, lines in (
            (self.hazard_table, self.hazards, found.hazards),
            (self.people_table, self.people, found.people),
        ):
            row = table.currentIndex().row()
            model.show(lines)  # type: ignore[arg-type]
            if lines:
                table.selectRow(min(max(row, 0), len(lines) - 1))
        self.hazard_table.setVisible(bool(found.hazards))
        self.people_table.setVisible(bool(found.people))
        self.no_hazards.setVisible(not found.hazards)
        self.no_people.setVisible(not found.people)

    def _on_hazard(self, index: QModelIndex) -> None:
        line: HazardLine | None = self.hazards.line_at(index.row())
        if line is not None:
            self.opened_hazard.emit(line)

    def _on_person(self, index: QModelIndex) -> None:
        line: KeyPerson | None = self.people.line_at(index.row())
        if line is not None:
            self.opened_person.emit(line.resident.person)
