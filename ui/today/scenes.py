"""The page of today: a full day, nothing to do, a new store, on its way, in trouble."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app import today
from ui.stage import Scene, Stage
from ui.today.page import TodayPage


def _nothing_to_do(stage: Stage) -> TodayPage:
    """The demo committee's compounds with every due thing done."""
    page = stage.opened(TodayPage, stage.loading)
    page.show_compounds(today.compounds(stage.full.session))
    for part in ("at_once", "later"):
        page.take(part, ())
    return page


def _has_read(page: QWidget) -> bool:
    return isinstance(page, TodayPage) and page.states.state == "content"


SCENES = (
    Scene("today--normal", lambda stage: stage.opened(TodayPage), _has_read),
    Scene("today--shared", lambda stage: stage.opened(TodayPage, stage.shared), _has_read),
    Scene("today--nothing", _nothing_to_do),
    Scene("today--empty", lambda stage: stage.opened(TodayPage, stage.empty)),
    Scene("today--loading", lambda stage: stage.opened(TodayPage, stage.loading)),
    Scene("today--error", lambda stage: stage.opened(TodayPage, stage.failing)),
)
