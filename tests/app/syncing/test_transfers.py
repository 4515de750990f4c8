"""A person goes to another committee through the app: taken over once, whatever is cut off between two calls."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import messages
from app.jobs import SILENT
from app.records import editing
from app.stores.session import Session
from app.syncing import offers, rounds, transfers
from app.syncing.transfers import TransferNotFound, TransferRefused
from app.today import transfers as told
from ledger import catalog, ids
from sync.protocol import Malformed
from tests.app.syncing.office import pc
from tests.cloud.callers import CID, OTHER, House
from tests.sync.exchange import Wire

PERSON = catalog.named("person")
TYPED = {"name": "张三", "id_type": "111", "id_no": "310115199001011232", "sex": "1", "birth_date": "1990-01-01"}
TYPED |= {"population_type": "01", "phone": "13800000001", "remark": "只在这里"}


@pytest.fixture
def there(house: House, wire: Wire, tmp_path: Path) -> Iterator[Session]:
    with pc(house, tmp_path / "there", "zhao", "赵敏", cid=OTHER) as session:
        yield session


def row(session: Session, record: str):  # type: ignore[no-untyped-def]  # a row as stored
    with session.reader() as reader:
        return reader.get(PERSON, ids.from_text(record) or b"")


def test_he_arrives_with_what_may_go_and_here_it_says_where(one: Session, there: Session) -> None:
    person = editing.add(one, PERSON, TYPED)
    with pytest.raises(TransferRefused) as refused:
        transfers.offer(one, person, OTHER, "乙居委")
    assert refused.value.code == "person_unknown"
    assert rounds.sync(one).is_whole
    transfer = transfers.offer(one, person, OTHER, "乙居委")
    (waiting,) = transfers.listed(there)
    assert (waiting.id, waiting.is_incoming, waiting.name, waiting.state) == (transfer, True, "张三", "offered")
    own = transfers.accept(there, transfer)
    taken = row(there, own)
    assert (taken["id_no"], taken["phone"], taken["remark"], taken["source"]) == (
        TYPED["id_no"], "13800000001", None, "下发",
    )  # fmt: skip
    assert rounds.sync(one).is_whole
    here = row(one, person)
    assert (here["moved_out"], here["moved_out_to"]) == (1, "乙居委")
    assert [one.state for one in transfers.listed(one)] == ["accepted"]
    with pytest.raises(TransferNotFound):
        transfers.accept(there, transfer)


def test_nobody_is_offered_to_his_own_committee(one: Session) -> None:
    person = editing.add(one, PERSON, TYPED)
    assert rounds.sync(one).is_whole
    with pytest.raises(TransferRefused) as refused:
        transfers.offer(one, person, CID)
    assert refused.value.code == "own_committee"
    assert "自己" in messages.message_for(refused.value)
    assert transfers.listed(one) == []


def test_a_person_who_stands_there_already_is_not_made_twice(one: Session, there: Session) -> None:
    stands = editing.add(there, PERSON, TYPED)
    person = editing.add(one, PERSON, TYPED)
    rounds.sync(one)
    assert transfers.accept(there, transfers.offer(one, person, OTHER)) == stands


def test_an_accept_that_was_cut_off_goes_on(one: Session, there: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    person = editing.add(one, PERSON, TYPED)
    rounds.sync(one)
    transfer = transfers.offer(one, person, OTHER)

    def cut(*_: object) -> None:
        raise ZeroDivisionError

    for name in ("_answer", "_own_record"):
        with monkeypatch.context() as patched:
            patched.setattr(transfers, name, cut)
            with pytest.raises(ZeroDivisionError):
                transfers.accept(there, transfer)
    own = transfers.accept(there, transfer)
    with there.reader() as reader:
        assert [ids.to_text(found[0]) for found in reader.scan(PERSON, ())] == [own]


def _offered_and_cut_off(one: Session, monkeypatch: pytest.MonkeyPatch) -> str:
    """Somebody who is offered, without the answer ever coming back."""
    person = editing.add(one, PERSON, TYPED)
    rounds.sync(one)
    asked = transfers._asked

    def lost(*call: object) -> None:
        asked(*call)  # type: ignore[arg-type]
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(transfers, "_asked", lost)
        with pytest.raises(ZeroDivisionError):
            transfers.offer(one, person, OTHER)
    return person


def test_an_offer_that_was_cut_off_goes_on_under_its_id(
    one: Session, there: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = _offered_and_cut_off(one, monkeypatch)
    again = transfers.offer(one, person, OTHER)
    assert [waiting.id for waiting in transfers.listed(there)] == [again]


def test_he_is_sent_back_with_a_reason(one: Session, there: Session) -> None:
    person = editing.add(one, PERSON, TYPED)
    rounds.sync(one)
    transfer = transfers.offer(one, person, OTHER)
    transfers.decline(there, transfer, "不住在这里")
    (told,) = transfers.listed(one)
    assert (told.state, told.reason, told.is_incoming) == ("declined", "不住在这里", False)
    rounds.sync(one)
    assert row(one, person)["moved_out"] in (None, 0)
    assert transfers.offer(one, person, OTHER) != transfer


def test_who_is_offered_already_is_offered_again_only_once_that_is_taken_back(one: Session, there: Session) -> None:
    person = editing.add(one, PERSON, TYPED)
    rounds.sync(one)
    first = transfers.offer(one, person, OTHER, "乙居委")
    with pytest.raises(TransferRefused) as refused:
        transfers.offer(one, person, OTHER, "乙居委")
    assert refused.value.code == "already_offered"
    assert "撤回" in messages.message_for(refused.value)
    assert [waiting.id for waiting in transfers.listed(there)] == [first]
    transfers.withdraw(one, first)
    with pytest.raises(TransferNotFound):
        transfers.accept(there, first)
    second = transfers.offer(one, person, OTHER, "乙居委")
    assert {told.id: told.state for told in transfers.listed(one)} == {first: "withdrawn", second: "offered"}
    transfers.accept(there, second)
    with pytest.raises(TransferRefused) as refused:
        transfers.withdraw(one, second)
    assert refused.value.code == "transfer_answered"


def test_an_offer_that_was_cut_off_and_taken_back_is_another_one_the_next_time(
    one: Session, there: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = _offered_and_cut_off(one, monkeypatch)
    (first,) = transfers.listed(one)
    transfers.withdraw(one, first.id)
    again = transfers.offer(one, person, OTHER)
    assert again != first.id
    assert [waiting.id for waiting in transfers.listed(there) if waiting.state == "offered"] == [again]


def test_todays_list_tells_of_who_waits_without_a_line(
    one: Session, there: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [
        editing.add(one, PERSON, TYPED),
        editing.add(one, PERSON, {**TYPED, "name": "李四", "id_no": "310115199001011259"}),
    ]
    assert rounds.sync(one).is_whole
    assert transfers.look(there) == 0
    first, second = [transfers.offer(one, person, OTHER) for person in people]
    assert transfers.look(there) == 0, "asked within the hour"
    monkeypatch.setattr(offers, "are_fresh", lambda _session: False)
    assert transfers.look(there) == 2
    monkeypatch.setattr(transfers, "_asked", lambda *_: pytest.fail("the list of today asks no cloud"))
    [group] = told.tell(there, SILENT)
    assert (group.kind, group.count, group.page, group.is_due) == ("transfers", 2, "transfers", True)
    assert {line.where for line in group.lines} == {f"居委会 {CID}"}
    assert told.tell(one, SILENT) == ()
    monkeypatch.undo()
    transfers.accept(there, first)
    transfers.decline(there, second, "人不在")
    assert told.tell(there, SILENT) == ()


def test_a_cloud_that_is_away_leaves_what_is_known(
    one: Session, there: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = editing.add(one, PERSON, TYPED)
    assert rounds.sync(one).is_whole
    transfers.offer(one, person, OTHER)
    assert transfers.look(there) == 1

    def away(*_: object) -> None:
        raise Malformed("transfers")

    monkeypatch.setattr(offers, "are_fresh", lambda _session: False)
    monkeypatch.setattr(transfers, "_asked", away)
    assert transfers.look(there) == 1
