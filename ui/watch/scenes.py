"""Pictures of the watch in its states."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QWidget

from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.watch import alerts
from app.watch.watching import Watching
from ledger import catalog, clock
from ui.stage import Scene, Stage
from ui.watch.handling import HandlingDialog
from ui.watch.page import WatchPage

_CHANGED = 12


class _Night:
    """Half past eleven in the evening, Shanghai's."""

    def __init__(self) -> None:
        today = datetime.combine(clock.today(), datetime.min.time(), clock.SHANGHAI)
        self._evening = today.replace(hour=23, minute=30)

    def now(self) -> datetime:
        return self._evening


def _busy_night(stage: Stage) -> None:
    """Some people are changed and one is looked for in vain, late in the evening."""
    session, person = stage.full.session, catalog.named("person")
    rows = browsing.page(session, person, Selection(), Order(limit=_CHANGED)).rows
    with clock.use(_Night()):
        for number, row in enumerate(rows):
            editing.change(session, person, str(row["id"]), {"employer": f"某单位第{number}科"})
        Watching(session).catch_up()


def _normal(stage: Stage) -> QWidget:
    _busy_night(stage)
    return stage.opened(WatchPage, which="all")


def _handling(stage: Stage) -> QWidget:
    _busy_night(stage)
    return HandlingDialog(alerts.listing(stage.full.session, "all")[0])


SCENES: tuple[Scene, ...] = (
    Scene("watch--normal", _normal),
    Scene("watch--handling", _handling),
    Scene("watch--empty", lambda stage: stage.opened(WatchPage, stage.empty)),
    Scene("watch--loading", lambda stage: stage.opened(WatchPage, stage.loading)),
    Scene("watch--error", lambda stage: stage.opened(WatchPage, stage.failing)),
)
