"""Requests to export and lines of the register, as small tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from typing_extensions import override

from app import words
from app.release.approvals import Approval
from app.release.register import Departed
from ledger import clock
from ui.parts.lines_model import LinesModel

STATES = {"waiting": "待审批", "approved": "已批准", "refused": "已退回", "withdrawn": "已撤回", "used": "已导出"}


class RequestsModel(LinesModel[Approval]):
    """Requests, the newest on top."""

    HEADINGS = ("编号", "时间", "申请人", "什么", "范围", "人数", "级别", "用途", "依据", "状态")
    NUMBERS: ClassVar[tuple[int, ...]] = (0, 5)

    @override
    def cells(self, line: Approval) -> Sequence[str]:
        facts = line.facts
        people, level = facts.get("people"), str(facts.get("level", ""))
        return (
            str(line.id),
            clock.local_text(line.at),
            str(facts.get("who", line.asker)),
            str(facts.get("label", "")),
            "、".join(texts(facts.get("filter"))),
            f"{people:,}" if isinstance(people, int) else "",
            words.LEVELS.get(level, level),
            str(facts.get("purpose", "")),
            str(facts.get("basis", "")),
            STATES[line.state],
        )


class RegisterModel(LinesModel[Departed]):
    """What left, the newest on top."""

    HEADINGS = ("登记号", "时间", "谁", "什么", "行数", "级别", "遮盖", "用途", "依据", "审批", "文件")
    NUMBERS: ClassVar[tuple[int, ...]] = (4,)

    @override
    def cells(self, line: Departed) -> Sequence[str]:
        return (
            str(line.number),
            line.at,
            line.name or line.login,
            f"{line.ledger}　{line.form}",
            f"{line.rows:,}",
            words.LEVELS.get(line.level, line.level),
            ("不打星号" if line.is_unmasked else "打星号") + ("，加密" if line.is_encrypted else ""),
            line.purpose,
            line.basis,
            line.approval,
            line.file,
        )


def texts(value: object) -> tuple[str, ...]:
    """A list of texts in the facts of a request."""
    return tuple(map(str, value)) if isinstance(value, list) else ()
