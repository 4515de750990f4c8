"""Looks at every rule and says how it stands: for the page, for paper, for `linongctl compliance` (R097)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app import access
from app.compliance.inspection import Inspection
from app.compliance.rule import STATES, ComplianceRule, Finding, FindingState
from app.compliance.rules import accounts, lasting, privacy, watching
from app.jobs import SILENT, JobContext
from app.stores.session import Session
from ledger import clock
from storage.store import Entry

PHASE: Final = "checking"
PRINTED: Final = "compliance-print"
ALL: Final[tuple[ComplianceRule, ...]] = tuple(
    sorted((*accounts.RULES, *privacy.RULES, *watching.RULES, *lasting.RULES), key=lambda rule: rule.code)
)
_READERS: Final = ("policy", "audit", "settings")
"""Whoever sets the policy, reads the log or sets the store up may look: the page names accounts."""


@dataclass(frozen=True, slots=True)
class Line:
    """A rule and how it stands."""

    rule: ComplianceRule
    finding: Finding

    @property
    def state_label(self) -> str:
        """How it stands, in a word."""
        return STATES[self.finding.state]

    def as_json(self) -> dict[str, object]:
        """The stable form of `linongctl compliance --json`."""
        rule, found = self.rule, self.finding
        return {
            "rule": rule.code,
            "source": rule.source,
            "demand": rule.demand,
            "where": list(rule.where),
            "state": found.state,
            "setting": found.setting,
            "todo": found.todo or None,
        }


@access.operation(access.OWN)
def may_look(session: Session) -> bool:
    """Whether the person at work may look at the page."""
    return any(session.rights.may(action) for action in _READERS)


@access.operation(access.OWN)
def everything(session: Session, ctx: JobContext = SILENT) -> list[Line]:
    """Every rule as it stands now, in the order of their numbers; raises Forbidden."""
    session.rights.require_any(_READERS, asked="compliance")
    look, lines = Inspection(session), list[Line]()
    for at, rule in enumerate(ALL):
        ctx.checkpoint()
        ctx.report(at, len(ALL), PHASE)
        lines.append(Line(rule, rule.check(look)))
    ctx.report(len(ALL), len(ALL), PHASE)
    return lines


def counts(lines: Sequence[Line]) -> dict[FindingState, int]:
    """How many rules stand how."""
    found = Counter(line.finding.state for line in lines)
    return {state: found[state] for state in STATES}


@access.operation(access.OWN)
def paper(session: Session, lines: Sequence[Line]) -> tuple[str, ...]:
    """The page as lines of text to print or save."""
    return tuple(_paper(session, lines))


@access.operation(access.OWN)
def note_printed(session: Session, lines: Sequence[Line]) -> None:
    """Enter that the page went on paper or into a file, with what it said."""
    session.store.note([(Entry(session.login, PRINTED, class_="ops"), {"count": counts(lines)["bad"]})])


def _paper(session: Session, lines: Sequence[Line]) -> Iterator[str]:
    store, told = session.store, counts(lines)
    yield f"{store.committee_name}（{store.committee_code}）合规检查"
    yield f"{clock.local_text(clock.now_text())}　检查人 {session.user_name()}"
    yield "　".join(f"{STATES[state]} {told[state]} 项" for state in STATES)
    for line in lines:
        rule, found = line.rule, line.finding
        yield ""
        yield f"{rule.code}　{line.state_label}　{rule.demand}"
        yield f"  出处：{rule.source}"
        yield f"  现状：{found.setting}"
        if found.todo:
            yield f"  要做：{found.todo}"
        if rule.where:
            yield f"  由程序的这些部分执行：{'、'.join(rule.where)}"
    yield ""
    yield "检查人签字：                    日期："
