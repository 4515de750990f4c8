"""The page 应急名册 in its states: the list, somebody in short, a muster that goes on."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.exports.printed_lists import PrintNeedsApproval
from app.homes import buildings
from app.roster import muster, on_paper
from app.roster.roster import roster
from ui.printing.preview import PreviewDialog
from ui.roster.page import RosterPage
from ui.roster.print_dialog import PrintDialog
from ui.stage import Scene, Stage


def _building(stage: Stage, at: int) -> str:
    return buildings.tree(stage.full.session)[at].children[0].id


def _normal(stage: Stage) -> QWidget:
    return stage.opened(RosterPage, record=_building(stage, 0), everyone=False)


def _somebody(stage: Stage) -> QWidget:
    page = stage.opened(RosterPage, record=_building(stage, 0), everyone=False)
    page.panel.show_resident(roster(stage.full.session, _building(stage, 0)).in_need[0])
    page.panel.show()
    return page


def _mustered(stage: Stage) -> QWidget:
    session, building = stage.full.session, _building(stage, 1)
    muster.begin(session, building, "3楼冒烟")
    people = [one.person for one in roster(session, building).residents]
    for outcome, those in (("安全", people[:9]), ("不在", people[9:12]), ("没找到", people[12:13])):
        muster.account_for(session, building, those, outcome)
    return stage.opened(RosterPage, record=building)


def _paper(stage: Stage) -> QWidget:
    session, building = stage.full.session, _building(stage, 0)
    return PreviewDialog(stage.full, "打印应急名册", lambda _: on_paper.printout_of(session, [building]))


def _open_paper(stage: Stage) -> QWidget:
    session, houses = stage.full.session, [_building(stage, 0), _building(stage, 1)]
    return PreviewDialog(stage.full, "打印应急名册", lambda _: on_paper.printout_of(session, houses, is_open=True))


def _print(stage: Stage) -> PrintDialog:
    dialog = PrintDialog(stage.full, _building(stage, 0))
    dialog.is_open.setChecked(True)
    return dialog


def _ask(stage: Stage) -> QWidget:
    """As it stands where a second person has to let it go."""
    dialog = _print(stage)
    dialog._on_failed(PrintNeedsApproval("L3", 61, can_ask=True))
    return dialog


SCENES = (
    Scene("roster--normal", _normal),
    Scene("roster--somebody", _somebody),
    Scene("roster--muster", _mustered),
    Scene("roster-paper--normal", _paper),
    Scene("roster-paper--open", _open_paper),
    Scene("roster-print--normal", _print),
    Scene("roster-print--asks", _ask),
    Scene("roster--loading", lambda stage: stage.opened(RosterPage, stage.loading, record="0")),
    Scene("roster--error", lambda stage: stage.opened(RosterPage, stage.failing, record="0")),
)
