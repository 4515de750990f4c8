"""Pictures of the recycle bin in its states."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.records import editing
from ledger import catalog
from ui.recycle_bin.page import RecycleBinPage
from ui.stage import Scene, Stage

_REASONS = (("topic_vehicle", "车已卖掉，住户来电说明"), ("topic_merchant", "店已关门"), ("person_tag", "登记错了人"))


def _normal(stage: Stage) -> QWidget:
    for ledger, reason in _REASONS:
        editing.remove(stage.full.session, catalog.named(ledger), stage.first(ledger), reason=reason)
    return stage.opened(RecycleBinPage)


def _nothing_found(stage: Stage) -> QWidget:
    editing.remove(stage.full.session, catalog.named("topic_vehicle"), stage.first("topic_vehicle"), reason="重复登记")
    return stage.opened(RecycleBinPage, search="没有这样的内容")


SCENES: tuple[Scene, ...] = (
    Scene("recycle_bin--normal", _normal),
    Scene("recycle_bin--nothing-found", _nothing_found),
    Scene("recycle_bin--empty", lambda stage: stage.opened(RecycleBinPage, stage.empty)),
    Scene("recycle_bin--loading", lambda stage: stage.opened(RecycleBinPage, stage.loading)),
    Scene("recycle_bin--error", lambda stage: stage.opened(RecycleBinPage, stage.failing)),
)
