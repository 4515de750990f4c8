"""Pictures of the permission matrix in its states."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.rights import matrix
from ledger.permissions import Cell, Grant
from ui.rights.page import RightsPage
from ui.stage import Scene, Stage


def _normal(stage: Stage) -> QWidget:
    wanted = {Cell("viewer", "export", "person"): Grant("L2"), Cell("grid", "export", "person_tag"): None}
    if not matrix.history(stage.full.session):
        matrix.change(stage.full.session, wanted, "年底检查，临时放开")
    return stage.opened(RightsPage)


def _changed(stage: Stage) -> QWidget:
    page = stage.opened(RightsPage, ledger="person")
    page.model.pending[Cell("worker", "remove", "person")] = None
    return page


SCENES: tuple[Scene, ...] = (
    Scene("rights--normal", _normal),
    Scene("rights--changed", _changed),
    Scene("rights--empty", lambda stage: stage.opened(RightsPage, stage.empty)),
    Scene("rights--loading", lambda stage: stage.opened(RightsPage, stage.loading)),
    Scene("rights--error", lambda stage: stage.opened(RightsPage, stage.failing)),
)
