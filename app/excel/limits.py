"""What a workbook may cost, and how the child process is held to it.

The figures are generous for office workbooks and small against what a hostile or broken file can ask for. The operating
system enforces memory and processor time; `sources` checks the rest before and while it reads.
"""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass

MIB = 1024 * 1024
_KILL_AFTER_S = 5  # between the signal that says "time" and the kill that says nothing


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds for reading one file."""

    memory_bytes: int = 700 * MIB  # growth of the child's address space; 100,000 rows x 30 columns take about 250 MiB
    cpu_s: int = 600  # processor time of the child; waiting for the caller costs none
    file_bytes: int = 512 * MIB
    unpacked_bytes: int = 2048 * MIB  # a million rows x 30 columns unpack to about 1.3 GiB
    ratio: int = 200  # unpacked to packed, for parts above `ratio_from_bytes`; sheets full of formats reach about 60
    ratio_from_bytes: int = 64 * MIB
    parts: int = 10_000  # files inside one zip container
    dense_cells: int = 12_000_000  # larger sheets go through the reader that needs no rectangle in memory
    cells: int = 40_000_000  # cells delivered, empty ones inside a row counted

    def to_wire(self) -> dict[str, int]:
        """Return the figures as a JSON object."""
        return asdict(self)


def restrain(limits: Limits) -> None:
    """Hold this process to `limits`, and keep it from writing a core dump (which would hold the cells in the clear)."""
    if sys.platform == "win32":
        from app.excel import limits_windows

        limits_windows.restrain(limits.memory_bytes, limits.cpu_s)
    else:
        _restrain_posix(limits)


if sys.platform != "win32":

    def _restrain_posix(limits: Limits) -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _lower(resource.RLIMIT_CPU, limits.cpu_s, slack=_KILL_AFTER_S)
        _lower(resource.RLIMIT_AS, _address_space_bytes() + limits.memory_bytes)
        if sys.platform == "linux":
            _forbid_dumps()

    def _lower(which: int, value: int, *, slack: int = 0) -> None:
        import resource

        _, hard = resource.getrlimit(which)
        ceiling = value + slack if hard == resource.RLIM_INFINITY else min(value + slack, hard)
        resource.setrlimit(which, (min(value, ceiling), ceiling))

    def _address_space_bytes() -> int:
        """Return what the process has mapped already; 256 MiB is taken where /proc does not tell."""
        import resource

        try:
            with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - pathlib costs 4 ms of the child's start
                return int(statm.read().split()[0]) * resource.getpagesize()
        except OSError:
            return 256 * MIB

    def _forbid_dumps() -> None:
        """Tell the kernel that this process is never dumped: a core pattern that is a pipe ignores RLIMIT_CORE."""
        import ctypes

        pr_set_dumpable = 4
        ctypes.CDLL(None).prctl(pr_set_dumpable, 0, 0, 0, 0)
