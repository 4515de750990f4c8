"""Which categories a published process would hold for, and which not because they have their own: in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby

from app.message_texts.orders import STEPS as STEP_WORDS
from app.orders.process_words import category_label
from ledger.orders.process import STEPS, Process
from ledger.orders.process_book import ProcessBook, every_scope, own_parts, scopes

_CLASS = 2  # letters of a major class's code
_PARTS = {**{step: f"{words}时限" for step, words in STEP_WORDS.items()}, "module": "牵头模块", "priority": "紧急程度"}


def reach(book: ProcessBook, process: Process) -> Iterator[str]:
    """For what a process would hold once it is published, one line each; nothing of a single category."""
    scope = process.category
    below = [code for code in every_scope() if code != scope and scope in scopes(code)]
    if not below:
        return
    others = {code for code in below if _has_own(book, code, scope)}
    reached = [code for code in below if code not in others]
    yield f"对这些类别生效：{_named(reached, others)}" if reached else "现在没有类别会用到它：各类别都有自己的流程"
    if others:
        yield f"不影响（各有自己的流程）：{_named(sorted(others), set(reached))}"
    for part, words in _kept(book, process, reached):
        yield f"{_PARTS[part]}仍按随程序的规定：{words}"


def _has_own(book: ProcessBook, code: str, scope: str) -> bool:
    """Whether a version that is nearer than one for `scope` holds for a category."""
    nearer = scopes(code)[: scopes(code).index(scope)]
    return any(book.own.get(one) for one in nearer)


def _kept(book: ProcessBook, process: Process, reached: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What would change, with the categories to which the program's table gives it alone."""
    before = book.of(process.category)
    changed = [str(step) for step in STEPS if before.limits.get(step) != process.limits.get(step)]
    changed += [name for name in ("module", "priority") if getattr(before, name) != getattr(process, name)]
    own = {code: own_parts(code, process.category) for code in reached}
    for part in changed:
        codes = [code for code in own if part in own[code]]
        if codes:
            yield part, _named(codes, own.keys() - set(codes))


def _named(these: Collection[str], without: Collection[str]) -> str:
    """Categories by their classes, in words: a class of which all are meant stands for them."""
    words = []
    for major, several in groupby(these, key=lambda code: code[:_CLASS]):
        is_whole = not any(one[:_CLASS] == major for one in without)
        for code in several:
            if code == major:
                words.append(category_label(code) if is_whole else f"{category_label(code)}（未细分）")
            elif not is_whole or major not in these:
                words.append(category_label(code))
    return "、".join(words)
