"""The residents of a building as a table: who needs which help, whom to ring, and what the muster says of each."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from typing_extensions import override

from app.roster.muster import UNCOUNTED, Word
from app.roster.roster import Resident
from ledger.catalog.muster import AWAY, MISSING, SAFE
from ui.look.icons import icon
from ui.parts.lines_model import LinesModel

ICONS = {
    SAFE: ("circle-check", "good"),
    AWAY: ("door-open", "info"),
    MISSING: ("circle-alert", "bad"),
    UNCOUNTED: ("clock-alert", "warn"),
}
MUSTERED = 2
"""The column of the muster."""


@dataclass(frozen=True, slots=True)
class RosterLine:
    """Somebody, and what was last said of them; no word where nobody is mustered."""

    resident: Resident
    word: Word | None


class RosterModel(LinesModel[RosterLine]):
    """Room by room."""

    HEADINGS = ("房屋", "姓名", "清点", "性别年龄", "需要的帮助", "标签", "电话", "紧急联系人")

    @override
    def cells(self, line: RosterLine) -> tuple[str, ...]:
        one = line.resident
        contact = " ".join(filter(None, (one.contact, one.contact_phone)))
        return (
            one.place,
            one.name,
            line.word.outcome if line.word else "",
            one.about,
            "、".join(one.help.labels),
            "、".join(one.tags),
            one.phone,
            contact,
        )

    @override
    def aside(self, line: RosterLine, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.UserRole:
            return line.resident.person
        if column != MUSTERED or line.word is None:
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(*ICONS[line.word.outcome])
        if role == Qt.ItemDataRole.ToolTipRole and line.word.when:
            return f"{line.word.outcome}，{line.word.when} {line.word.by}"
        return None
