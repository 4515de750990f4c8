"""迁入, 迁出, 登记死亡: what ends, what begins, what stays, and who lived where on any day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app import checking, messages
from app.acts import households
from app.acts.dying import Death, plan_death
from app.acts.households import (
    HeadNeeded,
    HeadWouldLeave,
    HouseholdsApart,
    Merge,
    NotAMember,
    NothingToSplit,
    Split,
    plan_merge,
    plan_split,
)
from app.acts.moving import (
    NO_HOUSEHOLD,
    MoveIn,
    MoveOut,
    Mover,
    NobodyChosen,
    PersonDied,
    plan_move_in,
    plan_move_out,
)
from app.acts.steps import Steps
from app.records.twins import AlreadyThere
from app.undo.undoing import Undoing
from ledger import ids
from ledger.errors import FieldsRefused
from storage.rows import id_in
from tests.app.named import Town
from tests.office import an_office


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with an_office(tmp_path) as made:
        yield Town(made)


def _in(town: Town, people: list[int], home: int, on: str, **how: object) -> int:
    movers = [Mover(town.people[one]) for one in people]
    return town.do(plan_move_in(town.session, MoveIn(movers=movers, dwelling=town.homes[home], on=on, **how)))


def _out(town: Town, people: list[int], home: int, on: str, **how: object) -> int:
    wanted = MoveOut(people=[town.people[one] for one in people], dwelling=town.homes[home], on=on, **how)
    return town.do(plan_move_out(town.session, wanted))


def test_a_family_moves_in_as_one_action_with_a_household_and_its_head(town: Town) -> None:
    undoing = Undoing(town.session)
    action = _in(town, [0, 1, 2], 0, "2020-05-01")
    assert action
    assert town.living(0, "2020-04-30") == set()
    assert town.living(0, "2020-05-01") == {"林大", "林二", "林三"}
    [household] = town.households()
    stays = town.office.rows("residence")
    assert [(stay["relation"], stay["kinship"]) for stay in stays] == [("01", "02"), ("03", None), ("03", None)]
    assert {stay["household_uid"] for stay in stays} == {household["id"]}
    undoing.undo(action=action)
    assert town.living(0, "2020-05-01") == set()
    assert town.households() == []


def test_who_moves_on_leaves_the_old_home_with_its_history(town: Town) -> None:
    _in(town, [0, 1], 0, "2020-05-01")
    steps = plan_move_in(
        town.session,
        MoveIn(movers=[Mover(town.people[one]) for one in (0, 1)], dwelling=town.homes[1], on="2021-06-01"),
    )
    assert "同时结束林大、林二在 林家村1号101室 的居住" in "".join(steps.told)
    steps.write(town.session)
    assert town.living(0, "2021-05-31") == {"林大", "林二"}
    assert town.living(0, "2021-06-01") == set()
    assert town.living(1, "2021-06-01") == {"林大", "林二"}
    assert len(town.households()) == 1, "the household that was left ended"


def test_a_second_home_does_not_count_as_the_main_one(town: Town) -> None:
    _in(town, [0], 0, "2020-05-01")
    _in(town, [0], 1, "2021-05-01", leaves_old_home=False)
    assert town.living(0, "2022-01-01") == {"林大"}
    assert town.living(1, "2022-01-01") == set()


def test_new_people_are_entered_while_they_move_in(town: Town) -> None:
    child = Mover(
        typed={"name": "林小", "sex": "女", "birth_date": "2019-03-04", "id_type": "其他", "population_type": "01"}
    )
    wanted = MoveIn(movers=[Mover(town.people[0]), child], dwelling=town.homes[0], on="2020-05-01")
    steps = plan_move_in(town.session, wanted)
    assert "林小（新增）" in steps.told[0]
    steps.write(town.session)
    assert town.living(0, "2020-05-02") == {"林大", "林*"}


def test_who_lives_there_already_or_died_does_not_move_in(town: Town) -> None:
    _in(town, [0], 0, "2020-05-01")
    with pytest.raises(AlreadyThere):
        _in(town, [0], 0, "2021-05-01")
    town.do(plan_death(town.session, Death(person=town.people[0], on="2022-01-01")))
    with pytest.raises(PersonDied):
        _in(town, [0], 1, "2023-01-01")
    with pytest.raises(PersonDied):
        plan_death(town.session, Death(person=town.people[0], on="2023-01-01"))
    with pytest.raises(NobodyChosen):
        _in(town, [], 1, "2023-01-01")


@pytest.mark.parametrize(
    ("on", "rule"), [("", "required"), ("昨天", "not_a_date"), ("2019-01-01", "before_start")], ids=str
)
def test_a_day_that_cannot_be_is_refused(town: Town, on: str, rule: str) -> None:
    _in(town, [0], 0, "2020-05-01")
    with pytest.raises(FieldsRefused) as refused:
        _out(town, [0], 0, on)
    assert refused.value.problems == (("end_date", rule),)


def test_who_moves_away_is_left_out_of_lists_and_can_come_back(town: Town) -> None:
    _in(town, [0, 1], 0, "2020-05-01")
    _out(town, [1], 0, "2021-01-01", to="苏州")
    person = town.office.person("林二")
    assert (person["moved_out"], person["moved_out_to"]) == (1, "苏州")
    assert town.office.person("林大")["moved_out"] != 1
    _in(town, [1], 1, "2023-01-01")
    person = town.office.person("林二")
    assert (person["moved_out"], person["moved_out_to"]) == (0, None)
    assert (town.living(0, "2020-12-31"), town.living(0, "2021-01-01")) == ({"林大", "林二"}, {"林大"})


def test_the_household_of_a_head_who_leaves_needs_another_one(town: Town) -> None:
    _in(town, [0, 1, 2], 0, "2020-05-01")
    with pytest.raises(HeadNeeded) as needed:
        _out(town, [0], 0, "2021-01-01")
    assert "接着做户主" in messages.message_for(needed.value)
    _out(town, [0], 0, "2021-01-01", new_head=town.people[1])
    [household] = town.households()
    assert household["head_person_uid"] == town.office.person("林二")["id"]
    _out(town, [1, 2], 0, "2022-01-01")
    assert town.households() == []


def test_an_owner_who_moves_out_goes_on_owning_and_registration_may_stay(town: Town) -> None:
    movers = [Mover(town.people[0], relation="02")]
    town.do(plan_move_in(town.session, MoveIn(movers=movers, dwelling=town.homes[0], on="2015-01-01")))
    _out(town, [0], 0, "2020-01-01", keeps_registration=True)
    assert town.living(0, "2019-12-31") == {"林大"}
    assert town.living(0, "2020-01-01") == set()
    live = [
        (stay["relation"], stay["is_actual_resident"]) for stay in town.office.rows("residence") if not stay["end_date"]
    ]
    assert sorted(live) == [("02", 0), ("10", 0)]
    assert town.office.person("林大")["moved_out"] != 1


def test_a_death_ends_every_relation_and_tag_and_undoes_as_one(town: Town) -> None:
    undoing = Undoing(town.session)
    _in(town, [0, 1], 0, "2020-05-01")
    town._add("person_tag", person_uid=town.people[0], tag="独居老人", start_date="2021-01-01")
    with pytest.raises(HeadNeeded):
        plan_death(town.session, Death(person=town.people[0], on="2022-02-02"))
    steps = plan_death(town.session, Death(person=town.people[0], on="2022-02-02", new_head=town.people[1]))
    action = steps.write(town.session)
    assert town.living(0, "2022-02-01") == {"林大", "林二"}
    assert town.living(0, "2022-02-02") == {"林二"}
    assert town.office.person("林大")["alive"] == 0
    [tag] = town.office.rows("person_tag")
    assert (tag["end_date"], tag["end_reason"]) == ("2022-02-02", "死亡")
    undoing.undo(action=action)
    assert town.living(0, "2022-02-02") == {"林大", "林二"}
    assert town.office.person("林大")["alive"] != 0
    with pytest.raises(FieldsRefused):
        plan_death(town.session, Death(person=town.people[1], on="1950-01-01"))


def test_a_death_before_moving_in_is_told_of_the_day_that_was_written(town: Town) -> None:
    _in(town, [0], 0, "2020-05-01")
    with pytest.raises(FieldsRefused) as refused:
        plan_death(town.session, Death(person=town.people[0], on="2019-01-01"))
    assert refused.value.problems == (("death_date", "before_start"),)
    assert "搬离" not in messages.message_for(refused.value)


# -- properties

DAY_ONE = date(2020, 1, 1)
_moves = st.lists(
    st.tuples(
        st.sampled_from(("in", "out", "split", "merge", "death", "second")),
        st.lists(st.integers(0, 5), min_size=1, max_size=3, unique=True),
        st.integers(0, 2),
        st.integers(0, 5),
    ),
    min_size=1,
    max_size=8,
)


REFUSALS = (
    AlreadyThere,
    HeadNeeded,
    HeadWouldLeave,
    HouseholdsApart,
    NobodyChosen,
    NotAMember,
    NothingToSplit,
    PersonDied,
)


class Model:
    """Who lived where, told day by day without the program."""

    def __init__(self) -> None:
        self.spans: list[tuple[str, int, str, str]] = []
        self.days: list[str] = []

    def living(self, home: int, day: str) -> set[str]:
        return {name for name, where, start, end in self.spans if where == home and start <= day < (end or "9999")}

    def home_of(self, name: str) -> list[int]:
        return [where for who, where, _, end in self.spans if who == name and not end]

    def leave(self, name: str, day: str, home: int | None = None) -> None:
        self.spans = [
            (who, where, start, day if who == name and not end and home in (None, where) else end)
            for who, where, start, end in self.spans
        ]


@settings(max_examples=12)
@given(moves=_moves)
def test_who_lived_where_stays_right_through_any_series_of_moves(
    moves: list[tuple[str, list[int], int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    with an_office(tmp_path_factory.mktemp("town")) as made:
        town, model = Town(made), Model()
        for at, move in enumerate(moves):
            day = (DAY_ONE + timedelta(days=30 * at)).isoformat()
            model.days.append(day)
            _act(town, model, move, day)
            for seen in model.days:
                for home in range(3):
                    assert town.living(home, seen) == model.living(home, seen), (move, seen, home)
            _heads_belong(town)
        assert checking.check(town.session).is_sound


def _act(town: Town, model: Model, move: tuple[str, list[int], int, int], day: str) -> None:
    """One move in both worlds; what the program refuses changes neither."""
    kind, who, home, other = move
    names = [f"林{'大二三四五六'[one]}" for one in who]
    with suppress(*REFUSALS):
        if kind == "in":
            _in(town, who, home, day, new_head=_someone_staying(town, who))
            for name in names:
                model.leave(name, day)
                model.spans.append((name, home, day, ""))
        elif kind == "out":
            _out(town, who, home, day, new_head=_someone_staying(town, who))
            for name in names:
                model.leave(name, day, home)
        elif kind == "death":
            town.do(
                plan_death(
                    town.session, Death(person=town.people[who[0]], on=day, new_head=_someone_staying(town, who[:1]))
                )
            )
            model.leave(names[0], day)
        elif kind == "second":
            _in(town, who, home, day, leaves_old_home=False, household=NO_HOUSEHOLD)
            for name in names:
                if not model.home_of(name):
                    model.spans.append((name, home, day, ""))
        else:
            _regroup(town, kind, who, other)


def _someone_staying(town: Town, who: list[int]) -> str:
    """A member of the household that one of them heads, who is not among them."""
    leaving = {town.people[one] for one in who}
    for household in town.households():
        family = _family(town, household)
        if str(household["head_person_uid"]) and leaving & set(family):
            return next((one for one in family if one not in leaving), "")
    return ""


def _family(town: Town, household: dict[str, object]) -> list[str]:
    with town.session.reader() as reader:
        found = households.members(reader, Steps(""), household)
    return [ids.to_text(id_in(stay, "person_uid")) for stay in found]


def _regroup(town: Town, kind: str, who: list[int], other: int) -> None:
    from ledger import ids

    known = [ids.to_text(row["id"]) for row in town.households()]  # type: ignore[arg-type]
    if not known:
        return
    one = known[other % len(known)]
    people = [town.people[at] for at in who]
    if kind == "split":
        town.do(plan_split(town.session, Split(household=one, members=people, head=people[0])))
    else:
        town.do(plan_merge(town.session, Merge(into=known[0], gone=one)))


def _heads_belong(town: Town) -> None:
    """Every household that is not over has members, and its head is one of them."""
    for household in town.households():
        family = _family(town, household)
        assert family, "a household without members ended"
        assert ids.to_text(id_in(household, "head_person_uid")) in family
