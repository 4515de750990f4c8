"""`guide`: guide cards listed, read, and an order of help registered for a resident."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from app.commands import work
from app.commands.console import Console, table

if TYPE_CHECKING:
    from app.guides.cards import Found


def guide(chosen: argparse.Namespace, console: Console) -> int:
    """Do one thing with guide cards."""
    return _DOERS[chosen.action](chosen, console)


def _list(chosen: argparse.Namespace, console: Console) -> int:
    from app.guides import cards

    work.words(chosen, ())
    with work.session(chosen, console) as session:
        found = cards.listing(session, chosen.search, chosen.kind)
    answer: dict[str, object] = {
        "total": found.total,
        "rows": [one.as_json() for one in found.guides],
        "kinds": [{"kind": name, "count": count} for name, count in found.kinds],
    }
    console.give(answer, lambda: _listed(found))
    return 0


def _listed(found: Found) -> Iterator[str]:
    if found.kept is None:
        yield "还没有启用服务指南。启用：topic define service_guide；再用 topic import 导入表格。"
        return
    if not found.guides:
        yield "没有这样的指南。" if found.total else "还没有指南。用 topic import service_guide 文件 导入。"
        return
    yield from table(("事项", "类别", "办理地点"), [(one.service, one.kind, one.where) for one in found.guides])
    yield f"共 {found.total:,} 条"


def _show(chosen: argparse.Namespace, console: Console) -> int:
    from app.guides import cards

    (said,) = work.words(chosen, ("GUIDE",))
    with work.session(chosen, console) as session:
        found = cards.find(session, said)
    console.give(found.as_json(), lambda: (found.text(),))
    return 0


def _ask(chosen: argparse.Namespace, console: Console) -> int:
    """The order names the guide, the resident and the home."""
    from app.guides import asking, cards
    from app.records import references
    from ledger import catalog, ids

    said, who = work.words(chosen, ("GUIDE", "PERSON"))
    with work.session(chosen, console) as session:
        found = cards.find(session, said)
        with session.reader() as reader:
            person = ids.to_text(references.find(reader, catalog.named("person"), who))
        typed = asking.opening(found)
        typed["description"] += chosen.text.strip()
        typed |= {name: choice.id for name, choice in asking.whom(session, person).preset.items()}
        made = asking.ask(session, found, typed)
    answer: dict[str, object] = {"id": made.id, "order_no": made.order_no}
    console.give(answer, lambda: (f"已登记求助，工单 {made.order_no}：{made.id}",))
    return 0


_DOERS: dict[str, Callable[[argparse.Namespace, Console], int]] = {"list": _list, "show": _show, "ask": _ask}
