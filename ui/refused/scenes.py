"""What was refused before the eye."""

from __future__ import annotations

from ui.refused.page import RefusedPage
from ui.stage import Scene

SCENES = (
    Scene("refused--normal", lambda stage: stage.opened(RefusedPage, stage.shared)),
    Scene("refused--empty", lambda stage: stage.opened(RefusedPage, stage.empty)),
    Scene("refused--loading", lambda stage: stage.opened(RefusedPage, stage.loading)),
    Scene("refused--error", lambda stage: stage.opened(RefusedPage, stage.failing)),
)
