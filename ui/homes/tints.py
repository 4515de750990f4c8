"""How each state of a dwelling is told in the grid: a tint, a tone and an icon, always beside its word.

States are codes of its use, and what was found at its door in an annual check.
"""

from __future__ import annotations

from dataclasses import dataclass

from ledger.catalog.campaign import CHANGED, CHECKED, UNCHECKED, UNREACHED
from ui.look.theme import tokens


@dataclass(frozen=True, slots=True)
class Tint:
    """`tone` names the colour of word and edge; a `dashed` edge tells an empty home in grey print too."""

    tone: str
    dashed: bool = False

    @property
    def fill(self) -> str:
        """The background of the cell, in the theme of the moment."""
        soft = tokens().soft(self.tone)
        return tokens().surface if self.dashed else soft


_PLAIN = Tint("muted")
_TINTS = {
    "1": Tint("good"),  # 自住
    "2": Tint("info"),  # 出租
    "3": Tint("muted"),  # 商用
    "4": Tint("muted", dashed=True),  # 空置
    "6": Tint("warn", dashed=True),  # 待核查
    "7": Tint("bad"),  # 群租
    "8": Tint("info"),  # 借用
    "9": Tint("warn"),  # 装修中
    "": Tint("warn", dashed=True),  # 未填
    CHECKED: Tint("good"),
    CHANGED: Tint("info"),
    UNREACHED: Tint("warn"),
    UNCHECKED: Tint("muted", dashed=True),
}
MARK_ICONS = {"alone": "armchair", "elder": "hand-heart", "child": "baby", "tag": "tag"}


def tint_of(state: str) -> Tint:
    """The tint of a code of dwelling_occupancy, or of what was found at a door."""
    return _TINTS.get(state, _PLAIN)
