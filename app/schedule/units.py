"""The texts that tell a system to run something every night: systemd timer and service, Windows Task Scheduler XML.

Pure: what is run, for which store, at which time goes in, texts come out. Times are Shanghai's, as everywhere in the
program, whatever zone the PC is set to. A missed run is made up for when the PC is on again. The backup runs at the
time that a person chose; the exchange with the cloud after it, each PC at a time of its own, so that a whole city does
not call at once. Writing and registering them is `installing.py`'s.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

WINDOW_MINUTES = 4 * 60
"""Over which the PCs of a city are spread."""
_AFTER_BACKUP_MINUTES = 30
_GRACE_MINUTES = 3 * 60  # from the window's end to the deadline
_AHEAD_MINUTES = 8 * 60  # Shanghai's of UTC, winter and summer
_TIME = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
_TOLD = re.compile(r"(?:OnCalendar=\*-\*-\* |<StartBoundary>2026-01-01T)(\d\d:\d\d):00( UTC)?")
USUAL_TIME = "22:00"
_NAMESPACE = "http://schemas.microsoft.com/windows/2004/02/mit/task"


@dataclass(frozen=True, slots=True)
class Work:
    """A kind of nightly work. `no_trouble`: exit codes that the system need not report; `jitter` in minutes."""

    name: str
    description: str
    told: str
    no_trouble: str
    jitter: int
    longest_hours: int


# No trouble: another program has the store, its own window perhaps; no key was left for the night.
BACKUP = Work("night", "Linong: nightly backup", "里弄台账：每晚备份", "20 21", 5, 2)
# No trouble: exchanged, with questions, refusals or attachments left; the window has the store and does it.
SYNC = Work("sync", "Linong: nightly sync", "里弄台账：每晚上报", "10 11 12 20", 10, 8)


@dataclass(frozen=True, slots=True)
class Nightly:
    """What is run every night: a program and its words, at a time `HH:MM`, for the store in `folder`."""

    command: tuple[str, ...]
    folder: Path
    at: str = USUAL_TIME
    work: Work = BACKUP

    @property
    def name(self) -> str:
        """One name for each store, without its path."""
        real = os.path.normcase(self.folder.expanduser().resolve())
        digest = hashlib.sha256(real.encode("utf-8", "surrogateescape")).hexdigest()
        return f"linong-{self.work.name}-{digest[:8]}"


def sync_time(backup_at: str, device: str) -> str:
    """When this PC calls the cloud: after its backup, spread over the window by its name at the cloud."""
    spread = int.from_bytes(hashlib.sha256(device.encode()).digest()[:8], "big") % WINDOW_MINUTES
    return _later(backup_at, _AFTER_BACKUP_MINUTES + spread)


def sync_deadline(backup_at: str) -> str:
    """When every PC of the window has to be done."""
    return _later(backup_at, _AFTER_BACKUP_MINUTES + WINDOW_MINUTES + _GRACE_MINUTES)


def _later(at: str, minutes: int) -> str:
    hour, minute = map(int, at.split(":"))
    whole = (hour * 60 + minute + minutes) % (24 * 60)
    return f"{whole // 60:02}:{whole % 60:02}"


def is_time(text: str) -> bool:
    """True for a time of day as `HH:MM`."""
    return _TIME.fullmatch(text) is not None


def time_told(content: str) -> str:
    """The time that stands in a timer or a task, `HH:MM`; "" for none. Older versions wrote the PC's own time."""
    found = _TOLD.search(content)
    if found is None or not is_time(found[1]):
        return ""
    return _later(found[1], _AHEAD_MINUTES) if found[2] else found[1]


def systemd(job: Nightly) -> Mapping[str, str]:
    """File name -> content of the user's service and timer."""
    line = " ".join(map(_systemd_word, job.command))
    service = (
        "[Unit]\n"
        f"Description={job.work.description}\n"
        "\n[Service]\n"
        "Type=oneshot\n"
        f"ExecStart={line}\n"
        f"SuccessExitStatus={job.work.no_trouble}\n"
        f"TimeoutStartSec={job.work.longest_hours}h\n"
        "Nice=10\n"
        "IOSchedulingClass=idle\n"
    )
    timer = (
        "[Unit]\n"
        f"Description={job.work.description}\n"
        "\n[Timer]\n"
        f"# {job.at} in Shanghai\n"
        f"OnCalendar=*-*-* {_later(job.at, -_AHEAD_MINUTES)}:00 UTC\n"
        "Persistent=true\n"
        f"RandomizedDelaySec={job.work.jitter}min\n"
        "\n[Install]\n"
        "WantedBy=timers.target\n"
    )
    return {f"{job.name}.service": service, f"{job.name}.timer": timer}


def windows(job: Nightly) -> str:
    """The task as XML, to be written as UTF-16; it runs with the user's own rights while they are logged on."""
    program, *words = job.command
    lines = (
        '<?xml version="1.0" encoding="UTF-16"?>',
        f'<Task version="1.3" xmlns="{_NAMESPACE}">',
        "  <RegistrationInfo>",
        f"    <Description>{job.work.told}</Description>",
        "  </RegistrationInfo>",
        "  <Triggers>",
        "    <CalendarTrigger>",
        f"      <StartBoundary>2026-01-01T{job.at}:00+08:00</StartBoundary>",
        "      <Enabled>true</Enabled>",
        f"      <RandomDelay>PT{job.work.jitter}M</RandomDelay>",
        "      <ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>",
        "    </CalendarTrigger>",
        "  </Triggers>",
        '  <Principals><Principal id="Author">',
        "    <LogonType>InteractiveToken</LogonType>",
        "    <RunLevel>LeastPrivilege</RunLevel>",
        "  </Principal></Principals>",
        "  <Settings>",
        "    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>",
        "    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>",
        "    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>",
        "    <StartWhenAvailable>true</StartWhenAvailable>",
        "    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>",
        "    <Enabled>true</Enabled>",
        "    <Hidden>false</Hidden>",
        f"    <WakeToRun>{'true' if job.work is SYNC else 'false'}</WakeToRun>",
        f"    <ExecutionTimeLimit>PT{job.work.longest_hours}H</ExecutionTimeLimit>",
        "    <Priority>7</Priority>",
        "  </Settings>",
        '  <Actions Context="Author">',
        "    <Exec>",
        f"      <Command>{escape(program)}</Command>",
        f"      <Arguments>{escape(subprocess.list2cmdline(words))}</Arguments>",
        "    </Exec>",
        "  </Actions>",
        "</Task>",
    )
    return "\r\n".join(lines) + "\r\n"


def _systemd_word(word: str) -> str:
    """One word of ExecStart=: quoted, without anything that systemd would fill in."""
    held = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{held}"'
