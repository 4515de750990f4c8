"""Requests and the register before the eye: as they are, nothing yet, in trouble, and being decided."""

from __future__ import annotations

from app.exports import exporting
from app.exports.exporting import ExportRequest
from app.records.filters import Selection
from app.release.approvals import Approval, Verdict
from ui.approvals.deciding import DecideDialog
from ui.approvals.page import ApprovalsPage
from ui.stage import Scene, Stage


def _asked(stage: Stage) -> Approval:
    request = ExportRequest(
        ledger="person",
        out_path=stage.folder / "高龄老人.xlsx",
        columns=("name", "id_no", "phone", "health_status"),
        selection=Selection(filters=("age>=80",)),
        unmasked=True,
        reason="街道民政科核对高龄津贴",
        purpose="03",
        basis="01",
    )
    return exporting.ask(stage.full.session, request)


def _normal(stage: Stage) -> ApprovalsPage:
    _asked(stage)
    for name, columns in (("居民名单.xlsx", ("name", "sex", "age")), ("电话.csv", ("name", "phone"))):
        request = ExportRequest(
            ledger="person", out_path=stage.folder / name, columns=columns, purpose="02", basis="01"
        )
        exporting.export(stage.full.session, request)
    return stage.opened(ApprovalsPage)


def _register(stage: Stage) -> ApprovalsPage:
    page = _normal(stage)
    page.tabs.setCurrentIndex(1)
    return page


def _deciding(stage: Stage, verdict: Verdict) -> DecideDialog:
    return DecideDialog(stage.full, _asked(stage), verdict)


SCENES = (
    Scene("approvals--normal", _normal),
    Scene("approvals--register", _register),
    Scene("approvals--empty", lambda stage: stage.opened(ApprovalsPage, stage.empty)),
    Scene("approvals--loading", lambda stage: stage.opened(ApprovalsPage, stage.loading)),
    Scene("approvals--error", lambda stage: stage.opened(ApprovalsPage, stage.failing)),
    Scene("approvals--approving", lambda stage: _deciding(stage, "approved")),
    Scene("approvals--refusing", lambda stage: _deciding(stage, "refused")),
)
