"""Who may not look behind a mask finds nothing by what lies there, and sorts by nothing of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access import Forbidden
from app.records import browsing, choosing, editing, finding
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import catalog
from tests.app.rights.staff import A_PERSON, a_committee, at_work

PERSON = catalog.named("person")
MERCHANT = catalog.named("topic_merchant")
NUMBERS = ("11010519491231002X", "002x", "13812345678", "138", "5678", "138-1234-5678", "张三明 5678", "zsm 138")
A_CHILD = {
    "name": "张小满",
    "id_type": "111",
    "id_no": "110105201801010019",
    "sex": "1",
    "birth_date": "2018-01-01",
    "population_type": "01",
    "phone": "13700002222",
}

A_SHOP = {"name": "张记面馆", "kind": "餐饮", "address": "东明路1号", "status": "营业", "legal_phone": "13911112222"}


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[dict[str, Session]]:
    with a_committee(tmp_path) as (store, made):
        head = made["head"] = at_work(store, "the_head")
        editing.add(head, PERSON, A_PERSON)
        editing.add(head, PERSON, A_CHILD)
        _house(head, "张三明")
        editing.add(head, MERCHANT, A_SHOP)
        yield made


def _house(session: Session, who: str) -> None:
    """A home, and a person who lives there."""

    def made(ledger: str, **typed: object) -> str:
        return editing.add(session, catalog.named(ledger), typed)

    compound = made("compound", name="银杏新村", address="东明路300弄")
    building = made("building", compound_uid=compound, building_no="12")
    home = made("dwelling", building_uid=building, room_no="301", owner_name="李产权", owner_phone="13600003333")
    person = choosing.choices(session, "person", who)[0].id
    made("residence", person_uid=person, dwelling_uid=home, relation="03", is_actual_resident="是")


def _found(session: Session, typed: str, ledger: str = "person") -> int:
    return browsing.page(session, catalog.named(ledger), Selection(search=typed), Order()).total


def _in_box(session: Session, typed: str) -> int:
    return sum(group.total for group in finding.find(session, typed) if group.ledger == "person")


@pytest.mark.parametrize("typed", NUMBERS)
def test_numbers_find_for_those_only_who_may_look(sessions: dict[str, Session], typed: str) -> None:
    for role in ("head", "worker", "grid"):
        assert _found(sessions[role], typed) >= 1
        assert _in_box(sessions[role], typed) >= 1
    for role in ("viewer", "entrusted"):
        assert _found(sessions[role], typed) == 0
        assert _in_box(sessions[role], typed) == 0
        assert choosing.choices(sessions[role], "person", typed) == []


def test_what_is_shown_is_found_by(sessions: dict[str, Session]) -> None:
    assert _found(sessions["viewer"], "张三明") == _found(sessions["viewer"], "zsm") == 1
    assert _found(sessions["entrusted"], "张三明") == 0  # its list shows names behind masks
    assert _found(sessions["entrusted"], "张记面馆", "topic_merchant") == 1


@pytest.mark.parametrize("typed", ["12-301", "银杏新村12号301"])
def test_a_home_names_its_people_to_those_who_see_where_they_live(sessions: dict[str, Session], typed: str) -> None:
    assert _found(sessions["head"], typed) == _found(sessions["grid"], typed) == 1
    assert _found(sessions["viewer"], typed) == _found(sessions["entrusted"], typed) == 0
    assert _found(sessions["viewer"], typed, "dwelling") == 1  # what a home is called is shown


@pytest.mark.parametrize(
    ("ledger", "typed"), [("dwelling", "李产权"), ("dwelling", "3333"), ("topic_merchant", "2222")]
)
def test_other_ledgers_go_by_the_same_masks(sessions: dict[str, Session], ledger: str, typed: str) -> None:
    assert _found(sessions["head"], typed, ledger) == 1
    assert _found(sessions["viewer"], typed, ledger) == 0


def test_of_children_one_level_more_is_hidden(sessions: dict[str, Session]) -> None:
    assert _found(sessions["head"], "张小满") == _found(sessions["grid"], "张小满") == 1
    assert _found(sessions["viewer"], "张小满") == 0  # a child's name stands behind a mask
    assert _found(sessions["grid"], "13812345678") == 1
    assert _found(sessions["grid"], "13700002222") == 0  # a child's phone is of level 4


@pytest.mark.parametrize("order", ["id_no", "phone", "phone2"])
def test_nobody_sorts_by_what_they_may_not_look_at(sessions: dict[str, Session], order: str) -> None:
    browsing.page(sessions["head"], PERSON, Selection(), Order(field=order))
    with pytest.raises(Forbidden):
        browsing.page(sessions["viewer"], PERSON, Selection(), Order(field=order))
    browsing.page(sessions["viewer"], PERSON, Selection(), Order(field="name"))


def test_nobody_opens_a_record_by_a_number_behind_a_mask(sessions: dict[str, Session]) -> None:
    browsing.show(sessions["grid"], PERSON, "11010519491231002X")
    with pytest.raises(Forbidden):
        browsing.show(sessions["viewer"], PERSON, "11010519491231002X")
