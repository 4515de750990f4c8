"""Writes and registers the nightly runs with the system, says how they stand, and takes them away again.

One makes the backup; one exchanges with the cloud, on a PC that it knows and that may open the store by itself. On
Linux these are a timer and a service each of the user's own systemd, on Windows a task of the user's. Nothing needs the
rights of an administrator. What is run is a command like any other, so it can be tried by hand.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app import files
from app.schedule import units
from app.schedule.units import Nightly
from app.stores import moving_store, paths
from ledger.errors import LedgerError

Kind = Literal["systemd", "windows", ""]
Idle = Literal["no_systemd", "not_running", "not_taken", ""]
"""Why the system will not run what is installed: no systemd, the user's own is not running, or it did not take it."""
_PATIENCE_S = 20
_TASKS = "schedule"


class ScheduleUnsupported(LedgerError):
    """This system has neither systemd nor the Task Scheduler."""


class ScheduleNotRegistered(LedgerError):
    """The Task Scheduler did not take the task; `code` is what it ended with."""

    def __init__(self, code: int) -> None:
        super().__init__(f"not registered: {code}")
        self.code = code


@dataclass(frozen=True, slots=True)
class Schedule:
    """How the nightly runs stand: `files` are there when installed.

    `sync_at`: when the exchange with the cloud begins; "" where it is not arranged. `idle`: why the system will not run
    what is installed; "" where it will.
    """

    kind: Kind
    files: tuple[Path, ...]
    at: str
    sync_at: str = ""
    idle: Idle = ""

    @property
    def is_active(self) -> bool:
        """True when the system will run them."""
        return self.is_installed and not self.idle

    @property
    def is_installed(self) -> bool:
        """True when the system was told."""
        return bool(self.files)


def install(folder: Path, login: str, at: str = units.USUAL_TIME, *, device: str = "") -> Schedule:
    """Have the system back up the store in `folder` every night, as the account `login`; again replaces it.

    With `device`, what the cloud calls this PC, the exchange with the cloud is arranged too, else taken away.

    Raises:
        ScheduleUnsupported, ScheduleNotRegistered, FileNotWritten.
    """
    folder = moving_store.whereabouts(folder)
    kind = _kind()
    if not kind:
        raise ScheduleUnsupported
    opened = (*_program(), "--store", str(folder), "--user", login)
    _install(Nightly((*opened, "backup", "--scheduled"), folder, at), kind)
    if device:
        words = ("sync", "--unattended", "--deadline", units.sync_deadline(at))
        _install(Nightly((*opened, *words), folder, units.sync_time(at, device), units.SYNC), kind)
    else:
        _remove(Nightly((), folder, work=units.SYNC), kind)
    return status(folder)


def status(folder: Path) -> Schedule:
    """How the nightly runs of the store in `folder` stand."""
    folder, kind = moving_store.whereabouts(folder), _kind()
    backup, sync = (Nightly((), folder, work=work) for work in (units.BACKUP, units.SYNC))
    found, of_sync = _there(backup, kind), _there(sync, kind)
    if not found:
        return Schedule(kind, (), "")
    is_active = _is_active(backup, kind) and (not of_sync or _is_active(sync, kind))
    return Schedule(kind, (*found, *of_sync), _time_in(found), _time_in(of_sync), "" if is_active else _why_idle(kind))


def remove(folder: Path) -> bool:
    """Take the nightly runs away; False when there were none."""
    folder, kind = moving_store.whereabouts(folder), _kind()
    found = [_remove(Nightly((), folder, work=work), kind) for work in (units.BACKUP, units.SYNC)]
    return any(found)


def _install(job: Nightly, kind: Kind) -> None:
    _write(job, kind)
    if kind == "windows":
        _register_task(job)
    else:
        _systemctl("daemon-reload")
        _systemctl("enable", "--now", f"{job.name}.timer")


def _remove(job: Nightly, kind: Kind) -> bool:
    found = _there(job, kind)
    if not found:
        return False
    if kind == "windows":
        _run(("schtasks", "/Delete", "/TN", job.name, "/F"))
    else:
        _systemctl("disable", "--now", f"{job.name}.timer")
    for path in found:
        with suppress(OSError):
            path.unlink()
    if kind == "systemd":
        _systemctl("daemon-reload")
    return True


def _there(job: Nightly, kind: Kind) -> tuple[Path, ...]:
    return tuple(path for path in _paths(job, kind) if path.exists())


def _program() -> tuple[str, ...]:
    """What starts `linongctl` on this PC."""
    if getattr(sys, "frozen", False):
        beside = Path(sys.executable).with_name("linongctl.exe" if sys.platform == "win32" else "linongctl")
        return (str(beside if beside.exists() else sys.executable),)
    return sys.executable, "-m", "app.headless"


def _kind() -> Kind:
    if sys.platform == "win32":
        return "windows"
    return "systemd" if sys.platform == "linux" else ""


def _paths(job: Nightly, kind: Kind) -> tuple[Path, ...]:
    if kind == "windows":
        return (paths.user_folder() / _TASKS / f"{job.name}.xml",)
    return tuple(_systemd_folder() / name for name in units.systemd(job)) if kind else ()


def _systemd_folder() -> Path:
    return paths.user_folder().parent / "systemd" / "user"


def _write(job: Nightly, kind: Kind) -> None:
    if kind == "windows":
        (path,) = _paths(job, kind)
        files.make_folder(path.parent)
        files.write_whole(path, units.windows(job).encode("utf-16"))
        return
    files.make_folder(_systemd_folder())
    for name, content in units.systemd(job).items():
        files.write_whole(_systemd_folder() / name, content.encode())


def _register_task(job: Nightly) -> None:
    (path,) = _paths(job, "windows")
    code = _run(("schtasks", "/Create", "/TN", job.name, "/XML", str(path), "/F"))
    if code:
        with suppress(OSError):
            path.unlink()
        raise ScheduleNotRegistered(code)


def _is_active(job: Nightly, kind: Kind) -> bool:
    if kind == "windows":
        return _run(("schtasks", "/Query", "/TN", job.name)) == 0
    return _systemctl("is-active", "--quiet", f"{job.name}.timer") == 0


def _why_idle(kind: Kind) -> Idle:
    if kind != "systemd":
        return "not_taken"
    if shutil.which("systemctl") is None:
        return "no_systemd"
    return "not_taken" if _systemctl("show-environment") == 0 else "not_running"


def _time_in(found: Sequence[Path]) -> str:
    """The time that stands in the files, `HH:MM`."""
    for path in found:
        with suppress(OSError, ValueError):
            at = units.time_told(path.read_bytes().decode("utf-16" if path.suffix == ".xml" else "utf-8"))
            if at:
                return at
    return ""


def _systemctl(*words: str) -> int:
    return _run(("systemctl", "--user", *words))


def _run(command: Sequence[str]) -> int:
    """The exit code of a system's own tool; 127 where there is none, or it does not answer."""
    program = shutil.which(command[0])
    if program is None:
        return 127
    try:
        done = subprocess.run(  # noqa: S603 - the system's own tool, words of ours
            [program, *command[1:]],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE_S,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return 127
    return done.returncode
