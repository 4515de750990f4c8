"""What every test stands on: Qt without a display, Hypothesis profiles, and the programs that some tests start."""

from __future__ import annotations

import faulthandler
import os
import shutil
import time
from collections.abc import Iterator
from datetime import timedelta

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

import pytest
from hypothesis import HealthCheck, settings

from ledger import clock
from tests.storage import newer_sqlcipher

IS_CI = os.environ.get("CI") == "true"

settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if IS_CI else "dev"))


PROGRAMS = {"libreoffice": ("soffice", "libreoffice"), "sqlcipher": ("sqlcipher",), "xvfb": ("Xvfb",)}
"""Marker of a test -> names of the program that it starts."""


def program_of(marker: str) -> str | None:
    """The path of the program that tests with this marker start, None where it is not installed."""
    return next(filter(None, map(shutil.which, PROGRAMS[marker])), None)


MIDNIGHT = timedelta(seconds=20)
"""No test begins so shortly before midnight in Shanghai: what it makes and what it asks are of one day."""


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test waits until midnight is over; one whose program is missing is skipped at a desk and fails under CI."""
    here = clock.now().astimezone(clock.SHANGHAI)
    if (here + MIDNIGHT).date() != here.date():
        time.sleep(MIDNIGHT.total_seconds())
    missing = [name for name in PROGRAMS if item.get_closest_marker(name) is not None and program_of(name) is None]
    if not missing:
        return
    reason = f"{missing[0]} is not installed; `python3 dev.py setup` installs it or prints the line that does"
    if IS_CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(autouse=True, scope="session")
def faults() -> Iterator[None]:
    """The run's own faulthandler stays in the place of an open store's (`app.crash_report`) and is not switched off."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(faulthandler, "enable", lambda _: None)
        patch.setattr(faulthandler, "disable", lambda: None)
        yield


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """The path of LibreOffice; for tests marked `libreoffice`."""
    return _program("libreoffice")


@pytest.fixture(scope="session")
def sqlcipher() -> newer_sqlcipher.Command:
    """How to start SQLCipher's command line, of version 4 or newer; for tests marked `sqlcipher`."""
    try:
        return newer_sqlcipher.command(_program("sqlcipher"))
    except newer_sqlcipher.Unavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def xvfb() -> str:
    """The path of Xvfb; for tests marked `xvfb`."""
    return _program("xvfb")


def _program(marker: str) -> str:
    program = program_of(marker)
    if program is None:
        pytest.skip(f"{marker} is not installed")
    return program
