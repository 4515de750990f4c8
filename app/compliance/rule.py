"""What a rule of the documents is here, and what a look at it finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from app.compliance.inspection import Inspection

FindingState = Literal["good", "bad", "later", "outside"]
STATES: Final[dict[FindingState, str]] = {
    "good": "符合",
    "bad": "不符合",
    "later": "还没有做",
    "outside": "靠制度落实",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """How a rule stands: its present setting in words, and what to do where it is not kept."""

    state: FindingState
    setting: str
    todo: str = ""


@dataclass(frozen=True, slots=True)
class ComplianceRule:
    """One rule. `where` are the modules that keep it, `page` the page on which it can be set or mended."""

    code: str
    source: str
    demand: str
    where: tuple[str, ...]
    page: str
    check: Callable[[Inspection], Finding]


def good(setting: str) -> Finding:
    """The rule is kept."""
    return Finding("good", setting)


def bad(setting: str, todo: str) -> Finding:
    """The rule is not kept."""
    return Finding("bad", setting, todo)


def later(setting: str, todo: str = "") -> Callable[[Inspection], Finding]:
    """A rule that nothing here keeps yet."""
    return lambda _inspection: Finding("later", setting, todo)
