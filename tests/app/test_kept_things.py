"""Everything that was kept is listed and can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import kept_things
from app.exports import form_mappings, layouts
from app.exports.form_mappings import FormMapping
from app.exports.layouts import LayoutMissing
from app.importing import category_words, memory
from app.stores.session import Session
from app.tables import views
from app.tables.views import View
from tests.committee import new_session


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "store") as opened:
        yield opened


def test_each_kind_is_listed_and_goes(session: Session) -> None:
    assert kept_things.everything(session) == []
    layouts.save(session, "person", "花名册", ["name", "phone"])
    views.save(session, View(ledger="person", name="独居", filters=("tag=A01",)))
    form_mappings.save(session, "民政月报", FormMapping("person", "Sheet1", 2, {"姓名": "person.name"}))
    memory.remember(session.store, "abc", {"姓名": "person.name", "备注2": ""})
    category_words.remember(session.store, {"电梯异响": "电梯故障"})
    listed = kept_things.everything(session)
    assert [one.kind for one in listed] == ["view", "layout", "form", "headings", "category"]
    assert {one.kind for one in listed} == kept_things.KINDS.keys()
    assert [one.name for one in listed] == ["独居", "花名册", "民政月报", "姓名、备注2", "电梯异响"]
    for one in listed:
        kept_things.remove(session, one)
    assert kept_things.everything(session) == []
    with pytest.raises(LayoutMissing):
        kept_things.remove(session, listed[1])
