"""The last rounds of the exchange as lines of a table: counts, who asked, what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from typing_extensions import override

from app.message_texts import syncing as texts
from ledger import clock
from ui.parts.lines_model import LinesModel

_ASKERS = {"person": "手动", "window": "自动", "night": "夜里", "package": "文件"}
_SUCCESS = 12  # exit codes up to here count as such


class ReportsModel(LinesModel[Mapping[str, object]]):
    """One line for each round, the newest first."""

    HEADINGS: ClassVar[tuple[str, ...]] = ("什么时候", "怎么做的", "上报", "取回", "两处都改", "退回", "结果")
    NUMBERS: ClassVar[frozenset[int]] = frozenset((2, 3, 4, 5))

    @override
    def cells(self, line: Mapping[str, object]) -> Sequence[str]:
        counts = (f"{line.get(name) or 0:,}" for name in ("acked", "pulled", "conflicts", "refused"))
        at, asker = clock.local_text(str(line["end"])), _ASKERS.get(str(line.get("asker")), "")
        return (at, asker, *counts, _result(line))


def _result(line: Mapping[str, object]) -> str:
    errors = line.get("errors")
    if isinstance(errors, list) and errors:
        return texts.SHORT.get(str(errors[0]), "没有完成")
    result = line.get("result")
    return "完成" if isinstance(result, int) and result <= _SUCCESS else "没有全部完成"
