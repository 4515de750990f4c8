"""The page of today: a full day, nothing to do, a new store, on its way, in trouble; and each group that there is.

The groups are of the busy demo committee (`app.demo.busy_day`), some at a time, as many as a window shows.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from app import today
from app.campaigns import standing
from app.demo import busy_day
from ui.stage import Scene, Stage
from ui.today.page import TodayPage


def _nothing_to_do(stage: Stage) -> TodayPage:
    """The demo committee's compounds with every due thing done."""
    page = stage.opened(TodayPage, stage.loading)
    page.show_compounds(today.compounds(stage.full.session))
    for part in ("at_once", "later"):
        page.take(part, ())
    return page


_AT_ONCE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("program", ("password", "conflicts", "refused", "requests", "backups")),
    ("told", ("notices", "answers", "alerts", "incidents", "operations")),
    ("orders", ("orders_major", "orders_late", "orders_near", "orders_lagging", "orders_decided", "orders_handled")),
    ("started", ("drafts", "imports", "transfers", "topic_due", "duplicates", "night")),
    ("activities", ("activities", "activities_review", "activities_unready", "summaries")),
    ("disputed", ("disputed", "disputed_person", "disputed_dwelling", "lease_over", "permit_soon")),
    ("ledgers", ("stale_topic_vehicle", "never_topic_merchant", "tag_end_B07", "homeless", "removed")),
    ("yearly", ("campaign_yearly",)),
)
_CHECKS = ("campaign_to_sign", "campaign_left", "campaign_behind", "campaign_owed", "campaign_going")


def _some(stage: Stage, kinds: tuple[str, ...]) -> TodayPage:
    """What waits of these kinds."""
    session = stage.busy.session
    told = (one for part in (today.at_once, today.later, today.doubtful) for one in part(session))
    page = stage.opened(TodayPage, stage.loading)
    page.show_compounds(today.compounds(session))
    page.take("at_once", tuple(one for one in told if one.kind in kinds))
    return page


def _checks(stage: Stage) -> TodayPage:
    """Annual checks that go on; those of the busy committee are started for it."""
    if not standing.campaigns(stage.busy.session):
        busy_day.walk(stage.busy.session)
    return _some(stage, _CHECKS)


def _has_read(page: QWidget) -> bool:
    return isinstance(page, TodayPage) and page.states.state == "content"


SCENES = (
    Scene("today--normal", lambda stage: stage.opened(TodayPage), _has_read),
    Scene("today--shared", lambda stage: stage.opened(TodayPage, stage.shared), _has_read),
    Scene("today--nothing", _nothing_to_do),
    Scene("today--empty", lambda stage: stage.opened(TodayPage, stage.empty)),
    Scene("today--loading", lambda stage: stage.opened(TodayPage, stage.loading)),
    *(Scene(f"today--of_{name}", partial(_some, kinds=kinds)) for name, kinds in _AT_ONCE),
    Scene("today--with_checks", _checks),
    Scene("today--error", lambda stage: stage.opened(TodayPage, stage.failing)),
)
