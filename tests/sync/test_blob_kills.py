"""The program is killed before any statement about attachments: the next start goes on to the last byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cloud.places.memory import MemoryPlace
from storage.attachments import blob_file
from storage.database import Connection
from storage.store import Store
from tests.cloud.callers import House
from tests.committee import LOGIN, PASSWORD
from tests.sync.exchange import Pc
from tests.sync.test_blobs import PHOTO, attach, has, open_original


class Killed(BaseException):
    """The program is gone."""


def killed_at(pc: Pc, nth: int, image: Path, monkeypatch: pytest.MonkeyPatch) -> bool:
    """A round of a PC that ends before its nth statement about attachments; the disk as it is then goes to `image`."""
    count = 0

    def counted(real: object) -> object:
        def run(self: Connection, *args: object, **named: object) -> object:
            nonlocal count
            if self.path.name == blob_file.NAME:
                count += 1
                if count == nth:
                    shutil.copytree(pc.store.folder, image)
                    raise Killed
            return real(self, *args, **named)  # type: ignore[operator]

        return run

    with monkeypatch.context() as patched:
        for name in ("run", "run_many", "rows", "row"):
            patched.setattr(Connection, name, counted(getattr(Connection, name)))
        try:
            pc.sync()
        except Killed:
            return True
    return False


def started_again(house: House, image: Path, name: str) -> Pc:
    return Pc(house, image, name, store=Store.open(image, account=LOGIN, password=PASSWORD))


def _whole_in_the_end(pc: Pc) -> None:
    for _ in range(4):
        if not pc.synced().blobs.left:
            return
        pc.house.time.ms += 10 * 60_000
    raise AssertionError


@pytest.mark.parametrize("nth", range(1, 60, 3))
def test_killed_at_any_statement_of_sending_or_fetching(
    tmp_path: Path, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House()
    object.__setattr__(house.means, "place", MemoryPlace(house.time.now_ms))
    one, other = (Pc(house, tmp_path / name, name).enrol() for name in ("one", "other"))
    attach(one, one.add(name="张三"))
    was_killed = killed_at(one, nth, tmp_path / "image of one", monkeypatch)
    assert was_killed or nth > 30
    one.store.close()
    again = started_again(house, tmp_path / "image of one" if was_killed else one.store.folder, "one")
    _whole_in_the_end(again)
    other.sync()
    open_original(other)
    was_killed = killed_at(other, nth, tmp_path / "image of other", monkeypatch)
    other.store.close()
    fetched = started_again(house, tmp_path / "image of other" if was_killed else other.store.folder, "other")
    _whole_in_the_end(fetched)
    for pc in (again, fetched):
        with pc.store.attached.blobs() as blobs:
            assert not blobs.damaged()
            pieces = blobs.connection.number("SELECT sum(length(bytes)) FROM piece")
            assert pieces == blobs.total()
        assert has(pc, PHOTO)
        assert has(pc, b"small picture")
        pc.store.close()
