"""Pictures of the incidents' page and its dialogs."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.incidents import plan, recording
from app.incidents.recording import NewIncident
from ui.incidents.dialogs import DrillDialog, LevelDialog, NewIncidentDialog, PlanDialog
from ui.incidents.page import IncidentsPage
from ui.stage import Scene, Stage


def _some(stage: Stage) -> QWidget:
    session = stage.full.session
    first = recording.note(session, NewIncident("misuse", "usual", "花名册发到了别的群", "2026-11-02 15:20", "", 40))
    recording.tick(session, first, "phone_lead")
    new = NewIncident("device_lost", "larger", "移动硬盘找不到了", "2026-11-20 09:10", "上月的备份", 1530)
    number = recording.note(session, new)
    for step in ("phone_lead", "lock"):
        recording.tick(session, number, step)
    recording.tell(session, number, "活动中心的监控已请物业调取")
    return stage.opened(IncidentsPage)


SCENES: tuple[Scene, ...] = (
    Scene("incidents--normal", _some),
    Scene("incidents--empty", lambda stage: stage.opened(IncidentsPage, stage.empty)),
    Scene("incidents--loading", lambda stage: stage.opened(IncidentsPage, stage.loading)),
    Scene("incidents--error", lambda stage: stage.opened(IncidentsPage, stage.failing)),
    Scene("incidents-new--normal", lambda stage: NewIncidentDialog(stage.full)),
    Scene("incidents-level--normal", lambda stage: LevelDialog(stage.full, 1, "usual")),
    Scene("incidents-plan--normal", lambda stage: PlanDialog(stage.full, plan.read(stage.full.session))),
    Scene("incidents-drill--normal", lambda stage: DrillDialog(stage.full)),
)
