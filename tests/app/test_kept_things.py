"""Everything that was kept is listed and can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import form_mappings, kept_things, layouts, views
from app.form_mappings import FormMapping
from app.importing import memory
from app.layouts import LayoutMissing
from app.session import Session
from app.settings import Settings
from app.views import View
from storage.keys import Cost
from storage.store import Store


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    store, _ = Store.create(
        tmp_path / "store",
        committee_code="310115001001",
        committee_name="银杏居委会",
        account="wang",
        account_name="王芳",
        password="Yinxing-2026",
        cost=Cost(memory_kib=64, iterations=1, lanes=1),
    )
    with Session(store, "wang", Settings(tmp_path / "store")) as opened:
        yield opened


def test_each_kind_is_listed_and_goes(session: Session) -> None:
    assert kept_things.everything(session) == []
    layouts.save(session, "person", "花名册", ["name", "phone"])
    views.save(session, View(ledger="person", name="独居", filters=("tag=A01",)))
    form_mappings.save(session, "民政月报", FormMapping("person", "Sheet1", 2, {"姓名": "person.name"}))
    memory.remember(session.store, "abc", {"姓名": "person.name", "备注2": ""})
    listed = kept_things.everything(session)
    assert [one.kind for one in listed] == ["view", "layout", "form", "headings"]
    assert {one.kind for one in listed} == kept_things.KINDS.keys()
    assert [one.name for one in listed] == ["独居", "花名册", "民政月报", "姓名、备注2"]
    for one in listed:
        kept_things.remove(session, one)
    assert kept_things.everything(session) == []
    with pytest.raises(LayoutMissing):
        kept_things.remove(session, listed[1])
