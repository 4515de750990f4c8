"""The page 年度核对 in its states, and its dialogs."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from app.campaigns import checking, grid, sheet, signing, standing, starting
from app.homes import buildings
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import catalog, clock
from ui.campaigns.dialogs import ChangedDialog, StartDialog
from ui.campaigns.page import CampaignsPage
from ui.printing.preview import PreviewDialog
from ui.stage import Scene, Stage

_PERSON, _RESIDENCE = catalog.named("person"), catalog.named("residence")
_NAMES = ("2026年人房核对", "2025年人房核对")


def _walked(session: Session, name: str) -> str:
    """A check of which half of the first building was walked; started once for all scenes."""
    known = {one.name: one.id for one in standing.campaigns(session)}
    if name in known:
        return known[name]
    began = (clock.today() - timedelta(days=9)).isoformat()
    made = starting.start(session, {"name": name, "starts_on": began}, although=True).id
    building = buildings.tree(session)[0].children[0].id
    for at, cell in enumerate(grid.grid(session, made, building).cells):
        if at % 5 == 3:
            checking.check(session, made, cell.id, "不遇")
        elif at % 5 == 1:
            _find_changed(session, made, cell.id, at)
        elif at % 7 != 6:
            checking.check(session, made, cell.id, "已查")
    return made


def _find_changed(session: Session, campaign: str, home: str, at: int) -> None:
    """有变 at a door: the ledger of the home or of somebody there was changed first, or it is told in words alone."""
    stays = browsing.page(session, _RESIDENCE, Selection(filters=(f"dwelling_uid={home}",)), Order(limit=1)).rows
    if at % 3 == 0:
        editing.change(session, standing.DWELLING, home, {"layout": "两室一厅", "lease_to": _day(365)})
    elif at % 3 == 1 and stays:
        editing.change(
            session, _PERSON, str(stays[0]["person_uid"]), {"employer": "东明物业公司", "phone": "13900000002"}
        )
    checking.check(session, campaign, home, "有变", "换了租客")


def _day(days: int) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


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
