"""Possible same people before the eye."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.demo import doubles
from app.doubles import merging
from ui.duplicates.merged_dialog import MergedDialog
from ui.duplicates.page import DuplicatesPage
from ui.stage import Scene, Stage


def _normal(stage: Stage) -> DuplicatesPage:
    doubles.add(stage.full.session)
    return stage.opened(DuplicatesPage)


def _is_shown(page: QWidget) -> bool:
    return isinstance(page, DuplicatesPage) and not page.search.is_busy and page.card.people is not None


def _merged(stage: Stage) -> MergedDialog:
    first, second, *_ = doubles.add(stage.full.session)
    merging.merge(stage.full.session, first, second, {"id_no": "survivor"})
    return MergedDialog(stage.full)


SCENES = (
    Scene("duplicates--normal", _normal, _is_shown),
    Scene("duplicates--empty", lambda stage: stage.opened(DuplicatesPage, stage.empty)),
    Scene("duplicates--loading", lambda stage: stage.opened(DuplicatesPage, stage.loading)),
    Scene("duplicates--error", lambda stage: stage.opened(DuplicatesPage, stage.failing)),
    Scene("duplicates--merged", _merged),
)
