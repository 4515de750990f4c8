"""PCs of a committee as people work at them, and the cloud in memory between them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.records import editing
from app.stores.session import Session
from app.syncing import enrolling, questions, rounds, route
from app.syncing.questions import Question
from cloud import accounts
from cloud.accounts import CloudAccount
from cloud.enrolling import new_code
from ledger import catalog, ids
from ledger.clock import use
from storage.rows import Row
from sync.outcome import Outcome
from tests.cloud.callers import CID, House
from tests.committee import new_session
from tests.sync.exchange import Wire

PERSON = catalog.named("person")
URL = "https://cloud.example"


class HouseClock:
    """The PC's clock goes with the cloud's."""

    def __init__(self, house: House) -> None:
        self._house = house

    def now(self):  # type: ignore[no-untyped-def]
        from datetime import UTC, datetime

        return datetime.fromtimestamp(self._house.time.ms / 1000, UTC)


@contextmanager
def office(house: House) -> Iterator[Wire]:
    """Inside, every PC's requests go to the house, by its clock."""
    wire = Wire(house)

    def sleep(seconds: float) -> None:
        house.time.ms += int(seconds * 1000)

    with route.carried_by(lambda _: wire, sleep), use(HouseClock(house)):
        yield wire


@contextmanager
def pc(house: House, folder: Path, login: str = "wang", user: str = "王芳", *, cid: str = CID) -> Iterator[Session]:
    """A new PC with its store, which the cloud knows."""
    with new_session(folder, code=cid, login=login, user=user) as session:
        enrolling.enrol(session, URL, new_code(house.means, cid))
        yield session


def sync(session: Session) -> Outcome:
    """A round that has to be whole."""
    outcome = rounds.sync(session)
    assert outcome.is_whole, outcome
    return outcome


def edit(session: Session, record: str, **typed: str) -> None:
    editing.change(session, PERSON, record, typed)


def person(session: Session, name: str = "张三", **typed: str) -> str:
    usual = {"id_type": "990", "sex": "男", "birth_date": "1980-01-01", "population_type": "户籍"}
    return editing.add(session, PERSON, {"name": name, **usual, **typed})


def row(session: Session, record: str) -> Row:
    one = ids.from_text(record) or b""
    with session.reader() as reader:
        return reader.get_many(PERSON, [one], dead=True)[one]


def only(session: Session) -> Question:
    (found,) = questions.open_questions(session)
    return found


def settled(one: Session, other: Session) -> None:
    """The answer has come everywhere."""
    for session in (one, other, one):
        sync(session)
    assert questions.open_questions(one) == questions.open_questions(other) == []


def expel(house: House, session: Session, state: str) -> None:
    """The cloud lets a PC in no more."""
    from sync.local_side import LocalSide

    with house.store.turn(CID) as turn:
        device = turn.device(LocalSide(session.store).facts().device)
        assert device is not None
        turn.put_device(replace(device, state=state, since=house.means.now_text()))  # type: ignore[arg-type]


def stop(house: House, login: str, cid: str = CID, *, after_ms: int = 1000) -> None:
    """From so long after the last call on nothing of this account is taken; commands go by the clock of the PC."""
    house.time.ms += after_ms
    with house.store.turn(cid) as turn:
        accounts.stop(turn, login, house.means.now_text(), cid, None)
    house.time.ms += 1000


def let_in_again(house: House, login: str, cid: str = CID) -> None:
    """The account may work again."""
    with house.store.turn(cid) as turn:
        accounts.put(turn, CloudAccount(login, state="active"), cid, None)
