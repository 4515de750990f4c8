"""数据异议 on the page of somebody whom two people dispute, and the dialogs around it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.objections import about, raising, settling
from app.objections.about import Told
from app.objections.settling import Settling
from app.records.choosing import Choice
from ledger.catalog.objection import CORRECTED, KEPT
from ui.attachments.dialog import AttachmentsDialog
from ui.dossier.objection_dialogs import DisputeDialog, SettleDialog
from ui.dossier.objections_dialog import ObjectionsDialog
from ui.dossier.person_page import PersonPage
from ui.stage import Scene, Stage

_RAISED = (
    {"why": "这一份从头到尾都是我哥哥的，我早就不住这里了，请整份重新核对一遍再说。", "objector_name": "王建国"},
    {
        "disputed": "phone",
        "should_be": "13816227788",
        "why": "号码换了两年，一直打不通",
        "objector_name": "王小花",
        "objector_phone": "13912345678",
    },
)


def _disputed(stage: Stage) -> str:
    """Somebody with two open objections; made when first asked for."""
    session, record = stage.full.session, stage.first("person", "", "tag=A02")
    if not about.of_record(session, "person", record):
        for said in _RAISED:
            raising.dispute(session, "person", record, said)
    return record


def _of_the_phone(stage: Stage) -> Told:
    found = about.of_record(stage.full.session, "person", _disputed(stage))
    return next(one for one in found if one.field)


def _band(stage: Stage) -> QWidget:
    return stage.opened(PersonPage, record=_disputed(stage))


def _dispute(stage: Stage) -> QWidget:
    dialog = DisputeDialog(stage.full, "person", Choice(_disputed(stage), "王阿婆"))
    dialog.what.set_value("phone")
    dialog.what.chosen.emit()
    dialog.editors["should_be"].set_text("13816227788")
    dialog.editors["why"].set_text("号码换了两年，一直打不通")
    dialog.editors["objector_phone"].set_text("139")
    return dialog


def _settle(stage: Stage) -> QWidget:
    dialog = SettleDialog(stage.full, _of_the_phone(stage))
    dialog.outcome.set_value(CORRECTED)
    dialog.outcome.chosen.emit()
    dialog.words.set_text("打过电话，是本人")
    return dialog


def _evidence(stage: Stage) -> QWidget:
    told = _of_the_phone(stage)
    return AttachmentsDialog(stage.full, f"{told.label}的异议：佐证材料", about.OBJECTION.name, told.id)


def _of_a_car(stage: Stage) -> QWidget:
    """A car with one that is open and one that was settled; both made when first asked for."""
    session, record = stage.full.session, stage.first("topic_vehicle")
    if not about.of_record(session, "topic_vehicle", record):
        for why in ("车早就卖了，还挂在我名下", "车位号写错了，应是 12 号"):
            raising.dispute(session, "topic_vehicle", record, {"why": why, "objector_name": "王建国"})
        first = about.of_record(session, "topic_vehicle", record)[-1]
        settling.settle(session, "topic_vehicle", Settling(first.id, KEPT, "看过行驶证，还是他的车"))
    return ObjectionsDialog(stage.full, "topic_vehicle", Choice(record, "沪A12345"))


def _of_a_shop(stage: Stage) -> QWidget:
    return ObjectionsDialog(stage.full, "topic_merchant", Choice(stage.first("topic_merchant"), "郭记面馆"))


SCENES = (
    Scene("person--objections", _band),
    Scene("person--dispute", _dispute),
    Scene("person--settle_objection", _settle),
    Scene("person--evidence", _evidence),
    Scene("objections-dialog--normal", _of_a_car),
    Scene("objections-dialog--nothing", _of_a_shop),
)
