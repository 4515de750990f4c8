"""The page 服务指南 in its states, a card on paper, and help asked for."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.demo import guides as invented
from app.guides import asking, cards, on_paper
from app.guides.cards import Guide
from app.records import choosing
from app.stores.session import Session
from app.topics import defining
from ui.guides.dialogs import GuideDialog, HelpForm, WhomDialog
from ui.guides.page import GuidesPage
from ui.printing.preview import PreviewDialog
from ui.stage import Scene, Stage


def _guide(session: Session) -> Guide:
    """One of the cards; made once for all scenes."""
    if not cards.listing(session).total:
        invented.add(session)
    return cards.find(session, "老年综合津贴")


def _page(stage: Stage, search: str = "") -> GuidesPage:
    page = stage.opened(GuidesPage, record=_guide(stage.full.session).id)
    assert isinstance(page, GuidesPage)  # noqa: S101 - it was asked for
    if search:
        page.chooser.search.setText(search)
    return page


def _has_read(widget: QWidget) -> bool:
    chooser = getattr(widget, "chooser", None)
    return chooser is None or bool(chooser.is_settled)


def _no_cards(stage: Stage) -> QWidget:
    session = stage.empty.session
    if cards.ledger_of(session) is None:
        defining.take_over(session, cards.CODE)
    return stage.opened(GuidesPage, stage.empty)


def _form(stage: Stage) -> QWidget:
    session = stage.full.session
    guide = _guide(session)
    person = choosing.choices(session, "person", "")[0]
    return HelpForm(stage.full, guide, asking.whom(session, person.id).preset)


def _paper(stage: Stage) -> QWidget:
    session = stage.full.session
    guide = _guide(session)
    return PreviewDialog(stage.full, "打印指南", lambda _: on_paper.card(session, guide.id))


def _choosing(stage: Stage) -> QWidget:
    _guide(stage.full.session)
    return GuideDialog(stage.full)


SCENES = (
    Scene("guides--normal", _page, _has_read),
    Scene("guides--nothing", lambda stage: _page(stage, "没有这件事"), _has_read),
    Scene("guides--empty", _no_cards),
    Scene("guides--loading", lambda stage: stage.opened(GuidesPage, stage.loading)),
    Scene("guides--error", lambda stage: stage.opened(GuidesPage, stage.failing)),
    Scene("guides-whom--normal", lambda stage: WhomDialog(stage.full, _guide(stage.full.session))),
    Scene("guides-choose--normal", _choosing, _has_read),
    Scene("guides-form--normal", _form),
    Scene("guides-paper--normal", _paper),
)
