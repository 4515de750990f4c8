"""Operations that the cloud refused: what they were about, why, and what to do next, in the office's words.

They stay until somebody has dealt with them; what they said is no longer part of the ledgers here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import access
from app.records import visit_orders
from app.records.naming import Names
from app.records.record_names import called
from app.records.showing import worded
from app.records.subjects import is_covered, subject_of
from app.stores.session import Session
from app.syncing.conflict_sides import Part
from ledger import catalog, clock, ids, masking
from ledger.errors import LedgerError
from storage.journal import Entry
from storage.syncing import dead_letters
from storage.syncing.dead_letters import DeadLetter

_REASONS: Mapping[str, tuple[str, str]] = {
    "validation": ("内容不合规定", "改正后再保存一次"),
    "unknown_type": ("上级平台还没有这个台账", "请告诉街道，等上级平台更新"),
    "too_large": ("内容太长", "缩短后再保存一次"),
    "create_dead": ("这一条在别处已被删除或合并", "如果确实需要，请重新登记一条"),
    "unknown_record": ("上级平台没有这一条", "请刷新后重新登记"),
    "gone": ("这一条早已删除", "如果确实需要，请重新登记一条"),
    "ref_in_use": ("下面还有内容，不能删", "先处理下面的内容，再删"),
    "already_resolved": ("别人已经先处理了", "不用再做，看看处理的结果"),
    "forbidden": ("没有这项权限", "请找有权限的同事办理，或找账号管理员"),
    "append_only": ("办理过的事不能改，也不能删", "写错了，请再办理一次或加一条备注"),
    "not_yours": ("这一项由街道填写，或应由本人签收", "不用再做；有疑问请在“问题建议”里告诉街道"),
    "group_failed": ("和它一起保存的另一项被退回", "改正那一项后一起再保存一次"),
    "quarantined": ("这台电脑已停用，内容交给上级核对", "不用再做，由街道核对"),
    "client_bug": ("上级平台看不懂这条内容", "请把诊断包发给维护人员"),
}
_NO_REASON = ("上级平台没有接受", "请告诉维护人员")
_DID = {"create": "新增", "patch": "修改", "delete": "删除", "restore": "恢复", "resolve": "处理两处都改了"}


class RefusalNotFound(LedgerError):
    """No refused operation of this number waits here, or the account may not see its record."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One refused operation, ready to show. `values` are what it said, behind masks.

    `ledger` is "" for the answer to a question: what was asked about is the question's to show.
    """

    number: int
    did: str
    ledger: str
    record: str
    called: str
    values: tuple[Part, ...]
    reason: str
    why: str
    todo: str
    user: str
    at: str

    def as_json(self) -> dict[str, object]:
        """As commands give it."""
        return {
            "id": str(self.number),
            "did": self.did,
            "ledger": self.ledger or None,
            "record": self.record,
            "name": self.called,
            "values": {one.field: one.text for one in self.values},
            "reason": self.reason,
            "why": self.why,
            "todo": self.todo,
            "user": self.user,
            "at": self.at,
        }


@access.operation(access.OWN)
def refused(session: Session) -> list[Refusal]:
    """Those that nobody has dealt with, newest first."""
    with session.reader() as reader, reader.snapshot():
        names, people = Names(reader), session.store.account_names()
        found = dead_letters.listed(reader.connection)
        return [_told(names, people, one) for one in found if _may_see(session, names, one)]


@access.operation(access.OWN)
def find(session: Session, said: str) -> Refusal:
    """The one of a number that nobody has dealt with; raises RefusalNotFound."""
    found = next((one for one in refused(session) if str(one.number) == said.strip()), None)
    if found is None:
        raise RefusalNotFound
    return found


@access.operation(access.OWN)
def deal_with(session: Session, number: int) -> None:
    """Note that somebody dealt with a refused operation; raises RefusalNotFound where it was so already."""
    with session.store.enter(Entry(session.login, "refusal-handled", class_="sync")) as write:
        if not dead_letters.mark_handled(write.connection, number, session.login):
            raise RefusalNotFound
        write.audit_detail(number=number)


def explained(reason: str) -> tuple[str, str]:
    """Why the cloud refuses for this reason, and what to do next."""
    return _REASONS.get(reason, _NO_REASON)


def _may_see(session: Session, names: Names, one: DeadLetter) -> bool:
    operation = one.operation
    if operation.kind == "resolve":
        return True
    if not session.rights.may("view", operation.ledger):
        return False
    return not session.rights.is_bounded or names.row(operation.ledger, operation.id) is not None


def _told(names: Names, people: Mapping[str, str], one: DeadLetter) -> Refusal:
    operation = one.operation
    why, todo = explained(one.reason)
    is_answer = operation.kind == "resolve"
    values = [] if is_answer else list(_values(names, one))
    return Refusal(
        number=operation.lid,
        did=_DID.get(operation.kind, ""),
        ledger="" if is_answer else operation.ledger,
        record=ids.to_text(operation.id),
        called="" if is_answer else called(names, operation.ledger, operation.id, clock.today()),
        values=tuple(values),
        reason=one.reason,
        why=why,
        todo=todo,
        user=people.get(one.user, one.user),
        at=clock.local_text(one.written_at),
    )


def _values(names: Names, one: DeadLetter) -> list[Part]:
    ledger, told = catalog.named(one.operation.ledger), []
    new = one.operation.new
    row = names.row(ledger.name, one.operation.id) or {}
    subject = subject_of(names, ledger, {**row, **new}, clock.today())
    for name, value in new.items():
        if visit_orders.is_kept_back(names, ledger, name, value):
            continue
        item = ledger.field(name)
        text = worded(names, ledger, item, value, child=subject.is_child)
        if value is not None and (access.is_kept_back(ledger, row, name) or is_covered(subject, ledger, item)):
            text = masking.HIDDEN
        if text not in (None, ""):
            told.append(Part(name, ledger.field(name).label, str(text)))
    return told
