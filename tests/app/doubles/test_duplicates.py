"""Who may be the same: what is found, what is not, why, and what a person ruled out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import checking
from app.doubles import duplicates, merging
from app.doubles.duplicates import Pair
from app.jobs import JobContext
from app.records import kept_apart
from app.undo.undoing import Step, Undoing
from ledger import catalog, ids
from ledger.errors import Cancelled
from tests.app.few_homes import Homes
from tests.office import Office, an_id, an_office

ONE = an_id(11, born="19500302")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as made:
        yield made


def _people(office: Office, *rows: dict[str, object]) -> list[str]:
    made = [(ids.new_id(), row) for row in rows]
    with office.session.store.write(user="wang", kind="edit") as write:
        write.create(catalog.named("person"), made)
    return [ids.to_text(one) for one, _ in made]


def _found(office: Office) -> list[Pair]:
    pairs: list[Pair] = []
    count = duplicates.find(office.session, pairs.extend)
    assert count == len(pairs)
    return pairs


def _typo(number: str, *places: int) -> str:
    signs = list(number)
    for place in places:
        signs[place] = "1" if signs[place] != "1" else "2"
    return "".join(signs)


@pytest.mark.parametrize(
    ("first", "second", "reasons"),
    [
        ({"id_no": "E12345678"}, {"id_no": "e 1234-5678"}, ("证件号码相同", "姓名相同")),
        ({"id_no": ONE}, {"id_no": ONE[:6] + ONE[8:17]}, ("证件号码相同", "姓名相同")),
        ({"id_no": ONE}, {"id_no": _typo(ONE, 15)}, ("证件号码只差一位", "姓名相同")),
        ({"id_no": ONE}, {"id_no": _typo(ONE, 10, 16)}, ("证件号码只差两位", "姓名相同")),
        ({"birth_date": "1950-03-02"}, {"birth_date": "1950-03-02"}, ("姓名相同", "出生日期相同")),
        ({"phone": "13812345678"}, {"phone2": "02158585858、13812345678", "name": "张玮"}, None),
        (
            {"phone": "13812345678", "birth_date": "1950-03-02"},
            {"phone": "13812345678", "name": "张玮", "birth_date": "1950-03-02"},
            ("姓名同音", "出生日期相同", "电话相同"),
        ),
    ],
)
def test_what_two_people_share_is_said_in_words(
    office: Office, first: dict[str, object], second: dict[str, object], reasons: tuple[str, ...] | None
) -> None:
    both = _people(office, {"name": "张伟", **first}, {"name": "张伟", **second})
    pairs = _found(office)
    if reasons is None:
        assert pairs == []
        return
    (pair,) = pairs
    assert {pair.first, pair.second} == set(both)
    assert pair.reasons == reasons
    assert 60 <= pair.score <= 100


def test_namesakes_of_one_home_are_found_and_two_sure_numbers_keep_them_apart(office: Office) -> None:
    homes = Homes(office)
    twin, other = _people(
        office, {"name": "王小明"}, {"name": "王小明", "id_no": an_id(77, born="19331111"), "birth_date": "1933-11-11"}
    )
    with office.session.store.write(user="wang", kind="edit") as write:
        for person in (twin, other):
            stay = {"person_uid": ids.from_text(person), "dwelling_uid": homes.id["2号102"], "relation": "03"}
            write.create(catalog.named("residence"), [(ids.new_id(), {**stay, "is_actual_resident": 1})])
    pairs = _found(office)
    wang = ids.to_text(homes.id["王"])
    assert [{pair.first, pair.second} for pair in pairs if wang in (pair.first, pair.second)] == [{wang, twin}]
    assert all({pair.first, pair.second} != {wang, other} for pair in pairs)


def test_other_names_and_other_days_are_other_people(office: Office) -> None:
    _people(
        office,
        {"name": "张伟", "birth_date": "1950-03-02", "phone": "13812345678"},
        {"name": "张伟", "birth_date": "1960-03-02", "phone": "13812345678"},
        {"name": "李静", "birth_date": "1950-03-02", "phone": "13812345678"},
        {"name": "赵一", "id_no": ONE},
        {"name": "钱二", "id_no": _typo(ONE, 15)},
    )
    assert _found(office) == []


def test_a_pair_that_is_not_the_same_stays_away_until_that_is_taken_back(office: Office) -> None:
    first, second = _people(
        office, {"name": "张伟", "birth_date": "1950-03-02"}, {"name": "张伟", "birth_date": "1950-03-02"}
    )
    undoing = Undoing(office.session)
    action = kept_apart.say(office.session, second, first)
    assert kept_apart.say(office.session, first, second) == 0
    assert _found(office) == []
    assert undoing.next_undo == Step(action, "认定不是同一个人")
    assert undoing.undo().label == "认定不是同一个人"
    assert len(_found(office)) == 1
    undoing.redo()
    assert _found(office) == []
    undoing.undo()
    assert len(_found(office)) == 1
    assert undoing.next_undo is None
    assert checking.check(office.session).is_sound


def test_what_was_taken_back_elsewhere_is_told_without_doubled_words(office: Office) -> None:
    first, second = _people(office, {"name": "张伟"}, {"name": "张伟"})
    undoing = Undoing(office.session)
    merging.unmerge(office.session, merging.merge(office.session, first, second))
    assert undoing.next_undo is not None
    assert undoing.next_undo.label == "恢复 1 位居民"


def test_the_search_can_be_stopped(office: Office) -> None:
    _people(office, *({"name": "张伟", "birth_date": "1950-03-02"} for _ in range(2)))
    ctx = JobContext()
    ctx.cancel()
    with pytest.raises(Cancelled):
        duplicates.find(office.session, lambda pairs: None, ctx)
