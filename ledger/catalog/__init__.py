"""The ledgers, one module each; `ALL` lists those that people keep, parents before children.

`SYSTEM` are kept beside them and have no list, form or sheet of their own; `EVERY` is whatever is stored and travels.
"""

from __future__ import annotations

from ledger.catalog.activity import ACTIVITY, ACTIVITY_PERSON
from ledger.catalog.attachment import ATTACHMENT
from ledger.catalog.building import BUILDING
from ledger.catalog.campaign import CAMPAIGN, CAMPAIGN_CHECK, CAMPAIGN_COMPOUND
from ledger.catalog.compound import COMPOUND
from ledger.catalog.duty import DUTY
from ledger.catalog.dwelling import DWELLING
from ledger.catalog.household import HOUSEHOLD
from ledger.catalog.muster import MUSTER, MUSTER_CHECK
from ledger.catalog.notice import NOTICE, NOTICE_ANSWER, NOTICE_READ, QUESTION, QUESTION_MESSAGE, QUESTION_READ
from ledger.catalog.objection import OBJECTION
from ledger.catalog.order_process import ORDER_PROCESS
from ledger.catalog.person import PERSON
from ledger.catalog.person_tag import PERSON_TAG
from ledger.catalog.residence import RESIDENCE
from ledger.catalog.topic_merchant import TOPIC_MERCHANT
from ledger.catalog.topic_row import TOPIC_DEFINITION, TOPIC_REPORT, TOPIC_ROW
from ledger.catalog.topic_vehicle import TOPIC_VEHICLE
from ledger.catalog.unit import UNIT
from ledger.catalog.visit import VISIT, VISIT_PERSON
from ledger.catalog.work_order import WORK_ORDER, WORK_ORDER_EVENT
from ledger.definition import Ledger
from ledger.errors import UnknownLedger

ALL: tuple[Ledger, ...] = (
    COMPOUND,
    BUILDING,
    UNIT,
    DWELLING,
    HOUSEHOLD,
    PERSON,
    RESIDENCE,
    PERSON_TAG,
    TOPIC_VEHICLE,
    TOPIC_MERCHANT,
    WORK_ORDER,
    VISIT,
    ACTIVITY,
)
SYSTEM: tuple[Ledger, ...] = (
    ATTACHMENT,
    VISIT_PERSON,
    ACTIVITY_PERSON,
    WORK_ORDER_EVENT,
    DUTY,
    ORDER_PROCESS,
    NOTICE,
    NOTICE_READ,
    NOTICE_ANSWER,
    QUESTION,
    QUESTION_MESSAGE,
    QUESTION_READ,
    CAMPAIGN,
    CAMPAIGN_COMPOUND,
    CAMPAIGN_CHECK,
    MUSTER,
    MUSTER_CHECK,
    TOPIC_DEFINITION,
    TOPIC_ROW,
    TOPIC_REPORT,
    OBJECTION,
)
EVERY: tuple[Ledger, ...] = (*ALL, *SYSTEM)
BY_NAME: dict[str, Ledger] = {ledger.name: ledger for ledger in EVERY}
WRITTEN_ONCE = frozenset((WORK_ORDER_EVENT.name, ORDER_PROCESS.name))
"""Ledgers whose records are made once and never changed, removed or taken back: orders are decided by them."""


def named(name: str) -> Ledger:
    """The ledger called `name`; raises UnknownLedger."""
    found = BY_NAME.get(name)
    if found is None:
        raise UnknownLedger(name)
    return found
