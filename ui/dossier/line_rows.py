"""The lines beside the fields: homes, people, tags, vehicles; each opens what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.dossiers.dossier_parts import SORTS, Family, Stay, Tag, Vehicle
from ui.look.roles import label, set_role
from ui.look.tokens import XS, S
from ui.parts.buttons import link_button
from ui.parts.cards import Card
from ui.parts.chips import TagChip

Open = Callable[[str], None]


class LinesCard(Card):
    """A card of lines; an empty one says so."""

    def __init__(self, title: str, lines: Iterable[QWidget], nothing: str = "") -> None:
        super().__init__(title)
        self.lines = list(lines)
        for line in self.lines:
            self.body.addWidget(line)
        if not self.lines and nothing:
            self.body.addWidget(label(nothing, "muted", wraps=True))


def line(lead: QWidget | None, title: QWidget, under: str, beside: QWidget | None = None) -> QWidget:
    """A mark, a title with a muted line below, and something at the right end."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(S)
    if lead is not None:
        row.addWidget(lead)
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(title)
    if under:
        column.addWidget(label(under, "caption", wraps=True))
    row.addLayout(column, 1)
    if beside is not None:
        row.addWidget(beside)
    return made


def link(text: str, opens: Callable[[], None], name: str = "") -> QWidget:
    """A link that is as wide as its text."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(XS)
    button = link_button(text)
    set_role(button, "link", "flush")
    button.setAccessibleName(name or f"打开 {text}")
    button.clicked.connect(lambda _checked: opens())
    row.addWidget(button)
    row.addStretch(1)
    return made


def home_line(stay: Stay, open_dwelling: Open) -> QWidget:
    """A residence on the page of a person."""
    words = [stay.relation, stay.span, stay.reason if stay.is_over else ""]
    if not stay.is_over and stay.sort == "living" and not stay.is_actual:
        words.insert(1, "不住在这里")
    word = "曾住" if stay.is_over else SORTS[stay.sort]
    return line(
        _mark(word),
        link(stay.address, lambda: open_dwelling(stay.dwelling)),
        " · ".join(filter(None, words)),
    )


def _mark(word: str) -> QWidget:
    """A short word before a line, level with its first row."""
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(TagChip(word))
    column.addStretch(1)
    return made


def resident_line(stay: Stay, open_person: Open, *, with_kinship: bool = True) -> QWidget:
    """A residence on the page of a dwelling."""
    relation = stay.kinship if with_kinship and stay.kinship and stay.sort == "living" else stay.relation
    words = (stay.about, relation, stay.span, stay.reason if stay.is_over else "")
    return line(None, link(stay.name, lambda: open_person(stay.person)), " · ".join(filter(None, words)))


def family_lines(family: Family, open_person: Open, *, but: str = "") -> list[QWidget]:
    """The members of a household; the person whose page it is stands there too, without a link."""
    lines = []
    for member in family.members:
        words = " · ".join(filter(None, (member.kinship, member.about)))
        if member.person == but:
            lines.append(line(None, label(f"{member.name}（本人）"), words))
        else:
            lines.append(line(None, link(member.name, lambda member=member: open_person(member.person)), words))  # type: ignore[misc]  # bound at once
    return lines


def tag_line(tag: Tag, end: Callable[[Tag], None] | None) -> QWidget:
    """A tag with its dates and who is responsible; `end` ends one that goes on."""
    since = f"{tag.since} 起" if tag.since else ""
    span = f"{tag.since or '不详'} 至 {tag.until}" if tag.is_over and tag.until else since
    under = " · ".join(filter(None, (span, f"责任人 {tag.responsible}" if tag.responsible else "")))
    button: QPushButton | None = None
    if end is not None and not tag.is_over and tag.code:
        button = link_button("结束")
        button.setAccessibleName(f"结束标签 {tag.label}")
        button.clicked.connect(lambda _checked: end(tag))
    chip = QWidget()
    row = QHBoxLayout(chip)
    row.setContentsMargins(0, 0, 0, 0)
    row.addWidget(TagChip(tag.label))
    row.addStretch(1)
    return line(None, chip, ("已结束 · " if tag.is_over else "") + under, button)


def vehicle_line(vehicle: Vehicle) -> QWidget:
    """A vehicle."""
    return line(None, label(vehicle.plate, "strong"), vehicle.about)
