"""Refused changes as lines of a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from typing_extensions import override

from app import words
from app.syncing.refused import Refusal
from ui.parts.lines_model import LinesModel


class RefusalsModel(LinesModel[Refusal]):
    """One line for each."""

    HEADINGS: ClassVar[tuple[str, ...]] = ("做了什么", "居民、房屋", "内容", "原因", "谁", "什么时候")

    @override
    def cells(self, line: Refusal) -> Sequence[str]:
        did = f"{line.did}{words.called(line.ledger)}" if line.ledger else line.did
        said = "，".join(f"{part.label} {part.text}" for part in line.values)
        return did, line.called, said, line.why, line.user, line.at
