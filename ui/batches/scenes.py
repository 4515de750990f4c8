"""Past imports before the eye."""

from __future__ import annotations

from app.demo import trial_sheets
from app.importing import applying
from app.importing.plan import ImportOptions
from app.importing.planning import plan
from ui.batches.page import BatchesPage
from ui.stage import Scene, Stage


def _normal(stage: Stage) -> BatchesPage:
    session = stage.full.session
    path = trial_sheets.plain(stage.folder)
    applying.apply(session, plan(session, path, ImportOptions()))
    return stage.opened(BatchesPage)


SCENES = (
    Scene("batches--normal", _normal),
    Scene("batches--empty", lambda stage: stage.opened(BatchesPage, stage.empty)),
    Scene("batches--loading", lambda stage: stage.opened(BatchesPage, stage.loading)),
    Scene("batches--error", lambda stage: stage.opened(BatchesPage, stage.failing)),
)
