"""What an account may not look at it cannot ask for by a filter, nor write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import access, today
from app.access import Forbidden
from app.messages import message_for
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from app.tables import value_counts
from ledger import catalog
from tests.app.rights.staff import A_PERSON, a_committee, at_work

PERSON = catalog.named("person")


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[dict[str, Session]]:
    with a_committee(tmp_path) as (store, made):
        editing.add(made["head"], PERSON, A_PERSON)
        made["entrusted"] = at_work(store, "the_entrusted")
        at_work(store, "the_head")
        yield made


def _found(session: Session, *filters: str) -> int:
    return browsing.page(session, PERSON, Selection(filters=filters), Order()).total


@pytest.mark.parametrize("written", ["religion=佛教", "religion=", "marital_status=", "ethnicity=01", "tag=D03"])
def test_hidden_fields_are_asked_for_by_those_who_may_look(sessions: dict[str, Session], written: str) -> None:
    sight = access.FILTER if written in ("religion=佛教", "tag=D03") else ""
    if sight:
        with pytest.raises(Forbidden) as refused:
            _found(sessions["head"], written)
        assert refused.value.asked == sight
        assert "不能用来筛选" in message_for(refused.value)
    else:
        _found(sessions["head"], written)
    with pytest.raises(Forbidden):
        _found(sessions["viewer"], written)


def test_a_filter_goes_as_far_as_the_right(sessions: dict[str, Session]) -> None:
    grid, viewer = sessions["grid"], sessions["viewer"]
    assert _found(grid, "phone=13812345678") == 1
    with pytest.raises(Forbidden):
        _found(grid, "religion=佛教")
    with pytest.raises(Forbidden):
        _found(viewer, "phone=13812345678")
    assert _found(viewer, "phone!=") == 1  # that there is a phone, the mask shows
    assert _found(viewer, "age>=60") == 1
    assert _found(viewer, "education=大学本科") == 1
    assert _found(viewer, "tag=A01") == 0


@pytest.mark.parametrize("written", ["tag=A05", "tag=失独家庭", "tag!=A05", "tag=A01|A05", "标签=D03"])
def test_a_tag_that_needs_a_reason_is_asked_for_by_nobody(sessions: dict[str, Session], written: str) -> None:
    with pytest.raises(Forbidden) as unreasoned:
        _found(sessions["worker"], written)
    assert unreasoned.value.asked == access.FILTER
    with pytest.raises(Forbidden) as refused:
        _found(sessions["grid"], written)
    assert refused.value.level == "L4"
    tags, said = catalog.named("person_tag"), Selection(filters=(written.replace("标签", "tag"),))
    with pytest.raises(Forbidden):
        browsing.page(sessions["grid"], tags, said, Order())
    _found(sessions["grid"], "tag=A01")
    _found(sessions["grid"], "tag!=")


def test_the_menu_of_tags_offers_those_alone_that_may_be_asked_for(sessions: dict[str, Session]) -> None:
    head, tags = sessions["head"], catalog.named("person_tag")
    for tag in ("A01", "A05"):
        editing.add(head, tags, {"person_uid": "11010519491231002X", "tag": tag})
    offered = {one.value: one.count for one in value_counts.count(head, PERSON, "tag", Selection()).values}
    assert offered.get("A01") == 1
    assert "A05" not in offered
    assert _found(head, "tag=A01") == 1


def test_a_role_writes_up_to_its_level(sessions: dict[str, Session]) -> None:
    grid = sessions["grid"]
    editing.change(grid, PERSON, "11010519491231002X", {"phone": "13900001111"})
    with pytest.raises(Forbidden) as refused:
        editing.change(grid, PERSON, "11010519491231002X", {"religion": "道教"})
    assert refused.value.holders == ("head", "worker")
    editing.change(sessions["worker"], PERSON, "11010519491231002X", {"religion": "道教"})


@pytest.mark.parametrize("role", ["viewer", "grid", "worker", "head"])
def test_today_tells_everybody_what_they_may_know(sessions: dict[str, Session], role: str) -> None:
    today.at_once(sessions[role])
    today.later(sessions[role])
    today.doubtful(sessions[role])
