"""Invented tasks and notices that a street sent to the invented committee, and a question that it answered.

They come as a round brings them: a page of changes, staged and applied.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from app import access
from app.notices import answering, asking, marking
from app.stores.session import Session
from ledger import clock, ids
from ledger.catalog.notice import NEWS, SUGGESTION, TASK
from ledger.wanted import Wanted
from sync.local_side import LocalSide

_STREET: Final = "南京东路街道办事处"
_AGED: Final = Wanted(
    "person", ("name", "sex", "age", "id_no", "phone", "residence_address"), ("age>=80",), purpose="03", basis="01"
)
_HOMES: Final = Wanted(
    "dwelling", ("full_address", "occupancy", "owner_name", "owner_phone"), ("occupancy=出租",), unmasked=True
)
_FIRST_RV: Final = 9_000


@dataclass(frozen=True, slots=True)
class _Sent:
    """A task or notice: sent so many days ago, due in so many (None: no day)."""

    kind: str
    title: str
    text: str
    ago: int
    due: int | None = None
    wants: Wanted | None = None


_SENT: Final = (
    _Sent(
        TASK,
        "高龄老人名单核对",
        "请核对 80 岁以上老人名单，用于发放高龄津贴。名单从台账里直接交，不用另填表。",
        2,
        2,
        _AGED,
    ),
    _Sent(TASK, "出租房屋底数", "请报送目前出租房屋的清单，用于冬季消防安全检查。", 9, -1, _HOMES),
    _Sent(
        NEWS,
        "关于做好寒潮防范的通知",
        "23 日起有寒潮。请走访独居老人，检查取暖用电，备好应急物资。\n有情况及时报街道值班室。",
        0,
    ),
    _Sent(TASK, "元旦前走访困难家庭", "请在元旦前走访在册困难家庭，走访情况用文字回复。", 4, 30),
    _Sent(NEWS, "居委会年终总结模板", "总结按附后的提纲写，下周一前在例会上交流。", 12),
)
_DONE: Final = 4
_ANSWERED: Final = 3


@access.operation("import")
def send(session: Session) -> None:
    """Let notices have come, one of them overdue, some of them dealt with."""
    sent = [_notice(place, one) for place, one in enumerate(_SENT)]
    _land(session, sent)
    marking.receive(session, str(sent[_DONE]["id"]))
    answering.answer_in_words(session, str(sent[_ANSWERED]["id"]), "已走访 6 户，两户需要临时救助，材料另报。")
    asking.ask(session, "能不能把津贴核对和人房核对合成一次？", SUGGESTION)
    first = asking.ask(session, "系统里没有“代管钥匙”这一项，记在哪里？")
    _answer_question(session, first, len(sent))


def _answer_question(session: Session, question: str, place: int) -> None:
    """Let the street have read it, answered, been asked again, and answered that too."""
    said = ("先记在备注里，下一版会加这一项。", "可以，导出时选“备注”这一列就有了。")
    seen = {"question_uid": question, "account": asking.STREET, "read_at": clock.now_text()}
    _land(session, [_change("question_read", ids.to_text(ids.new_id()), place, seen, clock.now_text())])
    for nth, text in enumerate(said):
        if nth:
            asking.read(session, question)
            asking.say_more(session, question, "记在备注里以后，能不能导出成一张表？")
        now = clock.now_text()
        answer = {"question_uid": question, "text": text, "from_unit": _STREET, "said_at": now}
        _land(session, [_change("question_message", ids.to_text(ids.new_id()), place + 1 + nth, answer, now)])


def _notice(place: int, sent: _Sent) -> dict[str, Any]:
    at = clock.instant_text(clock.now() - timedelta(days=sent.ago, hours=1 + place))
    f: dict[str, Any] = {
        "notice_no": f"{'RW' if sent.kind == TASK else 'TZ'}-2026-{41 + place:04}",
        "kind": sent.kind,
        "title": sent.title,
        "text": sent.text,
        "from_unit": _STREET,
        "sent_at": at,
    }
    if sent.due is not None:
        f["due_on"] = (clock.today() + timedelta(days=sent.due)).isoformat()
    if sent.wants is not None:
        f["wants"] = sent.wants.told()
    return _change("notice", ids.to_text(ids.new_id()), place, f, at)


def _change(ledger: str, one: str, place: int, f: dict[str, Any], at: str) -> dict[str, Any]:
    rv = _FIRST_RV + place
    stamps = {"": [rv, "street", "street", at, "street"]}
    return {"t": ledger, "id": one, "rv": rv, "life": 1, "f": f, "m": stamps, "c": ["street", at]}


def _land(session: Session, changes: list[dict[str, Any]]) -> None:
    side = LocalSide(session.store)
    seq = max(int(change["rv"]) for change in changes)
    side.stage({"changes": changes, "next": f"demo-{seq}", "seq": seq, "more": False})
    side.apply_all()
