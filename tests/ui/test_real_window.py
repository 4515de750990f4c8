"""A real window on a display of its own (Xvfb): the same program, the platform plugin that offices use."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.window_story import TOLD

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def display(xvfb: str) -> Iterator[str]:
    """The name of an X display that nobody else uses."""
    reading, writing = os.pipe()
    command = [xvfb, "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    with subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        with os.fdopen(reading) as numbers:
            yield f":{numbers.readline().strip()}"
        server.terminate()


@pytest.mark.xvfb
def test_composed_letters_survive_in_search_and_cells(display: str, store_folder: Path) -> None:
    environ = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "error", "-m", "tests.ui.window_story", str(store_folder)]
    told = subprocess.run(command, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=120, check=False)
    assert (told.returncode, told.stdout.strip().splitlines()[-1:]) == (0, [TOLD]), told.stderr
