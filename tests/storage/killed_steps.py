"""Some work killed at its first step, in another folder at its second, and so on: a step is a call that may write.

The work is a program of a few lines in a process of its own, which forks a child for every step and kills it there. It
says how the work goes on a folder, and ends with `at_every_step(go)`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def killed_at_each_step(program: str, template: Path, *more: Path) -> list[Path]:
    """The folders that the program left: copies of `template`, killed at each step. `more`: what else it is given."""
    command = [sys.executable, "-c", program, str(template), *map(str, more)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return [_left(template, at) for at in range(1, int(done.stdout) + 1)]


def _left(template: Path, at: int) -> Path:
    return template.with_name(f"at{at}")


# -- in the program


class Steps:
    """Counts steps, and kills the process at the chosen one; at none for 0."""

    def __init__(self, killed_at: int) -> None:
        self.count, self._at = 0, killed_at

    def watch(self, owner: Any, name: str, *, afterwards: bool) -> None:
        """A call of this is a step, and another one when it is done if `afterwards`."""
        before = getattr(owner, name)

        def stepped(*given: Any, **named: Any) -> Any:
            self._step()
            answer = before(*given, **named)
            if afterwards:
                self._step()
            return answer

        setattr(owner, name, stepped)

    def _step(self) -> None:
        self.count += 1
        if self.count == self._at:
            os.kill(os.getpid(), signal.SIGKILL)


def at_every_step(go: Callable[[Path, Steps], None]) -> None:
    """Do the work once to its end, then kill it at each of its steps; prints how many there are."""
    template = Path(sys.argv[1])
    reads, writes = os.pipe()
    if not os.fork():
        steps = Steps(0)
        go(Path(shutil.copytree(template, template.with_name("counted"))), steps)
        os.write(writes, str(steps.count).encode())
        os._exit(0)
    os.close(writes)
    count = int(os.read(reads, 20))
    for at in range(1, count + 1):
        folder = Path(shutil.copytree(template, _left(template, at)))
        child = os.fork()
        if not child:
            go(folder, Steps(at))
            os._exit(0)
        assert os.waitpid(child, 0)[1] == signal.SIGKILL, at
    sys.stdout.write(str(count))
