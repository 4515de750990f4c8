"""Backups before the eye."""

from __future__ import annotations

from pathlib import Path

from app.backups import making, restoring
from app.schedule.installing import Schedule
from ui.backups.cards import NightCard
from ui.backups.night_dialog import NightDialog
from ui.backups.page import BackupsPage
from ui.backups.restore_dialog import RestoreDialog
from ui.stage import Scene, Stage


def _normal(stage: Stage) -> BackupsPage:
    session = stage.full.session
    for _ in range(2):
        making.make(session)
    return stage.opened(BackupsPage)


def _restore(stage: Stage) -> RestoreDialog:
    session = stage.full.session
    path = stage.folder / "310115001001-20261121-213000.linongbak"
    making.make(session, to=path)
    return RestoreDialog(path, restoring.look(path), session.login, stage.full.runner, None)


def _restore_new(stage: Stage) -> RestoreDialog:
    dialog = _restore(stage)
    dialog.set_folder(stage.folder / "恢复出来的台账")
    dialog.password.setText("Yinxing-2026")
    return dialog


def _idle(_stage: Stage) -> NightCard:
    card = NightCard()
    files = (Path("linong-night.timer"),)
    card.show_schedule(Schedule("systemd", files, "22:00", idle="not_running"), is_key_kept=False)
    return card


SCENES = (
    Scene("backups--normal", _normal),
    Scene("backups--empty", lambda stage: stage.opened(BackupsPage, stage.empty)),
    Scene("backups--loading", lambda stage: stage.opened(BackupsPage, stage.loading)),
    Scene("backups--error", lambda stage: stage.opened(BackupsPage, stage.failing)),
    Scene("backups--restore", _restore),
    Scene("backups--restore-new", _restore_new),
    Scene("backups--night", lambda _: NightDialog("22:00", is_key_kept=False)),
    Scene("backups--night-idle", _idle),
)
