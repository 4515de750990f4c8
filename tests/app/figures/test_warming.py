"""Pandas is read beside everything else, slowly while nobody waits and at once when somebody does."""

from __future__ import annotations

import subprocess
import sys

_READS = """
import sys, threading, time
from app.figures import warming
assert not warming.is_ready()
{before}
warming.begin()
warming.begin()
assert sum(one.name == "warming" for one in threading.enumerate()) == 1
{then}
while not warming.is_ready():
    time.sleep(0.01)
import gc
assert gc.isenabled()
assert not any(type(one).__name__ == "_Breather" for one in sys.meta_path)
print(sys.modules["pandas"].Series([1, 2]).sum(), flush=True)
"""


def _run(before: str = "", then: str = "") -> str:
    """What a fresh process says: only there nothing is read yet."""
    script = _READS.format(before=before, then=then)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_it_is_read_once_and_leaves_no_trace_in_the_importing() -> None:
    assert _run() == "3"


def test_it_rests_until_it_may_go_on() -> None:
    rests = "time.sleep(0.5)\nassert 'pandas.core' not in sys.modules\nwarming.rest(rests=False)"
    assert _run("warming.rest(rests=True)", rests) == "3"


def test_whoever_waits_wakes_it() -> None:
    assert _run("warming.rest(rests=True)", "warming.hurry()\nimport pandas\nassert pandas.__version__") == "3"


def test_the_end_of_the_program_waits_for_it() -> None:
    script = "from app.figures import warming\nwarming.begin()\nwarming.rest(rests=True)\nwarming.end()"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
