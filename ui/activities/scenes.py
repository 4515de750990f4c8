"""Pictures of the page 活动, of one activity, and of their dialogs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.activities import listing, moving, notices, sheets, showing
from app.activities.rolls import ACTIVITY
from app.activities.series_moves import Reach
from app.activities.showing import Dossier
from app.printed import Printout
from app.stores.session import Session
from ledger.errors import FieldsRefused
from ui.activities.activity_page import ActivityPage
from ui.activities.dialogs import HoursDialog, NewActivityDialog, SeriesDialog, SummaryDialog
from ui.activities.page import ActivitiesPage
from ui.activities.series_dialogs import CallOffDialog, PutOffDialog
from ui.printing.preview import PreviewDialog
from ui.record_form.dialog import RecordDialog
from ui.stage import Scene, Stage


def _called(stage: Stage, title: str) -> str:
    """The id of the invented activity of this name."""
    return next(one.id for one in listing.listing(stage.full.session, search=title))


def _dossier(stage: Stage, title: str) -> Dossier:
    return showing.dossier(stage.full.session, _called(stage, title))


def _page(name: str, view: str) -> Scene:
    return Scene(f"activities--{name}", lambda stage: stage.opened(ActivitiesPage, view=view))


def _activity(stage: Stage, title: str) -> ActivityPage:
    return stage.opened(ActivityPage, record=_called(stage, title))


def _pending(stage: Stage) -> QWidget:
    """Handed in by its author, waiting for somebody else."""
    record = _called(stage, "听证会")
    if showing.dossier(stage.full.session, record).status == "0":
        moving.move(stage.full.session, record, "submit")
    return stage.opened(ActivityPage, record=record)


def _told(stage: Stage) -> QWidget:
    page = _activity(stage, "议事会")
    page.sign_in.notice.offer(
        "台账里没有叫“王外宾”的人。可以按名字登记在名单上。", "按名字登记 王外宾", lambda: None, "warn"
    )
    return page


def _wrong(stage: Stage) -> QWidget:
    dialog = NewActivityDialog(stage.full)
    problems = (("title", "required"), ("end_at", "before_start"), ("planned_count", "not_a_whole_number"))
    dialog.show_trouble(FieldsRefused("activity", problems))
    return dialog


def _in_a_series(stage: Stage) -> Dossier:
    """The first of a series that lies ahead, as it is told."""
    found = _dossier(stage, "健康操")
    return replace(found, reach=Reach(1, 4, 6))


def _sheet(stage: Stage, make: Callable[[Session, str], Printout]) -> QWidget:
    session, record = stage.full.session, _called(stage, "便民日")
    return PreviewDialog(stage.full, "打印", lambda _ctx: make(session, record))


SCENES: tuple[Scene, ...] = (
    _page("normal", "month"),
    *(_page(view, view) for view in ("week", "list", "figures")),
    Scene("activities--empty", lambda stage: stage.opened(ActivitiesPage, stage.empty, view="list")),
    Scene("activities--empty_month", lambda stage: stage.opened(ActivitiesPage, stage.empty)),
    Scene("activities--loading", lambda stage: stage.opened(ActivitiesPage, stage.loading, view="list")),
    Scene("activities--error", lambda stage: stage.opened(ActivitiesPage, stage.failing)),
    Scene("activity--normal", lambda stage: _activity(stage, "便民日")),
    Scene("activity--over", lambda stage: _activity(stage, "大扫除")),
    Scene("activity--pending", _pending),
    Scene("activity--unknown_name", _told),
    Scene("activity--loading", lambda stage: stage.opened(ActivityPage, stage.loading, record="0")),
    Scene("activity--error", lambda stage: stage.opened(ActivityPage, stage.failing, record="0")),
    Scene("activity-new--normal", lambda stage: NewActivityDialog(stage.full)),
    Scene("activity-new--errors", _wrong),
    Scene("activity-edit--normal", lambda stage: RecordDialog(stage.full, ACTIVITY, _called(stage, "义诊"))),
    Scene("activity-summary--normal", lambda stage: SummaryDialog(stage.full, _dossier(stage, "防诈骗"))),
    Scene("activity-series--normal", lambda stage: SeriesDialog(stage.full, _dossier(stage, "例会"))),
    Scene("activity-put_off--normal", lambda stage: PutOffDialog(stage.full, _in_a_series(stage))),
    Scene("activity-call_off--normal", lambda stage: CallOffDialog(stage.full, _in_a_series(stage))),
    Scene("activity-hours--normal", lambda stage: HoursDialog(stage.full, "", (), "登记给签到的 12 人")),
    Scene("activity-print--list", lambda stage: _sheet(stage, sheets.sign_in_list)),
    Scene("activity-print--slips", lambda stage: _sheet(stage, sheets.slips)),
    Scene("activity-print--poster", lambda stage: _sheet(stage, notices.poster)),
)
