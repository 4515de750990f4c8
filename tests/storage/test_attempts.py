"""Wrong passwords are counted on real stores: what they cost, what they spare, and what no clock undoes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ledger import clock
from storage.attempts import Attempts, Waits
from storage.errors import LockedOut, UnknownAccount, WrongPassword
from storage.store import Store
from tests.storage.stores import PASSWORD, a_person, add, files_of, new_store


class Hands:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def move(self, **by: int) -> None:
        self.at += timedelta(**by)


@pytest.fixture
def hands() -> Iterator[Hands]:
    moved = Hands()
    with clock.use(moved):
        yield moved


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_store(tmp_path / "store").close()
    return tmp_path / "store"


def wrong(folder: Path, login: str = "admin") -> None:
    with pytest.raises(WrongPassword):
        Store.open(folder, account=login, password="Wrong-2026!")


def locked(folder: Path, login: str = "admin", password: str = PASSWORD) -> int:
    with pytest.raises(LockedOut) as caught:
        Store.open(folder, account=login, password=password)
    return caught.value.seconds


def test_waits_grow_and_end_at_the_longest() -> None:
    waits = Waits()
    assert [waits.after(failed) for failed in (0, 4, 5, 6, 7, 10, 11, 12, 500)] == [
        0, 0, 60, 120, 240, 1920, 3600, 3600, 3600,
    ]  # fmt: skip


def test_the_fifth_wrong_password_locks_even_the_right_one_until_the_wait_is_over(folder: Path, hands: Hands) -> None:
    for _ in range(5):
        wrong(folder)
    assert locked(folder) == 60
    hands.move(seconds=59)
    assert locked(folder) == 1
    hands.move(seconds=1)
    with Store.open(folder, account="admin", password=PASSWORD) as store:
        assert store.wrong_tries == 5
    wrong(folder)  # and the count begins anew
    Store.open(folder, account="admin", password=PASSWORD).close()


def test_each_further_wrong_password_waits_longer(folder: Path, hands: Hands) -> None:
    for _ in range(5):
        wrong(folder)
    waits = []
    for _ in range(4):
        waits.append(locked(folder))
        hands.move(seconds=waits[-1])
        wrong(folder)
    assert waits == [60, 120, 240, 480]


def test_a_clock_set_back_lifts_no_wait_and_makes_none_endless(folder: Path, hands: Hands) -> None:
    for _ in range(5):
        wrong(folder)
    hands.move(days=-400)
    assert locked(folder) == 60
    hands.move(seconds=30)
    assert locked(folder) == 30
    hands.move(seconds=30)
    Store.open(folder, account="admin", password=PASSWORD).close()


def test_a_day_without_a_wrong_password_begins_the_count_anew(folder: Path, hands: Hands) -> None:
    for _ in range(4):
        wrong(folder)
    hands.move(days=1, seconds=1)
    for _ in range(4):
        wrong(folder)
    Store.open(folder, account="admin", password=PASSWORD).close()


def test_unknown_logins_wait_together_and_are_not_written_down(folder: Path, hands: Hands) -> None:
    for typed in ("Lane#300x", "nobody", "somebody", "x", "y"):
        with pytest.raises(UnknownAccount):
            Store.open(folder, account=typed, password=PASSWORD)
    assert locked(folder, "anybody") == 60
    assert "Lane#300x" not in (folder / "attempts.json").read_text()
    Store.open(folder, account="admin", password=PASSWORD).close()  # who has an account does not wait for others


def test_200_wrong_tries_open_and_harm_nothing_and_the_right_one_is_as_quick_as_ever(
    folder: Path, hands: Hands
) -> None:
    with Store.open(folder, account="admin", password=PASSWORD) as store:
        add(store, "person", a_person())
    before = files_of(folder)
    for _ in range(200):
        try:
            wrong(folder)
        except LockedOut as error:
            hands.move(seconds=error.seconds)
            wrong(folder)
    after = files_of(folder)
    assert json.loads(after.pop("attempts.json"))["failed"]["admin"]["failed"] == 200
    assert after == before
    hands.move(hours=1)
    with Store.open(folder, account="admin", password=PASSWORD) as store:
        assert store.wrong_tries == 200
    assert files_of(folder).keys() == before.keys()  # no counter is left behind


def test_a_try_counts_before_it_is_made(folder: Path, hands: Hands) -> None:
    tries = Attempts(folder, ("admin",))
    for _ in range(5):
        tries.charge("admin")  # a program killed while it derives has made its try
    assert locked(folder) == 60
    assert tries.seconds_left("admin") == 60
    assert tries.seconds_left("nobody") == 0


def test_unlocking_counts_too(folder: Path, hands: Hands) -> None:
    with Store.open(folder, account="admin", password=PASSWORD) as store:
        for _ in range(5):
            with pytest.raises(WrongPassword):
                store.verify_password("admin", "Wrong-2026!")
        with pytest.raises(LockedOut):
            store.verify_password("admin", PASSWORD)
        assert store.seconds_locked_out("admin") == 60
        store.reset_password("admin", "Neu-Lilong-9")
        store.verify_password("admin", "Neu-Lilong-9")


@pytest.mark.parametrize(
    "content",
    ["", "[]", '{"failed": 3}', '{"waits": {"free": 5, "first_s": 60, "longest_s": 3600}, "failed": {"admin": {}}}'],
)
def test_a_damaged_count_keeps_nobody_out(folder: Path, content: str) -> None:
    (folder / "attempts.json").write_text(content)
    wrong(folder)
    Store.open(folder, account="admin", password=PASSWORD).close()


@pytest.mark.parametrize("said", [{"free": 500}, {"first_s": 1}, {"longest_s": 5}, {"free": 0}])
def test_waits_milder_than_the_rule_are_not_believed(folder: Path, hands: Hands, said: dict[str, int]) -> None:
    waits = {"free": 5, "first_s": 60, "longest_s": 3600} | said
    (folder / "attempts.json").write_text(json.dumps({"waits": waits, "failed": {}}))
    for _ in range(5):
        wrong(folder)
    assert locked(folder) == 60


def test_the_committees_own_waits_hold_before_the_store_is_open(folder: Path, hands: Hands) -> None:
    with Store.open(folder, account="admin", password=PASSWORD) as store:
        store.set_waits(Waits(free=3, first_s=300, longest_s=900))
    for _ in range(3):
        wrong(folder)
    assert locked(folder) == 300
