"""Transfers as lines of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from typing_extensions import override

from app.syncing.transfers import Transfer
from ledger import clock
from ui.parts.lines_model import LinesModel


class TransfersModel(LinesModel[Transfer]):
    """One line for each."""

    HEADINGS: ClassVar[tuple[str, ...]] = ("转入/转出", "姓名", "对方居委会", "到哪一步", "什么时候", "原因")

    @override
    def cells(self, line: Transfer) -> Sequence[str]:
        way = "转入" if line.is_incoming else "转出"
        return way, line.name, line.other, line.state_label, f"{clock.local(line.at):%Y-%m-%d %H:%M}", line.reason
