"""The pages 风险研判 and 应急联络树 in their states, and their papers."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.demo import hazards as demo_hazards
from app.demo import orders as demo_orders
from app.homes import buildings
from app.risks import contacts_on_paper, on_paper, risks
from ui.printing.preview import PreviewDialog
from ui.risks.contacts_page import ContactsPage
from ui.risks.page import RisksPage
from ui.roster.print_dialog import PrintDialog
from ui.stage import Scene, Stage


def _filled(stage: Stage) -> None:
    """Orders and rows of topic ledgers of the demo, added once for all scenes."""
    session = stage.full.session
    every = risks.survey(session)
    if not any(one.orders for one in every):
        demo_orders.add(session)
    if not any(one.rows for one in every):
        demo_hazards.add(session)


def _compound(stage: Stage) -> str:
    return buildings.tree(stage.full.session)[0].id


def _normal(stage: Stage) -> QWidget:
    _filled(stage)
    return stage.opened(RisksPage, only=False)


def _contacts(stage: Stage) -> QWidget:
    return stage.opened(ContactsPage, record=_compound(stage), only_gaps=False)


def _gaps(stage: Stage) -> QWidget:
    return stage.opened(ContactsPage, record=_compound(stage), only_gaps=True)


def _paper(stage: Stage) -> QWidget:
    _filled(stage)
    session = stage.full.session
    return PreviewDialog(stage.full, "打印风险研判", lambda _: on_paper.printout_of(session))


def _contacts_paper(stage: Stage) -> QWidget:
    session, compound = stage.full.session, _compound(stage)
    return PreviewDialog(
        stage.full, "打印应急联络树", lambda _: contacts_on_paper.printout_of(session, [compound], is_open=True)
    )


def _print(stage: Stage) -> QWidget:
    building = buildings.tree(stage.full.session)[0].children[0].id
    return PrintDialog(stage.full, building, kind=contacts_on_paper.CONTACTS, takes_all=True)


SCENES = (
    Scene("risks--normal", _normal),
    Scene("risks--empty", lambda stage: stage.opened(RisksPage, stage.empty)),
    Scene("risks--loading", lambda stage: stage.opened(RisksPage, stage.loading)),
    Scene("risks--error", lambda stage: stage.opened(RisksPage, stage.failing)),
    Scene("risks-paper--normal", _paper),
    Scene("contacts--normal", _contacts),
    Scene("contacts--gaps", _gaps),
    Scene("contacts--empty", lambda stage: stage.opened(ContactsPage, stage.empty, record="0")),
    Scene("contacts--loading", lambda stage: stage.opened(ContactsPage, stage.loading, record="0")),
    Scene("contacts--error", lambda stage: stage.opened(ContactsPage, stage.failing, record="0")),
    Scene("contacts-paper--open", _contacts_paper),
    Scene("contacts-print--normal", _print),
)
