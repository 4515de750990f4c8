"""A visit as the window prepares it: what the form begins with, and what it tells before anything is written."""

from __future__ import annotations

import pytest

from app.access import Forbidden
from app.stores.session import Session
from app.stores.settings import Settings
from app.undo.undoing import Undoing
from app.visits import planning
from app.visits.recording import PERSON
from ledger import ids
from ledger.errors import FieldsRefused, RecordNotFound
from tests.app.few_homes import Homes
from tests.colleagues import LI, add_colleague


def test_a_person_begins_with_the_home_and_who_else_lives_there(homes: Homes) -> None:
    wang, child = ids.to_text(homes.id["王"]), ids.to_text(homes.id["孩"])
    begun = planning.begin(homes.office.session, "person", wang)
    assert begun.home is not None
    assert begun.home.id == ids.to_text(homes.id["2号102"])
    assert [(one.id, one.title) for one in begun.people] == [(wang, "王小明"), (child, "王*宝")]
    assert begun.ticked == (wang,)
    assert (begun.now, begun.visitor) == ("2026-11-21 12:00", "王芳")


def test_a_home_begins_with_nobody_ticked_among_several_and_an_empty_one_with_nobody(homes: Homes) -> None:
    begun = planning.begin(homes.office.session, "dwelling", ids.to_text(homes.id["2号102"]))
    assert {one.id for one in begun.people} == {ids.to_text(homes.id[one]) for one in ("王", "孩")}
    assert begun.ticked == ()
    empty = planning.begin(homes.office.session, "dwelling", ids.to_text(homes.id["2号302"]))
    assert empty.people == (), "the dead are not called on"


def test_somebody_who_lives_nowhere_begins_without_a_home(homes: Homes) -> None:
    session = homes.office.session
    with session.store.write(user="wang", kind="edit") as write:
        new = ids.new_id()
        write.create(PERSON, [(new, {"name": "陈一人", "alive": 1})])
    alone = ids.to_text(new)
    begun = planning.begin(session, "person", alone)
    assert begun.home is None
    assert begun.ticked == (alone,)
    with pytest.raises(RecordNotFound):
        planning.begin(homes.office.session, "person", ids.to_text(ids.new_id()))


def test_a_plan_tells_and_writes_nothing_until_it_is_written_as_one_action(homes: Homes) -> None:
    session, undoing = homes.office.session, Undoing(homes.office.session)
    before = session.store.last_action()
    steps = planning.plan(session, {"person_uids": ids.to_text(homes.id["王"]), "result": "1"})
    assert steps.told == ("2026-11-21 走访 王小明：已见面。", "下次走访 2026-11-28（每 7 天一次）。")
    assert session.store.last_action() == before
    action = steps.write(session)
    assert action == session.store.last_action() == before + 1
    assert len(homes.office.rows("visit")) == 2
    undoing.undo()
    assert len(homes.office.rows("visit")) == 1


def test_a_home_alone_and_what_a_result_asks_for_are_told(homes: Homes) -> None:
    home = ids.to_text(homes.id["2号302"])
    told = planning.plan(homes.office.session, {"dwelling_uid": home, "result": "4"}).told
    assert "（没有选居民）：无人居住" in told[0]
    assert "改为空置" in told[-1]


def test_what_cannot_be_is_refused_before_it_is_written(homes: Homes) -> None:
    with pytest.raises(FieldsRefused) as refused:
        planning.plan(homes.office.session, {"person_uids": ids.to_text(homes.id["王"]), "visited_at": "2026-11-22"})
    assert refused.value.problems == (("visited_at", "future"),)


def test_who_only_looks_is_offered_nothing(homes: Homes) -> None:
    store, wang = homes.office.session.store, ids.to_text(homes.id["王"])
    add_colleague(store, roles=("viewer",))
    theirs = Session(store, LI, Settings(store.folder))
    for asked in (lambda: planning.begin(theirs, "person", wang), lambda: planning.plan(theirs, {"person": wang})):
        with pytest.raises(Forbidden):
            asked()
