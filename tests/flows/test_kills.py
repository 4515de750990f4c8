"""Kill -9 at random moments of an import, an edit, an undo, an export and a migration.

After every kill the store opens again, its check finds nothing, every acknowledged write is there and nothing stands by
halves. `LINONG_KILLS` says how many kills of each (25 without it); `dev.py soak` asks for 200.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Self

import pytest
import python_calamine
from rustpy_xlsxwriter import FastExcel

from app import checking, logs
from app.stores.session import Session
from benchmarks.people_workbook import HEADINGS, invented
from ledger import catalog, ids
from storage import schema, upgrading
from tests.flows.program import ROOT, environment, run
from tests.flows.victims import LAST_STEP, LOGIN, PASSWORD, steps
from tests.office import an_id, an_office

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no fork and no kill -9 there")

KILLS = int(os.environ.get("LINONG_KILLS", "25"))
FIRST, ALL = 60, 220  # people known before, people in the sheet that is imported under fire
PLANTED, NUMBER = "尉迟琉璃", an_id(444, born="19900101", sex=0)
OLD_EXPORT = bytes.fromhex("d0cf11e0a1b11ae1") + b"what stood here before, behind a password"
State = Counter[tuple[object, ...]]


def rows(count: int, *, changed: bool) -> Iterator[list[object]]:
    """Rows of the invented committee; `changed` gives the first ones another employer and plants one person."""
    for at, row in enumerate(invented(count, 5)):
        cells: dict[str, object] = dict(zip(HEADINGS, row, strict=True))
        if changed and at < FIRST:
            cells["工作单位"] = f"新单位{at}"
        if changed and at == count - 1:
            cells |= {"姓名": PLANTED, "身份证号": NUMBER, "性别": "女", "出生日期": "1990-01-01"}
        yield [cells[heading] for heading in HEADINGS]


def a_sheet(path: Path, count: int, *, changed: bool) -> Path:
    records = (dict(zip(HEADINGS, row, strict=True)) for row in rows(count, changed=changed))
    FastExcel(str(path)).sheet("人房台账", records).save()
    return path


class Nursery:
    """The process that forks victims; its temporary folder is one we look through afterwards."""

    def __init__(self, temporary: Path) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "tests.flows.victims"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env=environment(TMPDIR=str(temporary), HOME=str(temporary)),
            text=True,
        )

    def order(self, **order: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert isinstance(answer, dict)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        with self._process:
            self._process.stdin.close()


@dataclass
class Scene:
    """Stores to begin from, made once: with the first people, and with the second import in as well."""

    folder: Path
    nursery: Nursery
    sheet: Path
    before: Path
    after: Path
    batch: str
    person: str
    states: dict[str, State] = field(default_factory=dict)
    _count: int = 0

    def copy(self, store: Path) -> Path:
        """A store of one's own."""
        self._count += 1
        return Path(shutil.copytree(store, self.folder / "stores" / str(self._count)))


def live_state(session: Session) -> State:
    """Who and what is there, in words that do not hang on new ids."""
    found: State = Counter()
    with session.reader() as reader:
        for ledger in catalog.ALL:
            found[ledger.name,] = reader.count(ledger)
        people = reader.scan(catalog.named("person"), ("name", "id_no", "birth_date", "employer", "phone"))
        found.update(("person", *facts) for _, *facts in people)
        homes = reader.scan(catalog.named("dwelling"), ("full_address", "owner_name", "occupancy"))
        found.update(("dwelling", *facts) for _, *facts in homes)
    return found


def reopened(store: Path) -> Session:
    """The store after a kill; it must open, and its check must find nothing."""
    session = Session.open(store, LOGIN, PASSWORD)
    report = checking.check(session)
    assert report.is_sound, report.as_json()
    return session


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("kills")
    for name in ("base", "sheets", "out", "tmp", "stores"):
        (made / name).mkdir()
    return made


@pytest.fixture(scope="module")
def nursery(folder: Path) -> Iterator[Nursery]:
    with Nursery(folder / "tmp") as made:
        yield made


