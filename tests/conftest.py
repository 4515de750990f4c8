"""What every test stands on: Qt without a display, Hypothesis profiles, and LibreOffice where it is installed."""

from __future__ import annotations

import os
import shutil

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # before anything imports Qt

import pytest
from hypothesis import HealthCheck, settings

IS_CI = os.environ.get("CI") == "true"

settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if IS_CI else "dev"))


def office_program() -> str | None:
    """The path of LibreOffice, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked `libreoffice` is skipped without LibreOffice at a desk, and fails under CI."""
    if item.get_closest_marker("libreoffice") is None or office_program() is not None:
        return
    reason = "LibreOffice is not installed; `python3 dev.py setup` installs it or prints the line that does"
    if IS_CI:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def libreoffice() -> str:
    """The path of LibreOffice; for tests marked `libreoffice`."""
    program = office_program()
    if program is None:
        pytest.skip("LibreOffice is not installed")
    return program
