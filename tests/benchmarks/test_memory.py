"""Peak memory of a process tree."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest

from benchmarks.memory import TreeMemory, tree

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")

PARENT = textwrap.dedent("""
    import subprocess, sys, time
    child = subprocess.Popen([sys.executable, "-c",
        "import sys, time; block = bytearray(b'1') * (60 << 20); print('big', flush=True); time.sleep(1)"])
    child.wait()
""")


def test_a_childs_memory_counts() -> None:
    process = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE)
    with process, TreeMemory(process.pid) as memory:
        process.communicate()
    assert memory.peak_mb is not None
    assert 60 < memory.peak_mb < 160


def test_the_tree_holds_children_and_forgets_the_dead() -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", "import subprocess, sys; subprocess.run([sys.executable, '-c', 'print(1); input()'])"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"1\n"
        assert len(tree(process.pid)) == 2
        process.communicate(b"\n")
    assert tree(process.pid) == {process.pid}
