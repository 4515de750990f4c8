"""A store moves to another folder, whatever moment the power goes."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from app.jobs import SILENT, JobContext, Progress
from app.stores import known_stores, moving_store
from app.stores.moving_store import CLEARING, COPYING, SETTLING, SIGNPOST, VERIFYING, TargetInside, TargetOccupied
from app.stores.session import Session
from ledger.errors import Cancelled
from storage.errors import FolderRefused, StoreInUse, StoreMissing, WrongPassword
from tests.committee import LOGIN, PASSWORD, new_store

_KILLED = """
import os, signal, sys
from pathlib import Path
from app.stores import moving_store
from app.jobs import JobContext
def heard(progress):
    if progress.phase == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)
moving_store.move(Path(sys.argv[1]), Path(sys.argv[2]), login="wang", password="Yinxing-2026", ctx=JobContext(heard))
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    store = new_store(folder)
    store.set_setting("proof", 7)
    store.close()
    (folder / "logs").mkdir(exist_ok=True)
    (folder / "logs" / "linong.jsonl").write_text("{}\n")
    return folder


def move(source: Path, target: Path, ctx: JobContext = SILENT) -> Path:
    return moving_store.move(source, target, login=LOGIN, password=PASSWORD, ctx=ctx)


def opens(folder: Path) -> Path:
    """Open the store that `folder` leads to; answers where it lies."""
    with Session.open(folder, LOGIN, PASSWORD) as session:
        assert session.store.setting("proof") == 7
        return session.store.folder


def test_the_store_is_there_afterwards_and_no_longer_here(source: Path, tmp_path: Path) -> None:
    target = tmp_path / "new" / "store"
    assert move(source, target) == target
    assert [path.name for path in source.iterdir()] == [SIGNPOST]
    assert (target / "logs" / "linong.jsonl").exists()
    assert opens(target) == target
    assert opens(source) == target  # the old place is a signpost
    assert known_stores.glimpse(source).folder == target


def test_it_can_come_back(source: Path, tmp_path: Path) -> None:
    move(source, tmp_path / "new")
    assert move(tmp_path / "new", source) == source
    assert opens(source) == source
    assert opens(tmp_path / "new") == source


@pytest.mark.parametrize("phase", [COPYING, VERIFYING, SETTLING, CLEARING])
def test_killed_at_any_step_it_stands_in_exactly_one_place(source: Path, tmp_path: Path, phase: str) -> None:
    target = tmp_path / "new"
    killed = subprocess.run([sys.executable, "-c", _KILLED, str(source), str(target), phase], check=False)
    assert killed.returncode == -signal.SIGKILL
    at = opens(source)
    assert at == (target if phase == CLEARING else source)
    left = {path.name for path in tmp_path.iterdir() if (path / "ledger.db").exists()}
    assert left == {at.name}
    assert move(source, tmp_path / "again") == tmp_path / "again"


def test_a_cancel_leaves_it_where_it_was(source: Path, tmp_path: Path) -> None:
    def heard(progress: Progress) -> None:
        if progress.phase == VERIFYING:
            ctx.cancel()

    ctx = JobContext(heard)
    with pytest.raises(Cancelled):
        move(source, tmp_path / "new", ctx)
    assert {path.name for path in tmp_path.iterdir()} == {"old"}
    assert opens(source) == source


def test_a_move_that_goes_on_is_not_cleared_up_by_another_start(source: Path, tmp_path: Path) -> None:
    seen: list[bool] = []

    def heard(progress: Progress) -> None:
        if progress.phase == SETTLING:
            moving_store.clear_up(source)
            seen.append((source / SIGNPOST).exists())

    move(source, tmp_path / "new", JobContext(heard))
    assert seen == [True]
    assert opens(source) == tmp_path / "new"


def test_what_does_not_fit_is_refused_before_anything_is_done(source: Path, tmp_path: Path) -> None:
    full = tmp_path / "full"
    full.mkdir()
    (full / "letter.txt").write_text("x")
    with pytest.raises(TargetOccupied):
        move(source, full)
    with pytest.raises(TargetInside):
        move(source, source / "deeper")
    with pytest.raises(FolderRefused):
        move(source, tmp_path / "OneDrive" / "store")
    with pytest.raises(WrongPassword):
        moving_store.move(source, tmp_path / "new", login=LOGIN, password="falsch", ctx=SILENT)
    with pytest.raises(StoreMissing):
        move(tmp_path / "nothing", tmp_path / "new")
    with Session.open(source, LOGIN, PASSWORD), pytest.raises(StoreInUse):
        move(source, tmp_path / "new")
    assert opens(source) == source
    assert not (tmp_path / "new").exists()


def test_a_copy_that_reads_differently_is_thrown_away(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from storage import files
    from storage.errors import DiskTrouble

    flush = files.flush_file

    def spoil(path: Path) -> None:
        flush(path)
        if path.name == "ledger.db":
            with path.open("r+b") as handle:
                handle.seek(100)
                handle.write(b"\0\1\2\3")

    monkeypatch.setattr(files, "flush_file", spoil)
    with pytest.raises(DiskTrouble):
        move(source, tmp_path / "new")
    assert {path.name for path in tmp_path.iterdir()} == {"old"}
    assert opens(source) == source
