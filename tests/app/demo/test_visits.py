"""The visits of the demo committee: as somebody would have recorded them; the due list is split between workers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from app.checking import check
from app.demo import fill, opening, visits
from app.demo.people import COLLEAGUES
from app.jobs import SILENT
from app.stores.session import Session
from app.visits import due, routes
from app.visits.recording import MADE_TO, VISIT
from ledger import clock
from tests.committee import new_session

_TOLD = ("visited_at", "kind", "result", "content", "next_visit_on", "visitor")


@contextmanager
def _made(folder: Path, *, people: int = 400, seed: int = 1) -> Iterator[Session]:
    with new_session(folder) as session:
        fill.fill(session, people=people, seed=seed, ctx=SILENT)
        assert visits.add(session, seed=seed) == _count(session)
        yield session


def _count(session: Session) -> int:
    with session.reader() as reader:
        return sum(1 for _ in reader.scan(VISIT, ()))


def _told(session: Session) -> list[tuple[object, ...]]:
    with session.reader() as reader:
        return [tuple(told) for _, *told in reader.scan(VISIT, _TOLD)]


def test_some_forty_visits_of_the_last_weeks_with_what_came_of_them(tmp_path: Path) -> None:
    with _made(tmp_path / "store") as session:
        told, today = _told(session), clock.today()
        with session.reader() as reader:
            several = Counter(visit for _, visit in reader.scan(MADE_TO, ("visit_uid",)))
        assert len(told) == 40
        days = [clock.day_of(str(at)) for at, *_ in told]
        assert today - timedelta(days=visits.DAYS) <= min(days) < today - timedelta(days=80)
        assert today - timedelta(days=7) < max(days) < today
        assert {str(result) for _, _, result, *_ in told} == {"1", "2", "3", "4", "5", "6", "7"}
        assert max(several.values()) > 1, "some were made to several people"
        late = [again for *_, again, _ in told if again and str(again) < today.isoformat()]
        assert 1 <= len(late) <= 3
        assert {str(visitor) for *_, visitor in told} == set(visits.workers(session))
        assert check(session, SILENT).is_sound


def test_the_due_list_and_the_route_are_split_between_workers(tmp_path: Path) -> None:
    with _made(tmp_path / "store", people=900) as session:
        found = due.due(session)
        own = session.user_name() or session.login
        assert {one.worker for one in found} == {own, *COLLEAGUES, ""}
        assert any(one.last for one in found), "some are due again"
        mine = due.due(session, worker=due.ME)
        assert mine
        assert len({one.building for one in mine}) < len({one.building for one in found})
        assert f"共 {len(mine)} 次走访" in str(routes.printout(session, mine))


def test_the_same_seed_makes_the_same_visits(tmp_path: Path) -> None:
    with _made(tmp_path / "a", seed=5) as one, _made(tmp_path / "b", seed=5) as other:
        assert sorted(map(str, _told(one))) == sorted(map(str, _told(other)))


def test_a_committee_of_a_few_has_a_few_visits(tmp_path: Path) -> None:
    with _made(tmp_path / "store", people=3) as session:
        assert _count(session) <= 4


def test_the_first_demo_has_them(tmp_path: Path) -> None:
    with opening.open_demo(SILENT, tmp_path / "demo") as session:
        assert _count(session) == 40
        assert opening.is_as_made(session)
