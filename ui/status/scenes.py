"""Pictures of the status page and of the support bundle."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.incidents import recording
from app.incidents.recording import NewIncident
from app.status import daily, operation_events
from app.status.operation_events import Trouble
from app.support import bundle
from ui.stage import Scene, Stage
from ui.status.bundle_dialog import BundleDialog
from ui.status.page import StatusPage


def _busy(stage: Stage) -> QWidget:
    session = stage.full.session
    daily.look_at_log(session)
    operation_events.record(session, [Trouble("backup-failed-1", "bad", "备份没有做成", "磁盘满了。", "backups")])
    recording.note(session, NewIncident("device_lost", "usual", "移动硬盘找不到了"))
    return stage.opened(StatusPage)


def _bundle(stage: Stage) -> QWidget:
    dialog = BundleDialog(bundle.collect(stage.full.session, with_check=False))
    dialog.list.setCurrentRow(4)
    return dialog


SCENES: tuple[Scene, ...] = (
    Scene("status--normal", _busy),
    Scene("status--empty", lambda stage: stage.opened(StatusPage, stage.empty)),
    Scene("status--loading", lambda stage: stage.opened(StatusPage, stage.loading)),
    Scene("status--error", lambda stage: stage.opened(StatusPage, stage.failing)),
    Scene("status-bundle--normal", _bundle),
)
