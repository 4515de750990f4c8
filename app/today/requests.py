"""Exports that wait for the person at work to let them go or not."""

from __future__ import annotations

from app import access
from app.jobs import JobContext
from app.release import approvals
from app.release.approvals import Approval
from app.stores.session import Session
from app.today.groups import TOLD, Group, Line
from ledger import clock


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """Those that this account may decide."""
    del ctx
    found = approvals.to_decide(session)
    if not found:
        return ()
    lines = tuple(_line(one) for one in found[:TOLD])
    sentence = "导出敏感内容要另一个人批准：看清用途和依据，批准或者退回。"
    return (
        Group(
            "requests",
            "待审批的导出",
            sentence,
            "stamp",
            len(found),
            lines,
            "approvals",
            way="去审批",
            facts={"leaf": 0},
        ),
    )


def _line(asked: Approval) -> Line:
    facts, at = asked.facts, clock.local_text(asked.at)
    why = f"{at}，{facts.get('people', 0)} 人，{facts.get('purpose', '')}"
    return Line(str(facts.get("who", asked.asker)), str(facts.get("label", "")), why, "approvals", "")
