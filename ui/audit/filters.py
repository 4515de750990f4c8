"""What the log is narrowed by: class, account, days, ledger, words, a record, and the archive that is read instead."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, cast, get_args

from PySide6.QtCore import QTimer, Signal, Slot

from app.auditing import log_words
from app.auditing.reading import EntryClass, LogQuery
from ledger import catalog
from ui.parts.bands import FilterBand
from ui.parts.chips import FilterChip
from ui.parts.choices import ChoiceBox
from ui.parts.dates import DateEdit
from ui.parts.fields import LineEdit
from ui.parts.line_icons import offer_clearing

if TYPE_CHECKING:
    from app.auditing.reading import LogChoices

_AFTER_TYPING_MS = 300
_SEARCH_LETTERS = 11


class LogFilters(FilterBand):
    """`changed` when something else is asked for."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._record = ""
        self._later = QTimer(self, singleShot=True, interval=_AFTER_TYPING_MS)
        self._later.timeout.connect(self.changed)
        self.classes = self._choice("类别", "全部类别", tuple(log_words.CLASSES.items()))
        self.users = self._choice("账号", "全部账号")
        self.first_day, self.last_day = self._day("从哪一天"), self._day("到哪一天")
        self.ledgers = self._choice("台账", "全部台账", tuple((one.name, one.label) for one in catalog.ALL))
        self.search = LineEdit()
        self.search.setPlaceholderText("原因、来源、内容")
        self.search.setAccessibleName("在日志里查找")
        self.search.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _SEARCH_LETTERS)
        offer_clearing(self.search)
        self.search.textChanged.connect(self._later.start)
        self.archives = self._choice("归档", "现在的日志")
        self.add(self.search)
        for box in (self.classes, self.users, self.ledgers):
            self.add(box)
        self.add(self.first_day)
        self.add(self.last_day)
        self.add(self.archives)
        self.cleared.connect(self.clear)

    def _choice(self, name: str, nothing: str, choices: tuple[tuple[str, str], ...] = ()) -> ChoiceBox:
        box = ChoiceBox(choices)
        box.setAccessibleName(name)
        line = box.lineEdit()
        if line is not None:
            line.setPlaceholderText(nothing)
        box.chosen.connect(self.changed)
        return box

    def _day(self, name: str) -> DateEdit:
        edit = DateEdit()
        edit.setAccessibleName(name)
        edit.setPlaceholderText(name)
        edit.editingFinished.connect(self.changed)
        return edit

    def offer(self, choices: LogChoices) -> None:
        """Offer these accounts and archives; without archives there is nothing to choose between."""
        self.users.set_choices(choices.users)
        self.archives.set_choices(choices.archives)
        self.archives.setVisible(bool(choices.archives))

    def query(self) -> LogQuery:
        """What is asked for now; a day that is no whole date is not."""
        named = self.classes.value()
        return LogQuery(
            classes=(cast("EntryClass", named),) if named in get_args(EntryClass) else (),
            user=self.users.value(),
            first_day=_whole(self.first_day),
            last_day=_whole(self.last_day),
            ledger=self.ledgers.value(),
            record=self._record,
            text=self.search.text(),
            archive=self.archives.value(),
        )

    def standing(self) -> dict[str, object]:
        """The filters as plain values that `stand` understands."""
        return {name: value for name, value in self._values().items() if value}

    def stand(self, facts: Mapping[str, object]) -> None:
        """Ask as a place says; what it does not name stays empty."""
        edits: tuple[tuple[str, ChoiceBox | DateEdit], ...] = (
            ("class", self.classes), ("user", self.users), ("first_day", self.first_day),
            ("last_day", self.last_day), ("ledger", self.ledgers), ("archive", self.archives),
        )  # fmt: skip
        for name, edit in edits:
            edit.set_value(str(facts.get(name, "")))
        self.search.setText(str(facts.get("search", "")))
        self._later.stop()
        self._record = str(facts.get("record", ""))
        self._show_record()

    @Slot()
    def clear(self) -> None:
        """Ask for everything."""
        self.stand({})
        self.changed.emit()

    def _values(self) -> dict[str, object]:
        return {
            "class": self.classes.value(),
            "user": self.users.value(),
            "first_day": self.first_day.value(),
            "last_day": self.last_day.value(),
            "ledger": self.ledgers.value(),
            "archive": self.archives.value(),
            "search": self.search.text(),
            "record": self._record,
        }

    def _show_record(self) -> None:
        chips: list[FilterChip] = []
        if self._record:
            chip = FilterChip("只看这一条")
            chip.removed.connect(self._drop_record)
            chips.append(chip)
        self.show_chips(chips)

    @Slot()
    def _drop_record(self) -> None:
        self._record = ""
        self._show_record()
        self.changed.emit()


def _whole(edit: DateEdit) -> date | None:
    try:
        return date.fromisoformat(edit.value())
    except ValueError:
        return None
