"""Who moves to and from other committees, before the eye."""

from __future__ import annotations

from app.records.choosing import Choice
from app.stores.session import Session
from app.syncing.transfers import Transfer
from ui.page import Page
from ui.stage import Scene, Stage
from ui.transfers.offer_dialog import OfferDialog
from ui.transfers.page import TransfersPage

_HERE, _THERE = "梧桐路第二居委会", "银杏苑居委会"


def _transfer(number: int, state: tuple[str, str], other: str, name: str, reason: str = "") -> Transfer:
    is_incoming = number < 3
    at = f"2026-11-{21 - number}T0{number}:1{number}:00.000Z"
    return Transfer(f"{number}", is_incoming, *state, other, name, at, reason)


_SOME = [
    _transfer(1, ("offered", "待接收"), _HERE, "赵*"),
    _transfer(2, ("accepted", "已接收"), _HERE, "欧阳**"),
    _transfer(3, ("offered", "待接收"), _THERE, "钱**"),
    _transfer(4, ("declined", "已退回"), _THERE, "孙*", "人不住在这里，房子租给了别人"),
]


def _normal(stage: Stage) -> Page:
    def read(_session: Session) -> list[Transfer]:
        return _SOME

    made = TransfersPage(stage.shared, read)
    made.enter("", {})
    return made


def _empty(stage: Stage) -> Page:
    made = TransfersPage(stage.empty, lambda _session: [])
    made.enter("", {})
    return made


SCENES = (
    Scene("transfers--normal", _normal),
    Scene("transfers--empty", _empty),
    Scene("transfers--loading", lambda stage: stage.opened(TransfersPage, stage.loading)),
    Scene("transfers--error", lambda stage: stage.opened(TransfersPage, stage.failing)),
    Scene(
        "transfers--offering", lambda stage: OfferDialog(stage.full, Choice(stage.first("person"), "赵*", "男 45 岁"))
    ),
)
