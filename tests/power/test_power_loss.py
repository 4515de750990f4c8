"""The power goes while somebody works: the store opens, is sound, and holds whatever was said to be done.

`LINONG_IMAGES` says how many folders of each story are looked at, as different moments and disks leave them (14 without
it); `dev.py soak` asks for more. One that failed comes again by its number.
"""

from __future__ import annotations

import os
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.errors import LedgerError
from storage import files
from storage.database import opening
from tests.committee import new_session
from tests.power import stories
from tests.power.disk import Moment
from tests.power.recording import Recorder, recording
from tests.storage.stores import a_person, add

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files that are open have no names to change there")

IMAGES = int(os.environ.get("LINONG_IMAGES", "14"))
Story = Callable[[Recorder], None]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with some people, closed."""
    folder = tmp_path_factory.mktemp("store") / "store"
    with new_session(folder) as session:
        add(session.store, "person", *(a_person(name=f"早{number}") for number in range(stories.FIRST)))
    return folder


def recorded(story: Story, store: Path, folder: Path) -> list[Moment]:
    """The story, told once in a store of its own."""
    with recording(Path(shutil.copytree(store, folder / "store"))) as recorder:
        story(recorder)
    return recorder.moments


@pytest.fixture(scope="module")
def moments(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Story], list[Moment]]:
    """The moments of a story, which is told when it is first asked for."""
    told: dict[Story, list[Moment]] = {}

    def of(story: Story) -> list[Moment]:
        if story not in told:
            told[story] = recorded(story, store, tmp_path_factory.mktemp(story.__name__))
        return told[story]

    return of


def judge(story: Story, told: list[Moment], number: int, folder: Path) -> None:
    """Look at one of the folders that the story may leave; nothing stays of a sound one."""
    chance = random.Random(f"{story.__name__} {number}")  # noqa: S311 - no secret
    moment = chance.choice(told)
    moment.image(chance, folder)
    stories.STORIES[story](folder, moment.said)
    shutil.rmtree(folder)


@pytest.mark.parametrize("number", range(IMAGES))
@pytest.mark.parametrize("story", stories.STORIES, ids=lambda story: story.__name__)
def test_whatever_was_done_is_there_and_nothing_by_halves(
    story: Story, number: int, moments: Callable[[Story], list[Moment]], tmp_path: Path
) -> None:
    judge(story, moments(story), number, tmp_path / "image")


# -- these tests notice


def caught(story: Story, store: Path, folder: Path) -> int:
    """How many of 40 images were not as they must be, with what is planted at the moment."""
    told = recorded(story, store, folder)
    wrong = 0
    for number in range(40):
        try:
            judge(story, told, number, folder / str(number))
        except (AssertionError, LedgerError):  # a store that does not open is one that was noticed
            wrong += 1
    return wrong


@pytest.mark.parametrize("level", ["OFF", "NORMAL"])
def test_commits_that_are_not_synced_are_noticed(
    level: str, store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = tuple(one.replace("= FULL", f"= {level}") for one in opening._WRITER_SETTINGS)
    assert settings != opening._WRITER_SETTINGS
    monkeypatch.setattr(opening, "_WRITER_SETTINGS", settings)
    assert caught(stories.edit, store, tmp_path)


def test_files_that_are_not_synced_before_they_get_their_name_are_noticed(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def replaced(path: Path, content: bytes) -> None:
        beside = path.with_name(path.name + ".new")
        beside.write_bytes(content)
        beside.replace(path)
        files.flush_folder(path.parent)

    monkeypatch.setattr(files, "replace_file", replaced)
    assert caught(stories.change_passwords, store, tmp_path)
