"""One record at a time: what is taken, what is refused, what a change leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import browsing, editing
from app.editing import AlreadyThere
from ledger import catalog
from ledger.definition import Ledger
from ledger.errors import (
    ChangedBeneath,
    FieldsRefused,
    LedgerError,
    RecordNotFound,
    StillReferred,
    UnknownField,
)
from storage.errors import ParentRemoved, ReasonMissing
from tests.flows.small import HEAD, SMALL, TENANT
from tests.office import Office, an_office

PERSON, DWELLING, RESIDENCE = catalog.named("person"), catalog.named("dwelling"), catalog.named("residence")
HOME = "凌兆小区一1号302室"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as made:
        for ledger, *words in SMALL:
            editing.add(made.session, catalog.named(ledger), dict(word.split("=", 1) for word in words))
        yield made


def test_a_new_record_gets_what_its_form_would_suggest(office: Office) -> None:
    [compound] = office.rows("compound")
    assert compound["division_code"] == "310115"
    head = office.person("闫英")
    assert (head["id_type"], head["sex"], head["birth_date"]) == ("111", "1", "1950-05-30")
    assert head["source"] == "录入"
    assert {row["occupancy"] for row in office.rows("dwelling")} == {"1", "2"}


def test_only_what_is_named_changes(office: Office) -> None:
    before = office.person("闫英")
    one, changed = editing.change(office.session, PERSON, HEAD, {"联系电话": "138 1234 5678", "employer": "  某厂 "})
    after = office.person("闫英")
    assert changed == ["phone", "employer"]
    assert (after["phone"], after["employer"]) == ("13812345678", "某厂")
    kept = set(before) - {"phone", "employer", "updated_at", "updated_by"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert len(one) == 36


def test_an_id_number_must_agree_with_what_is_already_known(office: Office) -> None:
    with pytest.raises(FieldsRefused) as caught:
        editing.change(office.session, PERSON, HEAD, {"id_no": "310112195204274027"})
    assert {name for name, _ in caught.value.problems} == {"sex", "birth_date"}
    corrected = {"id_no": "310112195204274027", "sex": "女", "birth_date": "1952-04-27"}
    with pytest.raises(AlreadyThere):
        editing.change(office.session, PERSON, HEAD, corrected)


@pytest.mark.parametrize(
    ("ledger", "said", "typed", "refused"),
    [
        (PERSON, HEAD, {"name": ""}, FieldsRefused),
        (PERSON, HEAD, {"death_date": "1949-01-01"}, FieldsRefused),
        (PERSON, HEAD, {"birth_date": "2999-01-01"}, FieldsRefused),
        (PERSON, HEAD, {"pinyin": "yy"}, UnknownField),
        (PERSON, HEAD, {"source": "导入"}, UnknownField),
        (PERSON, HEAD, {"hukou_compound": "没有的小区"}, RecordNotFound),
        (PERSON, "110101199001010000", {"name": "某"}, RecordNotFound),
        (DWELLING, HOME, {"room_no": "1002"}, AlreadyThere),
        (DWELLING, HOME, {"floor_area": "五十"}, FieldsRefused),
    ],
)
def test_a_change_the_ledger_does_not_take_writes_nothing(
    office: Office, ledger: Ledger, said: str, typed: dict[str, str], refused: type[LedgerError]
) -> None:
    before = office.session.store.last_action()
    with pytest.raises(refused):
        editing.change(office.session, ledger, said, typed)
    assert office.session.store.last_action() == before


def test_what_was_seen_is_compared_only_where_it_is_changed(office: Office) -> None:
    editing.change(office.session, PERSON, HEAD, {"phone": "13900001111"})
    editing.change(office.session, PERSON, HEAD, {"employer": "某厂"}, seen={"phone": "13621514755"})
    with pytest.raises(ChangedBeneath) as caught:
        editing.change(office.session, PERSON, HEAD, {"phone": "13900002222"}, seen={"phone": "13621514755"})
    assert (caught.value.fields, caught.value.user) == (("phone",), "wang")


def test_removing_takes_a_reason_and_spares_what_is_needed(office: Office) -> None:
    with pytest.raises(ReasonMissing):
        editing.remove(office.session, PERSON, TENANT, reason=" ")
    with pytest.raises(StillReferred):
        editing.remove(office.session, DWELLING, HOME, reason="试")
    one = editing.remove(office.session, PERSON, TENANT, reason="误录")
    assert [row["name"] for row in browsing.deleted(office.session, PERSON).rows] == ["梁涵玉"]
    with pytest.raises(RecordNotFound):
        editing.restore(office.session, PERSON, TENANT)
    stay = browsing.deleted(office.session, RESIDENCE).rows[0]["id"]
    with pytest.raises(ParentRemoved):
        editing.restore(office.session, RESIDENCE, str(stay))
    editing.restore(office.session, PERSON, one)
    assert not browsing.deleted(office.session, RESIDENCE).rows


def test_a_record_does_not_come_back_beside_its_twin(office: Office) -> None:
    one = editing.remove(office.session, PERSON, TENANT, reason="误录")
    again = {"name": "梁涵玉", "id_no": TENANT, "population_type": "流动人口"}
    editing.add(office.session, PERSON, again)
    with pytest.raises(AlreadyThere):
        editing.restore(office.session, PERSON, one)