@pytest.fixture(scope="module")
def scene(folder: Path, nursery: Nursery) -> Iterator[Scene]:
    sheet = a_sheet(folder / "sheets" / "second.xlsx", ALL, changed=True)
    with an_office(folder / "base") as office:
        office.take_file(a_sheet(folder / "sheets" / "first.xlsx", FIRST, changed=False))
        before = live_state(office.session)
        person = office.rows("person")[0]["id"]
        assert isinstance(person, bytes)
    logs.close_log()
    made = Scene(folder, nursery, sheet, folder / "base" / "store", folder / "after", "", ids.to_text(person))
    shutil.copytree(made.before, made.after)
    answer = nursery.order(flow="import_sheet", store=str(made.after), sheet=str(sheet))
    assert answer["code"] == 0, answer
    made.batch = next(said for said in answer["said"] if said.startswith("done ")).removeprefix("done ")
    with reopened(made.after) as session:
        made.states = {"before": before, "after": live_state(session)}
    assert made.states["after"]["person",] == ALL > before["person",]
    yield made
    logs.close_log()


Judge = Callable[[Path, list[str]], None]


def kill_again_and_again(
    scene: Scene, store: Path, judge: Judge, prepare: Callable[[], None] = lambda: None, **order: object
) -> list[dict[str, Any]]:
    """Run the flow once to its end, then kill it `KILLS` times: at a time, at a statement, in a commit."""
    prepare()
    whole = scene.nursery.order(
        **order, store=str(scene.copy(store)), **({"times": 20} if order["flow"] == "edit" else {})
    )
    assert whole["code"] == 0, whole
    statements = int(next(line for line in whole["said"] if line.startswith("statements")).split()[1])
    chance = random.Random(f"{order['flow']} 20261121")  # noqa: S311 - moments, no secrets
    answers = []
    for at in range(KILLS):
        copy = scene.copy(store)
        moment: dict[str, object] = [
            {"after_s": chance.uniform(0, whole["lived"])},
            {"die_at": chance.randint(1, statements)},
            {"after_commit_s": chance.uniform(0, 0.02), "commit": chance.randint(1, 3)},
        ][at % 3]
        prepare()
        answer = scene.nursery.order(**order, **moment, store=str(copy))
        try:
            judge(copy, answer["said"])
        except AssertionError as failed:
            failed.add_note(f"{moment}: {answer}")
            raise
        shutil.rmtree(copy)
        answers.append(answer)
    assert sum(answer["killed"] for answer in answers) * 2 > KILLS, "hardly any was killed in time"
    return answers


def test_a_killed_import_is_there_whole_or_not_at_all(scene: Scene) -> None:
    outcomes: Counter[str] = Counter()

    def judge(store: Path, said: list[str]) -> None:
        with reopened(store) as session:
            found = live_state(session)
            name = next((name for name, state in scene.states.items() if state == found), "half")
            assert name != "half", found - scene.states["before"]
            assert name == "after" or not any(line.startswith("done") for line in said)
            with session.reader() as reader:
                assert len(reader.actions(kind="import")) == (2 if name == "after" else 1)
            outcomes[name] += 1

    kill_again_and_again(scene, scene.before, judge, flow="import_sheet", sheet=str(scene.sheet))
    assert outcomes["before"]


def test_killed_edits_are_there_up_to_the_last_that_was_said(scene: Scene) -> None:
    def judge(store: Path, said: list[str]) -> None:
        done = sum(line.startswith("done") for line in said)
        with reopened(store) as session, session.reader() as reader:
            row = reader.get(catalog.named("person"), ids.from_text(scene.person) or b"")
            assert row is not None
            possible = [(f"第{number}家", f"第{number}业") for number in (done - 1, done) if number >= 0]
            found = (row["employer"], row["occupation"])
            assert found in possible or (done == 0 and found[1] is None), found
            assert len(reader.actions(kind="set", limit=10_000)) in (done, done + 1)

    answers = kill_again_and_again(scene, scene.before, judge, flow="edit", person=scene.person)
    assert sum("done 0" in answer["said"] for answer in answers) > KILLS // 4


