"""People to tick: members of a household or a dwelling; and who follows as head when the head is among them."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from app.acts import act_choices
from app.acts.households import HeadNeeded
from app.records.choosing import Choice
from ui.desk import Desk
from ui.look.tokens import XS
from ui.parts.choices import ChoiceBox
from ui.parts.fields import Labelled
from ui.workers import Latest


class PeopleList(QWidget):
    """One box a person; `changed` when one is ticked or not."""

    changed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(XS)
        self.boxes: dict[str, QCheckBox] = {}

    def show_people(self, people: Iterable[Choice], *, ticked: Iterable[str] = ()) -> None:
        """Offer these people; the ticked ones to begin with."""
        for box in self.boxes.values():
            self._column.removeWidget(box)
            box.hide()
            box.deleteLater()
        self.boxes = {}
        wanted = set(ticked)
        for person in people:
            box = self.boxes[person.id] = QCheckBox(f"{person.title}　{person.detail}".strip())
            box.setAccessibleName(f"{self.accessibleName()} {person.title}")
            box.setChecked(person.id in wanted)
            box.toggled.connect(self.changed)
            self._column.addWidget(box)

    def ticked(self) -> list[str]:
        """The ids of those who are ticked, in their order."""
        return [one for one, box in self.boxes.items() if box.isChecked()]


class NextHead(QWidget):
    """Asks who follows as head, once it turns out that one is needed."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._latest = Latest(desk.runner, self)
        self.box = ChoiceBox()
        self.labelled = Labelled("接着做户主", self.box, "离开的人是户主，户里还有别人")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.labelled)
        self.box.chosen.connect(self.changed)
        self.hide()

    def value(self) -> str:
        """The chosen one; empty while nobody is asked for."""
        return self.box.value() if not self.isHidden() else ""

    def ask(self, error: HeadNeeded, leaving: Iterable[str]) -> None:
        """Offer the members who stay."""
        session, household, gone = self._desk.session, error.household, set(leaving)

        def offer(people: list[Choice]) -> None:
            self.box.set_choices((one.id, f"{one.title} {one.detail}") for one in people if one.id not in gone)
            self.show()

        self._latest.ask(lambda _: act_choices.members_of(session, household), offer)
