"""Pictures of the compliance page."""

from __future__ import annotations

from ui.compliance.page import CompliancePage
from ui.stage import Scene

SCENES: tuple[Scene, ...] = (
    Scene("compliance--normal", lambda stage: stage.opened(CompliancePage)),
    Scene("compliance--bad", lambda stage: stage.opened(CompliancePage, which="bad")),
    Scene("compliance--loading", lambda stage: stage.opened(CompliancePage, stage.loading)),
    Scene("compliance--error", lambda stage: stage.opened(CompliancePage, stage.failing)),
)
