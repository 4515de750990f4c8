"""The same for all alike: which records, what each will hold, before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from app.syncing.cards import Asked, Card
from ui.look.roles import label
from ui.parts.dialog import Dialog
from ui.parts.lines_model import LinesModel
from ui.parts.table import plain_table

_LETTERS_WIDE = 48


class Line(NamedTuple):
    """One record: what it is called, what it holds now, what it will hold."""

    called: str
    now: str
    then: str


class AlikeModel(LinesModel[Line]):
    """The records that are settled together."""

    HEADINGS: ClassVar[tuple[str, ...]] = ("居民、房屋", "现在", "处理后")

    @override
    def cells(self, line: Line) -> Sequence[str]:
        return line


def lines_alike(cards: Sequence[Card], first: Asked, code: str) -> list[Line]:
    """What a choice does to every question like the first one."""
    found = []
    for card in cards:
        for asked in card.asked:
            then = next((one.title for one in asked.options if one.code == code), "")
            if asked.like == first.like and then:
                now = next((one.title for one in asked.options if one.stands), "")
                found.append(Line(card.called, now, then))
    return found


class AlikeDialog(Dialog):
    """Shows all of them; accepted when they are to be settled."""

    def __init__(self, title: str, told: str, lines: Sequence[Line], parent: QWidget | None = None) -> None:
        super().__init__("其余同样处理", parent)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _LETTERS_WIDE)
        self.body.addWidget(
            label(f"{title}：{told}。这 {len(lines)} 处都是同样两个人改的，会一起处理，可以一起撤销。", wraps=True)
        )
        self.model = AlikeModel(self)
        self.model.show(lines)
        self.table = plain_table(self.model, "会一起处理的")
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.body.addWidget(self.table, 1)
        self.add_button("取消", "cancel")
        self.yes = self.add_button(f"全部同样处理（{len(lines)} 处）", "primary")
        self.yes.setFocus()
