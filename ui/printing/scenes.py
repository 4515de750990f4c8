"""The preview of a list and of both cards, and what it says when nothing can be read."""

from __future__ import annotations

from app import list_columns, printed
from app.filters import Selection
from ledger import catalog
from ui.printing.preview import PreviewDialog
from ui.stage import Scene, Stage


def _list(stage: Stage) -> PreviewDialog:
    session = stage.full.session
    return PreviewDialog(
        stage.full,
        "打印居民名单",
        lambda ctx: printed.list_of(
            session, catalog.named("person"), Selection(filters=("age>=60",)), list_columns.AT_FIRST["person"], ctx=ctx
        ),
    )


def _person(stage: Stage) -> PreviewDialog:
    session, record = stage.full.session, stage.first("person", "", "age>=60")
    return PreviewDialog(stage.full, "打印居民卡", lambda _: printed.person_card(session, record))


def _household(stage: Stage) -> PreviewDialog:
    session, record = stage.full.session, stage.first("dwelling", "", "occupancy=1")
    return PreviewDialog(stage.full, "打印住户卡", lambda _: printed.household_card(session, record))


def _trouble(stage: Stage) -> PreviewDialog:
    session = stage.full.session
    return PreviewDialog(stage.failing, "打印居民卡", lambda _: printed.person_card(session, ""))


SCENES = (
    Scene("printing--list", _list),
    Scene("printing--person", _person),
    Scene("printing--household", _household),
    Scene("printing--error", _trouble),
)
