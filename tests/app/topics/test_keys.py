"""What no two rows of a topic ledger share: asked about where it is changed or comes back, and never else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.records.twins import AlreadyThere
from app.stores.session import Session
from app.topics import defining, rows, writing
from app.topics.refusals import TopicRefused
from app.undo import recycle_bin
from app.undo.taking_back import UndoBlocked
from app.undo.undoing import Undoing
from ledger import ids
from ledger.topics import Topic, TopicField
from tests.app.few_homes import Homes
from tests.app.topics.test_defining import _standing, _twin

_CAMERAS = Topic(
    code="cameras",
    name="摄像头",
    module="12",
    lead="管理办",
    fields=(
        TopicField(name="no", label="编号", kind="device", required=True),
        TopicField(name="place", label="位置", required=True, key=True),
        TopicField(name="maker", label="厂家"),
    ),
)


def _camera(session: Session, no: str, place: str) -> str:
    return writing.save(session, "cameras", {"no": no, "place": place}).id


@pytest.fixture
def session(homes: Homes) -> Session:
    defining.define(homes.office.session, _CAMERAS)
    return homes.office.session


def test_a_row_whose_key_another_has_too_can_be_changed_and_put_right(session: Session) -> None:
    one = _camera(session, "C-1", "东门")
    other = _twin(session, one)
    _camera(session, "C-2", "西门")
    for record in (one, other):
        assert writing.save(session, "", {"maker": "海康", "no": "C-1"}, record=record).action
    for typed in ({"no": "c-2"}, {"place": "西门"}):
        with pytest.raises(TopicRefused) as refused:
            writing.save(session, "", typed, record=other)
        assert refused.value.problems == ((*typed, "already_there"),)
    writing.save(session, "", {"no": "C-3", "place": "南门"}, record=other)
    assert [one.texts["no"] for one in rows.listing(session, "cameras").rows] == ["C-1", "C-3", "C-2"]


@pytest.mark.parametrize(("no", "place"), [("C-1", "南门"), ("C-9", " 东 门")])
def test_a_removed_row_does_not_come_back_where_another_has_one_of_its_keys_by_now(
    session: Session, no: str, place: str
) -> None:
    gone = _camera(session, "C-1", "东门")
    writing.remove(session, gone, reason="拆了")
    now = _camera(session, no, place)
    with pytest.raises(AlreadyThere) as there:
        recycle_bin.restore(session, "topic_row", gone)
    assert there.value.record_id == now
    writing.save(session, "", {"no": "C-7", "place": "北门"}, record=now)
    recycle_bin.restore(session, "topic_row", gone)
    assert rows.listing(session, "cameras").total == 2


@pytest.mark.parametrize(("no", "place"), [("C-1", "南门"), ("C-9", "东门")])
def test_a_removal_is_not_taken_back_where_another_row_has_one_of_its_keys_by_now(
    session: Session, no: str, place: str
) -> None:
    gone = _camera(session, "C-1", "东门")
    undoing = Undoing(session)
    removed = writing.remove(session, gone, reason="拆了")
    _camera(session, "C-8", "北门")
    _camera(session, no, place)
    with pytest.raises(UndoBlocked) as blocked:
        undoing.undo(action=removed.action)
    undoing.close()
    assert len(blocked.value.obstacles) == 1
    assert rows.listing(session, "cameras").total == 2, "nothing came back"


def test_a_row_that_comes_back_has_the_key_that_its_ledger_was_given_meanwhile(session: Session) -> None:
    gone = _camera(session, "C-1", "东门")
    writing.remove(session, gone, reason="拆了")
    seen = _standing(session, "cameras")
    fields = tuple(replace(one, retired=one.name == "no") for one in seen.fields)
    defining.define(session, replace(seen, fields=fields), seen=seen)
    recycle_bin.restore(session, "topic_row", gone)
    twin = _camera_without_number(session)
    with session.reader() as reader:
        back, new = rows.stored(reader, gone)["row_key"], rows.stored(reader, twin)["row_key"]
    assert back is not None
    assert back != new
    assert back == _key_of_place(session, "东门")


def _camera_without_number(session: Session) -> str:
    return writing.save(session, "cameras", {"place": "西门"}).id


def _key_of_place(session: Session, place: str) -> str | None:
    from app.records.topic_keys import row_key

    return row_key(_standing(session, "cameras"), {"id": ids.new_id(), "facts": f'{{"place":"{place}"}}'})
