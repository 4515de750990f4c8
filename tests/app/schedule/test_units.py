"""What a system is told to run every night: systemd takes it, Windows' XML is whole, nothing is filled in."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from app.commands import sync
from app.schedule import units
from app.schedule.units import Nightly
from ledger import clock
from tests.ledger.test_clock import Fixed

ODD = ("/bin/sh", "-c", 'echo "100%" $HOME \\ 里弄', "--user", "王")
SPACE = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@pytest.mark.parametrize("work", [units.BACKUP, units.SYNC])
def test_systemd_takes_the_units(tmp_path: Path, work: units.Work) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not there")
    job = Nightly(ODD, tmp_path, "21:45", work)
    for name, content in units.systemd(job).items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = subprocess.run(
        [analyze, "verify", "--user", *(str(tmp_path / name) for name in units.systemd(job))],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    assert job.name not in done.stderr  # no complaint about a line of ours


def test_a_missed_night_is_made_up_for_and_nothing_is_filled_in() -> None:
    service, timer = units.systemd(Nightly(ODD, Path("/store"), "21:45")).values()
    assert "OnCalendar=*-*-* 13:45:00 UTC\n" in timer
    assert "Persistent=true" in timer
    assert '"echo \\"100%%\\" $$HOME \\\\ 里弄"' in service
    assert "SuccessExitStatus=20 21" in service


@pytest.mark.parametrize("work", [units.BACKUP, units.SYNC])
def test_both_works_have_units_of_their_own(tmp_path: Path, work: units.Work) -> None:
    job = Nightly(ODD, tmp_path, "23:10", work)
    service, timer = units.systemd(job).values()
    assert f"SuccessExitStatus={work.no_trouble}" in service
    assert f"RandomizedDelaySec={work.jitter}min" in timer
    assert f"<RandomDelay>PT{work.jitter}M</RandomDelay>" in units.windows(job)
    assert job.name.startswith(f"linong-{work.name}-")


def test_the_pcs_of_a_city_are_spread_over_the_window_after_their_backup() -> None:
    times = [units.sync_time("22:00", f"d-{at:05}") for at in range(3000)]
    minutes = [(int(at[:2]) * 60 + int(at[3:]) - 22 * 60 - 30) % 1440 for at in times]
    assert (min(minutes), max(minutes)) == (0, units.WINDOW_MINUTES - 1)
    by_hour = [sum(at // 60 == hour for at in minutes) for hour in range(4)]
    assert all(650 < count < 850 for count in by_hour)
    assert units.sync_time("22:00", "d-00001") == times[1]  # the same every night
    assert units.sync_deadline("22:00") == "05:30"


@pytest.mark.parametrize("at", ["22:00", "23:45", "00:10", "07:59", "08:00"])
def test_timer_and_deadline_go_by_the_same_clock(at: str) -> None:
    begins = units.sync_time(at, "d-00001")
    timer = units.systemd(Nightly((), Path("/store"), begins, units.SYNC))[f"{_name()}.timer"]
    hour, minute = (int(part) for part in re.findall(r"\* (\d\d):(\d\d):00 UTC", timer)[0])
    starts = datetime(2026, 11, 21, hour, minute, tzinfo=UTC)
    with clock.use(Fixed(starts)):
        ends_ms = sync._deadline_ms(Namespace(deadline=units.sync_deadline(at), command="sync"))
    assert ends_ms is not None
    lasts = timedelta(milliseconds=ends_ms) - (starts - datetime.fromtimestamp(0, UTC))
    assert timedelta(hours=3) <= lasts <= timedelta(hours=7)
    assert units.time_told(timer) == begins


def _name() -> str:
    return Nightly((), Path("/store"), work=units.SYNC).name


def test_windows_gets_a_whole_task() -> None:
    text = units.windows(
        Nightly(("C:\\Program Files\\里弄\\linongctl.exe", "--store", "D:\\a & b"), Path("x"), "06:05")
    )
    task = ElementTree.fromstring(text.encode("utf-16"))  # noqa: S314 - our own text
    assert task.tag == f"{SPACE}Task"
    assert [part.tag.removeprefix(SPACE) for part in task] == [
        "RegistrationInfo", "Triggers", "Principals", "Settings", "Actions",
    ]  # fmt: skip
    found = {part.tag.removeprefix(SPACE): part.text for part in task.iter()}
    assert found["StartBoundary"] == "2026-01-01T06:05:00+08:00"
    assert found["StartWhenAvailable"] == "true"
    assert found["DisallowStartIfOnBatteries"] == "false"
    assert found["LogonType"] == "InteractiveToken"
    assert found["RunLevel"] == "LeastPrivilege"
    assert found["Command"] == "C:\\Program Files\\里弄\\linongctl.exe"
    assert found["Arguments"] == '--store "D:\\a & b"'


def test_each_store_has_a_name_of_its_own_that_tells_nothing() -> None:
    one, other = Nightly((), Path("/home/wang/台账")), Nightly((), Path("/home/wang/台账2"))
    assert one.name != other.name
    assert one.name == Nightly((), Path("/home/wang/../wang/台账")).name
    assert "wang" not in one.name


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("22:00", True), ("00:59", True), ("24:00", False), ("9:30", False), ("22:60", False), ("", False)],
)
def test_times_are_times(text: str, is_one: bool) -> None:
    assert units.is_time(text) is is_one
