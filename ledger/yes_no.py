"""Yes or no, as the office writes it: 是/否, 有/无, 1/0, √ and ×, Y/N, 已/未.

An empty cell says nothing. In a column that is only ticked, empty means no: the caller says so with `blank=False`.
"""

from ledger.broken import Broken
from ledger.text import squeeze

# Circles are left out: ○ is yes to one clerk and zero to the next.
_YES = ("是", "有", "1", "√", "✓", "✔", "☑", "✅", "y", "yes", "true", "t", "v", "已", "对", "是的", "对的", "需要")
_NO = (
    "否",
    "无",
    "0",
    "×",
    "x",
    "✕",
    "✖",
    "✗",
    "✘",
    "╳",
    "☐",
    "❌",
    "n",
    "no",
    "false",
    "f",
    "未",
    "不是",
    "没有",
    "没",
    "错",
    "不",
    "不需要",
)
_MEANING: dict[str, bool] = dict.fromkeys(_YES, True) | dict.fromkeys(_NO, False)
_NOTHING = frozenset(("", "-", "—", "/", "不详", "未知"))


def parse(value: str | int | float | None, *, blank: bool | None = None) -> bool | Broken | None:
    """Return what a cell says: True, False, `blank` when it says nothing, else `Broken` with rule `not_yes_no`."""
    if value is None:
        return blank
    if isinstance(value, str):
        meaning = _MEANING.get(value)
        if meaning is None:
            word = squeeze(value).casefold()
            meaning = _MEANING.get(word)
            if meaning is None and word in _NOTHING:
                return blank
    else:
        meaning = None if value not in (0, 1) else bool(value)
    return Broken("not_yes_no") if meaning is None else meaning
