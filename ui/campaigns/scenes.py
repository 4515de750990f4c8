"""The page 年度核对 in its states, and its dialogs."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from app.campaigns import checking, grid, sheet, signing, standing, starting
from app.homes import buildings
from app.stores.session import Session
from ledger import clock
from ui.campaigns.dialogs import ChangedDialog, StartDialog
from ui.campaigns.page import CampaignsPage
from ui.printing.preview import PreviewDialog
from ui.stage import Scene, Stage

_NAMES = ("2026年人房核对", "2025年人房核对")


def _walked(session: Session, name: str) -> str:
    """A check of which half of the first building was walked; started once for all scenes."""
    known = {one.name: one.id for one in standing.campaigns(session)}
    if name in known:
        return known[name]
    began = (clock.today() - timedelta(days=9)).isoformat()
    made = starting.start(session, {"name": name, "starts_on": began}).id
    building = buildings.tree(session)[0].children[0].id
    for at, cell in enumerate(grid.grid(session, made, building).cells):
        if at % 5 == 3:
            checking.check(session, made, cell.id, "不遇")
        elif at % 5 == 1:
            checking.check(session, made, cell.id, "有变", "换了租客")
        elif at % 7 != 6:
            checking.check(session, made, cell.id, "已查")
    return made


def _building(stage: Stage) -> str:
    return buildings.tree(stage.full.session)[0].children[0].id


def _normal(stage: Stage) -> QWidget:
    made = _walked(stage.full.session, _NAMES[0])
    return stage.opened(CampaignsPage, record=made, building=_building(stage))


def _with_panel(stage: Stage) -> QWidget:
    session = stage.full.session
    made, building = _walked(session, _NAMES[0]), _building(stage)
    found = grid.grid(session, made, building)
    changed = next(cell for cell in found.cells if cell.occupancy == "有变")
    return stage.opened(CampaignsPage, record=made, building=building, cell=changed.id, panel=True)


def _signed(stage: Stage) -> QWidget:
    session = stage.full.session
    made = _walked(session, _NAMES[1])
    if not standing.campaign(session, made).is_closed:
        signing.sign(session, made)
    return stage.opened(CampaignsPage, record=made)


def _changed(stage: Stage) -> QWidget:
    session = stage.full.session
    campaign = _walked(session, _NAMES[0])
    home = stage.first("dwelling", "", "occupancy=1")
    return ChangedDialog(stage.full, campaign, home, "3单元302室")


def _sheet(stage: Stage) -> QWidget:
    session = stage.full.session
    campaign = _walked(session, _NAMES[0])
    return PreviewDialog(stage.full, "打印年度核对确认表", lambda _: sheet.printout_of(session, campaign))


SCENES = (
    Scene("campaigns--normal", _normal),
    Scene("campaigns--home", _with_panel),
    Scene("campaigns--signed", _signed),
    Scene("campaigns--empty", lambda stage: stage.opened(CampaignsPage, stage.empty)),
    Scene("campaigns--loading", lambda stage: stage.opened(CampaignsPage, stage.loading)),
    Scene("campaigns--error", lambda stage: stage.opened(CampaignsPage, stage.failing)),
    Scene("campaigns-start--normal", lambda stage: StartDialog(stage.full)),
    Scene("campaigns-changed--normal", _changed),
    Scene("campaigns-sheet--normal", _sheet),
)
