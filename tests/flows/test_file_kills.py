"""Kill -9 at the statements and file steps of a backup, a change of the data key and a restoring.

`LINONG_KILLS` says at how many steps of each, spread evenly (25 without it); `dev.py soak` asks for 200, and with a
number above that of the steps it is every single one.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import checking
from app.backups import making, shelf
from app.demo import fill
from app.jobs import SILENT
from app.stores import replacing_store
from app.stores.session import Session
from ledger import catalog, ids
from storage import backup_file, rekeying
from storage.errors import KeysDamaged
from storage.keys import KeySlots
from tests.colleagues import add_colleague
from tests.committee import LOGIN, PASSWORD, new_session
from tests.flows.program import ROOT, environment

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork and no kill -9 there")

KILLS = int(os.environ.get("LINONG_KILLS", "25"))
SECOND = "Zweite#2026x"
PERSON = catalog.named("person")
PEOPLE = 30
Judge = Callable[[Path], None]


class Scene:
    """A store with two passwords and a backup of it as it was one person earlier; the process that forks victims."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.base, self.backup = folder, folder / "base", folder / "one.linongbak"
        with new_session(self.base) as session:
            fill.fill(session, people=PEOPLE, seed=3, ctx=SILENT)
            add_colleague(session.store, "second", password=SECOND)
            self.keys = session.store._key
            making.make(session, to=self.backup)
            with session.store.write(user=LOGIN, kind="add") as write:
                write.create(PERSON, [(ids.new_id(), {"name": "后来的人"})])
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "tests.flows.file_victims"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment(HOME=str(folder)),
            text=True,
        )

    def order(self, **order: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        assert self._process.stdin is not None
        with self._process:
            self._process.stdin.close()

    def kill_at_the_steps(self, flow: str, judge: Judge) -> int:
        """Run the flow to its end, then kill it at its steps; answers how many it has."""
        whole = self._run(flow, judge)
        assert whole["code"] == 0
        steps = whole["steps"]
        chosen = range(1, steps + 1) if steps <= KILLS else [1 + at * steps // KILLS for at in range(KILLS)]
        for die_at in chosen:
            answer = self._run(flow, judge, die_at=die_at)
            assert answer["killed"], (die_at, answer)
        return int(steps)

    def _run(self, flow: str, judge: Judge, **more: object) -> dict[str, Any]:
        store = self.folder / "store"
        shutil.copytree(self.base, store)
        target = self.folder / "target"
        answer = self.order(flow=flow, store=str(store), backup=str(self.backup), target=str(target), **more)
        try:
            judge(target if flow == "restore_to" else store)
        except BaseException as failed:
            failed.add_note(f"{flow} {more} {answer}")
            raise
        for path in self.folder.iterdir():
            if path.name.startswith(("store", "target")):
                shutil.rmtree(path)
        return answer


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    made = Scene(tmp_path_factory.mktemp("file_kills"))
    yield made
    made.close()


def people(folder: Path) -> int:
    """How many there are in a store that opens, is sound and whose log goes on without a gap."""
    with Session.open(folder, LOGIN, PASSWORD) as session:
        report = checking.check(session)
        assert report.is_sound, report.as_json()
        assert session.store.log_verdict().is_whole
        with session.reader() as reader:
            assert reader.actions(kind="log-gap") == []
        return report.records["person"]


def test_a_killed_backup_leaves_the_store_and_only_whole_backups(scene: Scene) -> None:
    def judge(store: Path) -> None:
        assert people(store) == PEOPLE + 1
        for path in (store / "backups").glob("*.linongbak"):
            backup_file.verify(path, lambda *_: None)
        with Session.open(store, LOGIN, PASSWORD) as session:
            making.make(session)
            found = shelf.everything(session)
            assert all(one.manifest for one in found)
        assert {path.suffix for path in (store / "backups").iterdir()} == {".linongbak"}

    assert scene.kill_at_the_steps("back_up", judge) > 20


def test_a_killed_change_of_the_keys_leaves_a_store_that_every_password_opens(scene: Scene) -> None:
    old, seen = scene.keys, set[bool]()

    def judge(store: Path) -> None:
        assert people(store) == PEOPLE + 1
        slots = KeySlots.load(store / "keys.json")
        key = slots.unwrap("second", SECOND)
        assert key.file_mark == (store / "ledger.db").read_bytes()[:16]
        is_old = key.above == old.above
        assert is_old == (key.raw == old.raw)  # the one set of keys or the other, never a mixture
        if not is_old:
            with pytest.raises(KeysDamaged):
                slots.key_under(old.above)
        seen.add(is_old)
        assert KeySlots.load(store / "keys.json.bak").spelt() == slots.spelt()
        assert not list(store.glob(f"{rekeying.COPY}*"))
        assert not (store / "keys.json.next").exists()
        if not is_old:  # the backup from before belongs to it, under a store key that it had
            with Session.open(store, LOGIN, PASSWORD) as session:
                assert [one.manifest is not None for one in shelf.everything(session)] == [True]

    assert scene.kill_at_the_steps("change_key", judge) > 60
    assert seen == {True, False}


def test_a_killed_restoring_over_a_store_leaves_the_one_or_the_other_whole(scene: Scene) -> None:
    seen: set[int] = set()

    def judge(store: Path) -> None:
        found = people(store)
        seen.add(found)
        aside = list((store / replacing_store.ASIDE).glob("*"))
        if found == PEOPLE:
            (kept,) = aside
            assert people(kept) == PEOPLE + 1
        else:
            assert not any((path / "ledger.db").exists() for path in aside)
        left = {path.name for path in store.iterdir()}
        assert not left & {replacing_store.NOTE, replacing_store.ARRIVING}

    assert scene.kill_at_the_steps("restore_over", judge) > 80
    assert seen == {PEOPLE, PEOPLE + 1}


def test_a_killed_restoring_to_a_new_folder_leaves_a_whole_store_or_none(scene: Scene) -> None:
    def judge(target: Path) -> None:
        if target.exists():
            assert people(target) == PEOPLE
        else:  # what was left beside it does not stand in the way of another try
            answer = scene.order(flow="restore_to", backup=str(scene.backup), target=str(target))
            assert answer["code"] == 0
            assert people(target) == PEOPLE

    assert scene.kill_at_the_steps("restore_to", judge) > 30
