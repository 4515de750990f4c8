"""The export dialog before the eye: each leaf, at work, done and in trouble."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.exports.sheet_columns import FLAT
from app.jobs import Progress
from app.records.filters import Selection
from ui.exporting.dialog import ExportDialog
from ui.exporting.password_dialog import PasswordDialog
from ui.stage import Scene, Stage


def _dialog(stage: Stage, leaf: int = 0) -> ExportDialog:
    dialog = ExportDialog(stage.full, "person", Selection(filters=("tag=A01",)))
    dialog.tabs.setCurrentIndex(leaf)
    dialog.list.target.edit.setText("D:/导出/独居老人_20261121.xlsx")
    dialog.template.target.edit.setText("D:/导出/人房_空白表.xlsx")
    return dialog


def _unmasked(stage: Stage) -> ExportDialog:
    dialog = ExportDialog(stage.full, "person", Selection(filters=("age>=60",)))
    dialog.list.target.edit.setText("D:/导出/高龄老人_20261121.xlsx")
    dialog.list.privacy.unmasked.setChecked(True)
    return dialog


def _missing(stage: Stage) -> ExportDialog:
    dialog = _unmasked(stage)
    dialog.list.privacy.purpose.is_complete(is_needed=True)
    return dialog


def _has_looked(widget: QWidget) -> bool:
    return isinstance(widget, ExportDialog) and widget.list.watch.is_settled


def _working(stage: Stage) -> ExportDialog:
    dialog = ExportDialog(stage.loading, FLAT)
    dialog.list.target.edit.setText("D:/导出/人房_20261121.xlsx")
    dialog.start()
    dialog.progress.show_progress(Progress("exporting", 40_000, 100_000, 9.0), "写入表格")
    return dialog


def _failing(stage: Stage) -> ExportDialog:
    dialog = ExportDialog(stage.failing, FLAT)
    dialog.list.target.edit.setText("D:/导出/人房_20261121.xlsx")
    dialog.start()
    return dialog


def _done(stage: Stage) -> ExportDialog:
    dialog = ExportDialog(stage.full, "person", Selection(filters=("sex=女",)))
    dialog.list.target.edit.setText(str(stage.folder / "独居老人.xlsx"))
    dialog.start()
    return dialog


def _filled(stage: Stage) -> ExportDialog:
    dialog = _dialog(stage, 2)
    dialog.fill.choose(_form(stage.folder))
    return dialog


def _form(folder: Path) -> Path:
    from app.demo import trial_sheets

    return trial_sheets.form(folder)


SCENES = (
    Scene("export--normal", _dialog, _has_looked),
    Scene("export--unmasked", _unmasked, _has_looked),
    Scene("export--no_purpose", _missing),
    Scene("export--masked_set", lambda stage: _dialog(stage, 3)),
    Scene("export--password", lambda _stage: PasswordDialog("高龄老人_20261121.xlsx", "Kq7m-x4Rt-9bVd-aH3s")),
    Scene("export--loading", _working),
    Scene("export--error", _failing),
    Scene("export--done", _done),
    Scene("export--template", lambda stage: _dialog(stage, 1)),
    Scene("export--form_empty", lambda stage: _dialog(stage, 2)),
    Scene("export--form", _filled),
)
