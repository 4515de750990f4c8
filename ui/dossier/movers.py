"""Who moves in: people of the ledger and new ones, each with relation and kinship; the first is the head."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.acts.moving import FAMILY, Mover
from app.dossiers import form_values
from app.dossiers.sections import Section
from app.records.choosing import Choice
from app.records.record_groups import groups_of
from ledger import catalog
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import XS, M, S
from ui.parts.buttons import link_button, quiet_button
from ui.parts.choices import CodeBox
from ui.parts.fields import Labelled
from ui.record_form.fields_form import FieldsForm
from ui.record_form.reference_box import ReferenceBox

_ASKED = ("name", "id_no", "id_type", "sex", "birth_date", "phone", "population_type")


class MoverRow(QWidget):
    """One person who moves in, known or new."""

    changed = Signal()
    removed = Signal()

    def __init__(self, desk: Desk, known: Choice | None, *, kinship: str = "", relation: str = FAMILY) -> None:
        super().__init__()
        set_role(self, "sunken")
        self.known = known
        self.form: FieldsForm | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(M, S, M, M)
        outer.setSpacing(S)
        head = QHBoxLayout()
        title = f"{known.title}　{known.detail}".strip() if known else "新增的居民"
        head.addWidget(label(title, "strong", wraps=True), 1)
        self.remove_button = quiet_button("x", f"去掉 {known.title if known else '新增的居民'}")
        self.remove_button.clicked.connect(self.removed)
        head.addWidget(self.remove_button)
        outer.addLayout(head)
        if known is None:
            outer.addWidget(self._new_person(desk))
        grid = QGridLayout()
        grid.setSpacing(M)
        self.relation = self._box(grid, 0, "居住关系", "residence_relation", relation)
        self.kinship = self._box(grid, 1, "与户主关系", "kinship", kinship)
        outer.addLayout(grid)

    def _new_person(self, desk: Desk) -> FieldsForm:
        ledger = catalog.named("person")
        cells = {cell.item.name: cell for group in groups_of("person") for cell in Section.blank(group).cells}
        section = Section("新增的居民", tuple(cells[name] for name in _ASKED))
        form = self.form = FieldsForm(desk, ledger, (section,), with_headings=False)
        form.changed.connect(self.changed)
        form.asked_to_open.connect(lambda record: desk.go("person", record))
        return form

    def _box(self, grid: QGridLayout, at: int, text: str, table: str, value: str) -> CodeBox:
        box = CodeBox(table)
        box.set_value(value)
        box.chosen.connect(self.changed)
        grid.addWidget(Labelled(text, box), 0, at)
        grid.setColumnStretch(at, 1)
        return box

    def mover(self) -> Mover | None:
        """This person; None while a new one is not filled in."""
        relation, kinship = self.relation.value() or FAMILY, self.kinship.value()
        if self.known is not None:
            return Mover(self.known.id, relation=relation, kinship=kinship)
        typed = self.form.typed() if self.form else {}
        if not typed.get("name") or not self._is_well(typed):
            return None
        return Mover(typed=typed, relation=relation, kinship=kinship)

    def _is_well(self, typed: Mapping[str, str]) -> bool:
        person = catalog.named("person")
        return not any(form_values.problem_of(person, name, text) for name, text in typed.items() if text)


class Movers(QWidget):
    """The rows, and the two ways to add one."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.rows: list[MoverRow] = []
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(S)
        self._column = QVBoxLayout()
        self._column.setSpacing(S)
        outer.addLayout(self._column)
        self.search = ReferenceBox(desk, "person")
        self.search.chosen.connect(self._on_chosen)
        outer.addWidget(Labelled("添加台账里的人", self.search))
        row = QHBoxLayout()
        row.setSpacing(XS)
        self.new_button = link_button("台账里没有，新增一个人", "user-plus")
        self.new_button.clicked.connect(lambda _checked: self.add(None))
        row.addWidget(self.new_button)
        row.addStretch(1)
        outer.addLayout(row)

    def add(self, known: Choice | None, *, kinship: str = "") -> MoverRow:
        """One more row; somebody who stands in one already does not get a second."""
        for row in self.rows:
            if known is not None and row.known is not None and row.known.id == known.id:
                return row
        row = MoverRow(self._desk, known, kinship=kinship)
        row.changed.connect(self.changed)
        row.removed.connect(lambda: self.remove(row))
        self.rows.append(row)
        self._column.addWidget(row)
        if row.form is not None:
            row.form.focus_first()
        self.changed.emit()
        return row

    def remove(self, row: MoverRow) -> None:
        """Take a row off."""
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.changed.emit()

    def movers(self) -> list[Mover] | None:
        """Everybody; None while somebody new is not filled in."""
        found = [row.mover() for row in self.rows]
        return None if None in found else [one for one in found if one is not None]

    def _on_chosen(self, choice: Choice) -> None:
        self.search.set_choice(None)
        self.add(choice)
