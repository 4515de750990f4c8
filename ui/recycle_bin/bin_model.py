"""The lines of the recycle bin as a model, narrowed by ledger and by what is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from typing_extensions import override

from app.undo.recycle_bin import Binned
from ui.parts.lines_model import LinesModel


class BinModel(LinesModel[Binned]):
    """All lines come at once: a bin is short beside a ledger."""

    HEADINGS = ("台账", "名称", "删除时间", "谁删的", "原因", "一起删除的")

    def __init__(self) -> None:
        super().__init__()
        self.whole: tuple[Binned, ...] = ()
        """Every line, whatever it is narrowed to."""

    def show_lines(self, lines: tuple[Binned, ...], ledger: str, typed: str) -> None:
        """Show the lines of a ledger ("" for all) whose name or reason contains what is typed."""
        self.whole = lines
        wanted = typed.strip().casefold()
        self.show(
            one
            for one in lines
            if ledger in ("", one.ledger) and wanted in f"{one.name}\n{one.reason}\n{one.by}".casefold()
        )

    @override
    def cells(self, line: Binned) -> tuple[str, ...]:
        others = f"{line.others} 条" if line.others else ""
        return (line.ledger_label, line.name, line.at, line.by, line.reason, others)

    @override
    def aside(self, line: Binned, column: int, role: int) -> object:
        return line.record if role == Qt.ItemDataRole.UserRole else None
