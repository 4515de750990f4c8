"""The emergency plan 应急预案: its text, whom it calls in which order, and when it was revised (R113).

A committee begins with the text below and makes it its own; it counts as its own once somebody has saved it. Text and
telephone numbers lie in the encrypted store; the audit tells that they were changed, not to what.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from app import access
from app.stores.session import Session
from ledger import clock
from ledger.errors import LedgerError
from storage.store import Entry

PLAN: Final = "emergency_plan"
"""The setting in the store: text, contacts, when and by whom it was last saved."""
CHANGED: Final = "emergency-plan"
FIRST_TEXT: Final = """\
一、组织
居委主任（书记）任应急组组长，社工、账号管理员、审计员为组员。通讯录按上报的次序排列。

二、职责
组长：宣布启动和结束，对外报告。账号管理员：停用、重置账号。审计员：核查日志，保存证据。社工：恢复台账，联系居民。

三、发现和报告
谁发现谁报告：先电话报告组长，再在里弄“安全事件”里登记。
一般事件 1 小时内、较大事件 30 分钟内、重大和特别重大事件 10 分钟内报告条线负责人；较大以上同时报告城运中心。

四、处置
按登记时给出的步骤逐项做，做完一项勾一项。先止住（锁定、断网、停用账号），再查清（日志、登记号、范围），后恢复（备份）。

五、恢复
从备份恢复的次序：人房台账、工单、活动、附件。恢复后检查台账，再通知各人继续使用。

六、演练
每年至少一次，假定一种情形走完全程；演练后一周内修订本预案。
"""


class PlanIncomplete(LedgerError):
    """The emergency plan needs its text and at least one person to call."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody whom the plan calls. `above`: who is told next, after this one."""

    name: str
    duty: str
    phone: str
    above: str = ""


@dataclass(frozen=True, slots=True)
class EmergencyPlan:
    """The plan as it stands; `saved_at` is "" while it is only the text that everybody begins with."""

    text: str
    contacts: tuple[Contact, ...]
    saved_at: str
    saved_by: str

    @property
    def is_own(self) -> bool:
        """True once the committee made it its own: saved, with somebody to call."""
        return bool(self.saved_at and self.contacts)


@access.operation("incident")
def read(session: Session) -> EmergencyPlan:
    """The plan as it stands."""
    return of(session.store.setting(PLAN))


@access.operation("settings")
def save(session: Session, text: str, contacts: Sequence[Contact]) -> None:
    """Make this the committee's plan; raises PlanIncomplete."""
    called = [one for one in contacts if one.name.strip() and one.phone.strip()]
    if not text.strip() or not called:
        raise PlanIncomplete
    kept = {"text": text.strip(), "contacts": [asdict(one) for one in called]}
    kept |= {"saved_at": clock.now_text(), "saved_by": session.login}
    with session.store.enter(Entry(session.login, CHANGED, class_="ops")) as write:
        write.set_setting(PLAN, kept)
        write.audit_detail(count=len(called))


def of(kept: object) -> EmergencyPlan:
    """The plan from what was kept; the first text where there is none."""
    if not isinstance(kept, dict):
        return EmergencyPlan(FIRST_TEXT, (), "", "")
    contacts = tuple(Contact(**one) for one in kept.get("contacts", ()))
    return EmergencyPlan(
        str(kept.get("text", "")), contacts, str(kept.get("saved_at", "")), str(kept.get("saved_by", ""))
    )


def tree(contacts: Sequence[Contact]) -> list[tuple[int, Contact]]:
    """The contacts from those who are told first upwards: how deep each stands, and who."""
    names = {one.name for one in contacts}
    below: dict[str, list[Contact]] = {}
    for one in contacts:
        below.setdefault(one.above if one.above in names and one.above != one.name else "", []).append(one)
    found: list[tuple[int, Contact]] = []
    _walk("", 0, below, found)
    reached = {one.name for _, one in found}
    return found + [(0, one) for one in contacts if one.name not in reached]


def _walk(above: str, depth: int, below: dict[str, list[Contact]], found: list[tuple[int, Contact]]) -> None:
    for one in below.pop(above, ()):
        found.append((depth, one))
        _walk(one.name, depth + 1, below, found)
