"""Past imports as a table: when, who, which file, what came of its rows, whether it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from typing_extensions import override

from ui.look.icons import icon
from ui.parts.lines_model import LinesModel

if TYPE_CHECKING:
    from app.review.batches import Batch, BatchRecord


class BatchesModel(LinesModel["Batch"]):
    """The imports, newest first."""

    HEADINGS = ("时间", "谁导入的", "文件", "行数", "新增", "变更", "无变化", "存疑", "退回", "现在")
    _STATE = len(HEADINGS) - 1
    NUMBERS = range(3, _STATE)

    @override
    def cells(self, line: Batch) -> tuple[str, ...]:
        told = [line.counts.get(name, 0) for name in ("new", "changed", "unchanged", "doubtful", "refused")]
        figures = [f"{count:,}" if count else "·" for count in told]
        return (line.when, line.user, line.source, f"{line.rows:,}", *figures, "在台账里" if line.stands else "已撤销")

    @override
    def aside(self, line: Batch, column: int, role: int) -> object:
        if role == Qt.ItemDataRole.DecorationRole and column == self._STATE:
            return icon("circle-check", "good") if line.stands else icon("undo-2", "muted")
        return None


class RecordsModel(LinesModel["BatchRecord"]):
    """What one import made and changed; more is asked for as one scrolls."""

    HEADINGS = ("种类", "名称", "做了什么", "现在")

    @override
    def cells(self, line: BatchRecord) -> tuple[str, ...]:
        state = "在台账里" if line.stands else "已删除"
        return (line.label, line.name, "新增" if line.is_new else "变更", state)

    @override
    def aside(self, line: BatchRecord, column: int, role: int) -> object:
        return line.id if role == Qt.ItemDataRole.UserRole else None