def test_a_killed_undo_has_taken_back_all_or_nothing(scene: Scene) -> None:
    def judge(store: Path, said: list[str]) -> None:
        with reopened(store) as session:
            found = live_state(session)
            is_undone = found == scene.states["before"]
            assert is_undone or found == scene.states["after"]
            assert is_undone or "done" not in said

    kill_again_and_again(scene, scene.after, judge, flow="undo_import", batch=scene.batch)


def test_a_killed_export_leaves_the_old_file_or_the_whole_new_one(scene: Scene) -> None:
    target = scene.folder / "out" / "人房.xlsx"

    def judge(store: Path, said: list[str]) -> None:
        content = target.read_bytes()
        if content == OLD_EXPORT:
            assert "done" not in said
        else:
            sheet = python_calamine.load_workbook(target).get_sheet_by_index(0)
            assert sum(1 for _ in sheet.iter_rows()) == 1 + ALL
            assert zipfile.ZipFile(target).testzip() is None
        with reopened(store) as session, session.reader() as reader:
            entered = reader.actions(kind="export")
            assert len(entered) <= 1
            assert entered or content == OLD_EXPORT, "a file without its entry in the audit"
            assert live_state(session) == scene.states["after"]

    def prepare() -> None:
        target.write_bytes(OLD_EXPORT)

    kill_again_and_again(scene, scene.after, judge, prepare, flow="export_flat", target=str(target))
    scene.nursery.order(flow="export_flat", target=str(target), store=str(scene.copy(scene.after)))
    assert [path.name for path in target.parent.iterdir()] == [target.name], "what killed exports left is swept"


def test_a_killed_migration_stands_at_a_step_and_goes_on(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schema, "VERSION", LAST_STEP)
    monkeypatch.setattr(upgrading, "STEPS", steps())

    def judge(store: Path, _said: list[str]) -> None:
        with reopened(store) as session, session.reader() as reader:
            connection = reader.connection
            assert connection.number("PRAGMA user_version") == LAST_STEP
            for number in steps():
                assert connection.number(f"SELECT count(*) FROM later{number}") == FIRST  # noqa: S608 - a number
            assert live_state(session) == scene.states["before"]

    kill_again_and_again(scene, scene.before, judge, flow="migrate")


def test_after_all_the_kills_nothing_personal_stands_in_any_file(scene: Scene) -> None:
    """What the killed programs left in stores, logs and the temporary folder, and the command line's own check."""
    store = scene.copy(scene.before)
    for at in range(5):
        die_at = 400 * (at + 1)
        scene.nursery.order(flow="import_sheet", store=str(store), sheet=str(scene.sheet), die_at=die_at)
    checked = run("--store", store, "--user", LOGIN, "--password-file", "-", "check", typed=f"{PASSWORD}\n")
    assert checked.code == 0, checked.err
    looked_at = 0
    spelt = [word.encode(code) for word in (PLANTED, NUMBER) for code in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")]
    for folder in ("stores", "after", "base/store", "tmp"):
        for path in (scene.folder / folder).rglob("*"):
            if path.is_file():
                looked_at += 1
                content = path.read_bytes()
                assert not any(word in content for word in spelt), path.relative_to(scene.folder)
                is_backup = path.suffix == ".linongbak"  # a stored zip: its content was looked at as it lies
                is_packed = content.startswith(b"PK\x03\x04") and not is_backup
                assert not is_packed, f"a workbook: {path.relative_to(scene.folder)}"
    assert looked_at > 10


def test_the_planted_person_came_in(scene: Scene) -> None:
    with reopened(scene.after) as session, session.reader() as reader:
        found = reader.find_by_keys(catalog.named("person"), ("id_no",), [(NUMBER,)])
        assert len(found[NUMBER,]) == 1
        row = reader.get(catalog.named("person"), found[NUMBER,][0])
        assert row is not None
        assert (row["name"], row["birth_date"]) == (PLANTED, date(1990, 1, 1).isoformat())
