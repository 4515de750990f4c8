"""A disk that fills up while an import writes: told in plain words, exit code 8, the store as it was.

As root on a small disk in memory, otherwise by the limit that the system sets on file sizes.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from rustpy_xlsxwriter import FastExcel

from benchmarks.people_workbook import HEADINGS, invented
from tests.flows.program import LOGIN, PASSWORD, ROOT, Office, environment, new_office

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="neither tmpfs nor file size limits there")

DISK_MB = 5
# The disk fills up behind the look at its free space: another program was quicker.
FILLS_MEANWHILE = """
import resource, sys
from storage import place
place.require_free = lambda *given: None
if sys.argv[1] != "-":
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from app.headless import main
sys.exit(main(sys.argv[2:]))
"""


def _mounted(folder: Path) -> bool:
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", folder], capture_output=True, check=False
    )
    return done.returncode == 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes; skips where none can be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if not _mounted(folder):
        pytest.skip("only root mounts a disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """More people than the disk takes."""
    path = tmp_path / "居民.xlsx"
    records = (dict(zip(HEADINGS, row, strict=True)) for row in invented(5000, 8))
    FastExcel(str(path)).sheet("人房台账", records).save()
    return path


def _import_while_it_fills(office: Office, sheet: Path, *, limit: str) -> subprocess.CompletedProcess[str]:
    common = ("--store", office.folder, "--user", LOGIN, "--password-file", "-")
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", FILLS_MEANWHILE, limit, *map(str, common), "import", str(sheet), "--json"],
        input=f"{PASSWORD}\n",
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        env=environment(),
        check=False,
    )


def _assert_unharmed(office: Office) -> None:
    assert office.json("check")["ok"] is True
    assert office.json("list", "person")["total"] == 1
    assert office.json("list", "compound")["total"] == 0
    office.json("add", "compound", "name=凌兆小区一", "address=东明路300弄")  # and it takes new records


def _with_somebody(folder: Path) -> Office:
    office = new_office(folder)
    office.json("add", "person", "name=闫英", "id_no=310115195005300754", "population_type=户籍人口")
    return office


def _assert_told(done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 8, done.stderr
    assert "磁盘" in done.stderr
    assert "Traceback" not in done.stderr
    assert '"code": 8' in done.stdout or '"code":8' in done.stdout


def test_an_import_is_not_begun_where_there_is_no_room(small_disk: Path, sheet: Path) -> None:
    office = _with_somebody(small_disk / "store")
    assert office.error("import", sheet)["code"] == 8
    _assert_unharmed(office)


def test_a_disk_that_fills_up_during_an_import_keeps_the_store(small_disk: Path, sheet: Path) -> None:
    office = _with_somebody(small_disk / "store")
    done = _import_while_it_fills(office, sheet, limit="-")
    _assert_told(done)
    _assert_unharmed(office)


def test_a_file_size_limit_met_during_an_import_keeps_the_store(tmp_path: Path, sheet: Path) -> None:
    office = _with_somebody(tmp_path / "store")
    done = _import_while_it_fills(office, sheet, limit=str(DISK_MB * 1024 * 1024))
    _assert_told(done)
    _assert_unharmed(office)
