"""Tables of the pages 风险研判 and 应急联络树: buildings, their hazards, their key people, whom to ring."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from typing_extensions import override

from app.risks.contacts import Contact, House, Tree, gap_of
from app.risks.risks import BuildingRisk, HazardLine, KeyPerson
from app.roster.roster import Resident
from ui.look.icons import icon
from ui.orders.lights import ICONS, tone_of
from ui.parts.lines_model import LinesModel

NONE = "·"


class BuildingsModel(LinesModel[BuildingRisk]):
    """Buildings, the highest risk first."""

    HEADINGS = ("楼栋", "风险", "工单", "台账", "重点人员", "楼组长")
    NUMBERS = (1, 2, 3, 4)

    @override
    def cells(self, line: BuildingRisk) -> tuple[str, ...]:
        numbers = (f"{number:,}" if number else NONE for number in (line.risk, line.orders, line.rows, line.people))
        return (line.name, *numbers, line.leader_told)

    @override
    def aside(self, line: BuildingRisk, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.why
        if role == Qt.ItemDataRole.DecorationRole and column == len(self.HEADINGS) - 1 and not line.leader:
            return icon("circle-alert", "warn")
        return None


class HazardsModel(LinesModel[HazardLine]):
    """The hazards of a building, the heaviest first."""

    HEADINGS = ("隐患", "为什么算", "分", "时限", "地点", "编号")
    NUMBERS = (2,)

    @override
    def cells(self, line: HazardLine) -> tuple[str, ...]:
        return (line.title, line.why, str(line.points), line.left, line.place, line.number)

    @override
    def aside(self, line: HazardLine, column: int, role: int) -> object:
        if role != Qt.ItemDataRole.DecorationRole:
            return None
        if column == 0:
            return icon("table-2" if line.topic else "clipboard-list", "muted")
        return icon(ICONS[line.light], tone_of(line.light)) if column == 3 and line.light is not None else None


class PeopleModel(LinesModel[KeyPerson]):
    """The key people of a building, the heaviest first; a tag that lists hide is not named."""

    HEADINGS = ("房屋", "姓名", "性别年龄", "标签", "分", "需要的帮助")
    NUMBERS = (4,)

    @override
    def cells(self, line: KeyPerson) -> tuple[str, ...]:
        one = line.resident
        return (
            one.place,
            one.name,
            one.about,
            "、".join(one.tags) or "（不显示）",
            str(line.points),
            "、".join(one.help.labels),
        )


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A line of the tree: staff, the leader of a house, or somebody who lives in it."""

    of: Contact | Resident
    house: House | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """By which the line is found again when the tree was read anew."""
        building = self.house.building if self.house else ""
        return building, self.of.role if isinstance(self.of, Contact) else "", self.of.person or self.of.name

    @property
    def gap(self) -> str:
        """What is missing; "" for nothing."""
        return self.of.gap if isinstance(self.of, Contact) else gap_of(self.of)


def lines_of(found: Tree, *, only_gaps: bool = False) -> list[ContactLine]:
    """The tree from the top, or what is to be filled in alone."""
    made = [ContactLine(one) for one in found.staff]
    for house in found.houses:
        made.append(ContactLine(house.leader, house))
        made += [ContactLine(one, house) for one in house.residents]
    return [one for one in made if one.gap] if only_gaps else made


class ContactsModel(LinesModel[ContactLine]):
    """The tree: who stands beneath another is set in."""

    HEADINGS = ("在哪里", "谁", "电话", "紧急联系人", "联系人电话", "要补的")

    is_flat = False
    """Nobody stands beneath another: each line says its house."""

    @override
    def cells(self, line: ContactLine) -> tuple[str, ...]:
        if isinstance(line.of, Contact):
            one = line.of
            where = f"{self._indent(1)}{line.house.name}　{one.role}" if line.house else one.role
            return (where, one.name, one.phone, "", "", one.gap)
        someone = line.of
        where = f"{line.house.name}　{someone.place}" if self.is_flat and line.house else someone.place
        return (
            f"{self._indent(2)}{where}", someone.name, someone.phone, someone.contact, someone.contact_phone, line.gap,
        )  # fmt: skip

    def _indent(self, steps: int) -> str:
        return "" if self.is_flat else "　" * steps

    @override
    def aside(self, line: ContactLine, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == len(self.HEADINGS) - 1 and line.gap:
            return icon("circle-alert", "warn")
        return None
