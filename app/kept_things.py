"""What the committee had the program keep: layouts, views, how forms are filled, what headings of sheets mean.

One list of all of them, for the settings page to show and to take from; each kind is kept by its own module.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app import access, words
from app.exports import layouts, sheet_columns
from app.stores.session import Session
from app.tables import views
from ledger import catalog

KINDS = {
    "view": "我的视图",
    "layout": "导出列的组合",
    "form": "上级表格的填法",
    "headings": "导入时记住的表头",
    "category": "导入时说明过的工单类别",
}
_HEADINGS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that is kept; `key` names it among those of its kind and ledger."""

    kind: str
    ledger: str
    key: str
    name: str
    detail: str


@access.operation(access.OWN)
def everything(session: Session) -> list[Kept]:
    """All of it, kind by kind and by name."""
    return [*_views(session), *_layouts(session), *_forms(session), *_headings(session), *_categories(session)]


@access.operation(access.OWN)
def remove(session: Session, kept: Kept) -> None:
    """Forget one; raises LayoutMissing, ViewMissing, MappingMissing or RememberedMissing when it is gone already."""
    from app.exports import form_mappings
    from app.importing import category_words, memory

    if kept.kind == "view":
        views.remove(session, kept.ledger, kept.key)
    elif kept.kind == "layout":
        layouts.remove(session, kept.ledger, kept.key)
    elif kept.kind == "form":
        form_mappings.remove(session, kept.key)
    else:
        session.rights.require("import")
        (memory if kept.kind == "headings" else category_words).forget(session.store, kept.key)


def _views(session: Session) -> Iterator[Kept]:
    for ledger in (one for one in catalog.ALL if session.rights.may("view", one.name)):
        for one in views.of_ledger(session, ledger.name):
            told = f"{words.called(ledger.name)}，{len(one.filters)} 个条件" + (
                "，打开时默认" if one.is_default else ""
            )
            yield Kept("view", ledger.name, one.name, one.name, told)


def _layouts(session: Session) -> Iterator[Kept]:
    every = (sheet_columns.FLAT, *(ledger.name for ledger in catalog.ALL))
    for name in (name for name in every if session.rights.may("export", name)):
        for one in layouts.of_ledger(session, name):
            told = f"{sheet_columns.label(name)}，{len(one.columns)} 列"
            yield Kept("layout", name, one.name, one.name, told)


def _forms(session: Session) -> Iterator[Kept]:
    from app.exports import form_mappings

    for name, one in form_mappings.every(session).items() if session.rights.may("export") else ():
        yield Kept("form", one.ledger, name, name, f"{sheet_columns.label(one.ledger)}，{len(one.columns)} 列")


def _headings(session: Session) -> Iterator[Kept]:
    from app.importing import memory

    for signature, headings in reversed(memory.load(session.store).items()):
        first = "、".join(list(headings)[:_HEADINGS_SHOWN])
        more = "…" if len(headings) > _HEADINGS_SHOWN else ""
        yield Kept("headings", "", signature, first + more, f"共 {len(headings)} 个表头")


def _categories(session: Session) -> Iterator[Kept]:
    from app.importing import category_words

    for word, meant in sorted(category_words.load(session.store).items()):
        yield Kept("category", "", word, word, f"当作“{meant}”")
