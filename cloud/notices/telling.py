"""How a notice stands in a committee, in lines for the operator: who signed, who read it, what was handed in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cloud.notices.standing import Answer, Mark, Standing
from ledger import clock

_NOBODY: Final = "—"


def standing_lines(cid: str, name: str, now: Standing) -> Iterator[str]:
    """The committee's line, and one for each of its answers."""
    head = "已送到" if now.is_there else "没有送到"
    yield "\t".join((cid, name, head, f"签收 {_people(now.received)}", f"看过 {_people(now.read)}"))
    for one in now.answers:
        yield "\t".join(("", "回复", _answer_line(one)))


def _answer_line(one: Answer) -> str:
    parts = [_person(one.who), line_of(one.text)]
    if one.sha:
        parts += [one.handed_in, f"{one.rows} 行", one.register_no, one.file, f"sha256:{one.sha}"]
    return "\t".join(filter(None, parts))


def _people(marks: tuple[Mark, ...]) -> str:
    return "；".join(map(_person, marks)) or _NOBODY


def _person(mark: Mark) -> str:
    return f"{mark.name or mark.login} {clock.local_text(mark.at)}"


def line_of(text: str) -> str:
    """A text of several lines in one."""
    return " ".join(text.split())
