"""Definitions of topic ledgers: none is written over one that came meanwhile; a new key looks at the rows there are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.messages import message_for
from app.stores.session import Session
from app.topics import defining, rows, writing
from app.topics.refusals import TopicKeysClash, TopicThere, TopicUnchanged
from app.undo.undoing import Undoing
from ledger import ids
from ledger.errors import ChangedBeneath
from ledger.topics import Topic, TopicField
from tests.app.few_homes import Homes

_LOAD = TopicField(name="load", label="载重")
_BOXES = Topic(
    code="boxes",
    name="快递柜",
    module="12",
    lead="管理办",
    fields=(
        TopicField(name="place", label="位置", required=True),
        TopicField(name="person", label="联系人", kind="person", level="L3", required=True),
        TopicField(name="cells", label="格数", kind="integer"),
    ),
)


def _standing(session: Session, code: str) -> Topic:
    found = defining.standing(session, code)
    assert found is not None
    return found


def _keyed(topic: Topic, *names: str) -> Topic:
    return replace(topic, fields=tuple(replace(one, key=one.name in names) for one in topic.fields))


def _row_keys(session: Session) -> dict[str, object]:
    with session.reader() as reader:
        return {str(row["id"]): row["row_key"] for row in reader.rows_by_id(defining.ROW)}


def test_a_definition_that_changed_while_it_was_designed_is_not_written_over(homes: Homes) -> None:
    session = homes.office.session
    defining.take_over(session, "lift")
    seen = _standing(session, "lift")
    defining.define(session, replace(seen, fields=(*seen.fields, _LOAD)), seen=seen)
    mine = replace(seen, name="电梯和扶梯")
    with pytest.raises(ChangedBeneath) as moved:
        defining.define(session, mine, seen=seen)
    assert moved.value.fields == ("fields",)
    assert "请重新打开看过后再改" in message_for(moved.value)
    with pytest.raises(ChangedBeneath):
        defining.propose(session, mine, seen=seen)
    now = _standing(session, "lift")
    assert (now.name, now.fields[-1], now.version) == ("电梯", _LOAD, 2)


def test_a_change_by_an_exchange_that_has_the_same_version_is_seen_too(homes: Homes) -> None:
    session = homes.office.session
    one = ids.from_text(defining.take_over(session, "lift").id) or b""
    seen = _standing(session, "lift")
    with session.reader() as reader:
        row = reader.get(defining.DEFINITION, one) or {}
    with session.store.write(user="li", kind="edit") as write:
        write.patch(defining.DEFINITION, [(one, row, {"lead": "管理办"})])
    with pytest.raises(ChangedBeneath) as moved:
        defining.define(session, replace(seen, coop="物业"), seen=seen)
    assert (moved.value.fields, moved.value.user) == (("lead",), "li")
    assert _standing(session, "lift").lead == "管理办"


def test_a_new_definition_does_not_take_the_place_of_another(homes: Homes) -> None:
    session = homes.office.session
    defining.take_over(session, "lift")
    with pytest.raises(TopicThere) as there:
        defining.define(session, replace(_BOXES, code="lift"))
    assert "“lift”的台账“电梯”" in message_for(there.value)
    with pytest.raises(TopicThere):
        defining.take_over(session, "lift")
    lift = _standing(session, "lift")
    assert len(lift.live) == len(lift.fields) > 3, "nothing was retired"
    with pytest.raises(TopicUnchanged):
        defining.define(session, lift, seen=lift)
    with pytest.raises(ChangedBeneath):
        defining.define(session, _BOXES, seen=_BOXES)


def test_a_new_key_is_refused_while_rows_say_the_same_in_it_and_tells_what(homes: Homes) -> None:
    session = homes.office.session
    topic = defining.define(session, _BOXES).id
    made = [
        writing.save(session, topic, {"place": place, "person": "王小明"}).id for place in ("东门", "东 门", "西门")
    ]
    wanted = _keyed(_BOXES, "place", "person")
    assert defining.propose(session, wanted, seen=_BOXES).clashes == ("“东门、王*明”有 2 条",)
    with pytest.raises(TopicKeysClash) as clash:
        defining.define(session, wanted, seen=_BOXES)
    assert "“东门、王*明”有 2 条" in message_for(clash.value)
    assert "小明" not in message_for(clash.value)
    assert _standing(session, "boxes").version == 1
    assert set(_row_keys(session).values()) == {None}
    writing.save(session, "", {"place": "南门"}, record=made[1])
    undoing = Undoing(session)
    done = defining.define(session, wanted, seen=_BOXES)
    given = _row_keys(session)
    assert None not in given.values()
    assert len(set(given.values())) == 3
    undoing.undo(action=done.action)
    undoing.close()
    assert set(_row_keys(session).values()) == {None}, "what the definition gave goes with it"


def test_rows_have_the_name_that_their_definition_gives_once_the_fields_of_a_key_are_moved(homes: Homes) -> None:
    session = homes.office.session
    defining.define(session, _keyed(_BOXES, "place", "person"))
    record = writing.save(session, "boxes", {"place": "东门", "person": "王小明"}).id
    before, [given] = _standing(session, "boxes"), _row_keys(session).values()
    moved = replace(before, fields=(before.fields[1], before.fields[0], before.fields[2]))
    defining.define(session, moved, seen=before)
    [now] = _row_keys(session).values()
    assert now != given
    writing.remove(session, record, reason="重写")
    writing.save(session, "boxes", {"place": "东门", "person": "王小明"})
    assert set(_row_keys(session).values()) == {now}, "as a row that is written today"


def test_rows_that_share_a_key_already_do_not_stand_in_the_way_of_another_change(homes: Homes) -> None:
    session = homes.office.session
    topic = defining.define(session, _keyed(_BOXES, "place")).id
    one = writing.save(session, topic, {"place": "东门", "person": "王小明"}).id
    _twin(session, one)
    seen = _standing(session, "boxes")
    defining.define(session, replace(seen, fields=(*seen.fields, _LOAD)), seen=seen)
    assert rows.listing(session, topic).total == 2


def _twin(session: Session, record: str) -> str:
    """The same row once more, as another PC's."""
    new = ids.new_id()
    with session.reader() as reader:
        row = rows.stored(reader, record)
    values = {name: row[name] for name in ("topic_uid", "facts", "person_uid", "row_key")}
    with session.store.write(user="li", kind="edit") as write:
        write.create(defining.ROW, [(new, values)])
    return ids.to_text(new)
