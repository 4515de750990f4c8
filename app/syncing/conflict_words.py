"""What people read of what was changed in two places: what happened, and what can be done about it.

The office's words, a phrase or a sentence each; who wrote which values stands beside them (`conflict_sides`). `mine` is
the operation that came later to the cloud here, whoever wrote it. What a choice writes is `settling`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app import words
from ledger.outside_facts import SOURCES
from sync.policies import policy

_LABELS_TOLD = 3


class Kind(NamedTuple):
    """A kind of question: in a phrase, in a sentence, and what its two answers do."""

    title: str
    happened: str
    mine: str
    theirs: str


_THIS_ONE = "用这一个"
_KINDS = {
    "newest": Kind("先后改了同一处", "两个人先后改了这一项，已用后改的。", _THIS_ONE, _THIS_ONE),
    "manual": Kind(
        "两处都改了", "两个人各自改了这一项，没有看到对方的修改。请选一个，或者另写。", _THIS_ONE, _THIS_ONE
    ),
    "authority": Kind(
        "已转去核对",
        "这一项以上级的为准，没有改动；居委写的已转给上级核对，核对后会自动更新。",
        "仍请上级核对",
        "用上级的",
    ),
    "feed_over": Kind(
        "上级改了居委填的", "上级发来的内容换下了居委填的。如果居委的才对，可以请上级核对。", "用上级的", "请上级核对"
    ),
    "suggested": Kind(
        "上级有不同的内容", "上级发来的和居委填的不一样。居委填的没有动，请选一个。", "用上级的", "仍用居委的"
    ),
    "delete_vs_edit": Kind(
        "一边删除，一边修改", "删除的人没有看到另一个人的修改，所以还没有删。", "仍然删除", "保留，不删"
    ),
    "edit_of_deleted": Kind(
        "修改了已删除的",
        "修改的时候它已经被删除了。修改的内容留在这里，还没有用上。",
        "恢复，用上这些修改",
        "不恢复，放弃这些修改",
    ),
    "two_homes": Kind(
        "登记了两处住处",
        "两个人各自登记了一处住处，互相没有看到。请选现在实际住的。",
        "住在后登记的这一处",
        "住在先登记的那一处",
    ),
    "duplicate": Kind(
        "两处各新增了一次",
        "两台电脑各新增了一次，已并成一个。这一项两边填得不一样，请选一个。",
        _THIS_ONE,
        _THIS_ONE,
    ),
    "possible_duplicate": Kind(
        "和另一个重了", "照这样改，就和台账里另一个重了，所以没有改。", "是同一个，合并", "不是同一个，不改"
    ),
    "dangling": Kind("所属的已被删除", "这里填的已经被删除了。", "恢复被删除的", "清空这一项"),
    "order_move": Kind("工单的一步没有生效", "工单先有了别的变化。", "", "知道了"),
    "parent_delete": Kind(
        "一边删除，一边在下面新增", "删除的人没有看到它下面新增的，所以还没有删。", "仍然删除", "保留，不删"
    ),
}


def kind(name: str) -> Kind:
    """A kind of question; what was plainly changed twice for one that this version does not know."""
    return _KINDS.get(name, _KINDS["manual"])


def owner(ledger: str, group: str) -> str:
    """Who has the say over a group: 公安, 街道; 上级 where nobody in particular has."""
    return SOURCES.get(policy(ledger, group).owner, "上级")


def labels(ledger: str, fields: Sequence[str]) -> str:
    """What fields are called together: all of them, or the first of many."""
    named = [words.field(ledger, name) for name in fields]
    return "、".join(named) if len(named) <= _LABELS_TOLD else f"{named[0]}等 {len(named)} 项"
