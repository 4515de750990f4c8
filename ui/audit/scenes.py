"""Pictures of the log audit in its states."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from app.auditing.checking_log import Checked
from app.records import editing
from ledger import catalog, clock
from ui.audit.page import AuditPage, archiving_text
from ui.parts.dialog import question
from ui.stage import Scene, Stage


def _normal(stage: Stage) -> QWidget:
    session = stage.full.session
    person = stage.first("person")
    for phone in ("13800000000", "13900000000"):
        editing.change(session, catalog.named("person"), person, {"phone": phone})
    session.note_lock()
    session.notes.flush()
    return stage.opened(AuditPage)


def _broken(stage: Stage) -> QWidget:
    page = stage.opened(AuditPage)
    page._on_checked(Checked(1204, 318, "entry"))
    return page


def _nothing_found(stage: Stage) -> QWidget:
    day = (clock.today() + timedelta(days=1)).isoformat()
    return stage.opened(AuditPage, first_day=day, record="0190b0a0-0000-7000-8000-000000000000")


def _archiving(stage: Stage) -> QWidget:
    return question(None, "归档旧日志？", archiving_text(stage.full.session.policy["log_days"]), "归档")


SCENES: tuple[Scene, ...] = (
    Scene("audit--normal", _normal),
    Scene("audit--broken", _broken),
    Scene("audit--nothing-found", _nothing_found),
    Scene("audit--archiving", _archiving),
    Scene("audit--loading", lambda stage: stage.opened(AuditPage, stage.loading)),
    Scene("audit--error", lambda stage: stage.opened(AuditPage, stage.failing)),
)
