"""The dialog 上报材料 before the eye: looked at, without masks, a period of one's own, done, in trouble."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from app.stores.session import Session
from app.topics import defining, rows, writing
from app.upward import opinions
from ledger import clock
from ui.stage import Scene, Stage
from ui.upward.dialog import UpwardDialog

_SAID = (
    ("3 号楼门口的路灯晚上不亮", "走访", "已收集", "张三", 1),
    ("希望加装电梯，一楼住户有顾虑", "会议", "研究中", "李四", 3),
    ("活动室周末也开", "来访", "已答复", "", 6),
)


def _opinions(session: Session) -> None:
    """Some opinions of these days; made once for all scenes."""
    kept = opinions.ledger_of(session)
    if kept is not None and rows.listing(session, kept.id).total:
        return
    if kept is None:
        defining.take_over(session, opinions.CODE)
    for opinion, source, status, who, ago in _SAID:
        said_on = (clock.today() - timedelta(days=ago)).isoformat()
        typed = {"opinion": opinion, "source": source, "status": status, "who": who, "said_on": said_on}
        writing.save(session, opinions.CODE, typed)


def _dialog(stage: Stage) -> UpwardDialog:
    _opinions(stage.full.session)
    dialog = UpwardDialog(stage.full)
    dialog.when.when.setCurrentIndex(2)  # the quarter: it has days before the first of a month
    dialog.target.edit.setText("D:/上报/上报材料.xlsx")
    dialog.target.edit.setModified(True)
    return dialog


def _unmasked(stage: Stage) -> UpwardDialog:
    dialog = _dialog(stage)
    dialog.privacy.unmasked.setChecked(True)
    return dialog


def _own(stage: Stage) -> UpwardDialog:
    dialog = _dialog(stage)
    dialog.when.when.setCurrentIndex(dialog.when.when.count() - 1)
    dialog.when.first.setText("2026-11-09")
    dialog.when.last.setText("2026-11-01")
    return dialog


def _failing(stage: Stage) -> UpwardDialog:
    return UpwardDialog(stage.failing)


def _has_looked(widget: QWidget) -> bool:
    return isinstance(widget, UpwardDialog) and widget.is_settled


SCENES = (
    Scene("upward--normal", _dialog, _has_looked),
    Scene("upward--unmasked", _unmasked, _has_looked),
    Scene("upward--own_days", _own, _has_looked),
    Scene("upward--error", _failing, _has_looked),
    Scene("upward--empty", lambda stage: UpwardDialog(stage.empty), _has_looked),
)
