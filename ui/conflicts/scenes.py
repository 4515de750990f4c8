"""What was changed in two places before the eye: every kind of question, and the states of the page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.syncing import cards
from ui.conflicts.alike_dialog import AlikeDialog, lines_alike
from ui.conflicts.page import ConflictsPage
from ui.stage import Scene, Stage


def _about(kind: str, *, leaf: int = 0, choose: str = "") -> Callable[[Stage], QWidget]:
    def make(stage: Stage) -> QWidget:
        session = stage.shared.session
        found = cards.notices(session) if leaf else cards.open_cards(session)
        card = next(one for one in found if any(asked.kind == kind for asked in one.asked))
        page = stage.opened(ConflictsPage, stage.shared, card.record, leaf=leaf)
        if choose:
            page.panel.counted.connect(lambda _records, _questions: _choose(page, choose))
        return page

    return make


def _choose(page: ConflictsPage, code: str) -> None:
    def choose() -> None:
        for box in page.waiting.view.boxes.values():
            box.choose(code)

    page.waiting.list.selectionModel().selectionChanged.connect(lambda _now, _before: choose())


def _alike(stage: Stage) -> AlikeDialog:
    found = cards.open_cards(stage.shared.session)
    asked = next(one for card in found for one in card.asked if one.alike)
    told = asked.options[0]
    return AlikeDialog(asked.title, f"都用 {told.told} 的", lines_alike(found, asked, told.code))


def _is_shown(page: QWidget) -> bool:
    return isinstance(page, ConflictsPage) and page.panel.view.card is not None


_ASKED = (
    "duplicate",
    "dangling",
    "suggested",
    "delete_vs_edit",
    "edit_of_deleted",
    "two_homes",
    "order_move",
    "possible_duplicate",
    "parent_delete",
)
_SETTLED = ("newest", "authority", "feed_over")

SCENES = (
    Scene("conflicts--normal", _about("manual"), _is_shown),
    *(Scene(f"conflicts--{kind.replace('_', '-')}", _about(kind), _is_shown) for kind in _ASKED),
    *(Scene(f"conflicts--{kind.replace('_', '-')}", _about(kind, leaf=1), _is_shown) for kind in _SETTLED),
    Scene("conflicts--typing", _about("manual", choose="value"), _is_shown),
    Scene("conflicts--alike", _alike),
    Scene("conflicts--empty", lambda stage: stage.opened(ConflictsPage, stage.empty)),
    Scene("conflicts--loading", lambda stage: stage.opened(ConflictsPage, stage.loading)),
    Scene("conflicts--error", lambda stage: stage.opened(ConflictsPage, stage.failing)),
)
