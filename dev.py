"""One tool for working on Linong: sets up what it needs, then runs, tests, checks, photographs or measures.

Standard library only, Python 3.11 or later, Linux and Windows:

    python3 dev.py run           the desktop on a demo committee; without a display the main job, and pictures of it
    python3 dev.py test          all tests (arguments go to pytest)
    python3 dev.py check         format, lint, types, import rules, dependencies, licences
    python3 dev.py screenshots   pictures of every page and dialog, and what is wrong with them (a folder, --help)
    python3 dev.py bench         the figures of docs/performance.md
    python3 dev.py soak          the long repetitions
    python3 dev.py setup         only the set-up
    python3 dev.py lock          the hash locks anew (arguments go to uv, as `--upgrade`)

Everything it makes stays in this checkout: `.tools/` holds uv, `.venv/` the locked libraries. What each command then
does is left to the tools themselves; their settings are in pyproject.toml.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parent
TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
TOOLS_LOCK = ROOT / "requirements.tools.lock"
SERVER_LOCK = ROOT / "installer" / "cloud" / "requirements.lock"
PROJECT = ROOT / "pyproject.toml"
STAMP = VENV / "linong-stamp.json"
OLDEST_PYTHON = (3, 11)
BIN = "Scripts" if os.name == "nt" else "bin"
EXE = ".exe" if os.name == "nt" else ""

# What Qt's wheel loads from the system, measured in a bare Debian 12; Debian 13 resolves the same names.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW_LIBRARIES = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
}
CHINESE_FONT_FILES = (
    "wqy",
    "cjk",
    "sourcehan",
    "uming",
    "ukai",
    "simsun",
    "simhei",
    "msyh",
    "droidsansfallback",
    "harmonyos",
)
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")

# Variables of the caller's other Python environments, which would lead uv or the tools away from ours; and the one that
# keeps Python from remembering what it compiled: the tests start the program thousands of times.
FOREIGN_VARIABLES = (
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONHOME",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "UV_PYTHON",
    "UV_PROJECT_ENVIRONMENT",
    "UV_TARGET",
)


class SetupStopped(Exception):
    """The set-up cannot go on; the text tells the person at the console why and what to do."""


class Machine:
    """What dev.py asks of the computer; tests put a fake in its place."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ

    @property
    def is_linux(self) -> bool:
        return sys.platform.startswith("linux")

    @property
    def has_display(self) -> bool:
        """Whether somebody can see a window: not where Qt is told to draw into nothing, or Linux shows nothing."""
        if self.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
            return False
        return not self.is_linux or any(self.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))

    def loads(self, library: str) -> bool:
        try:
            ctypes.CDLL(library)
        except OSError:
            return False
        return True

    def finds(self, program: str) -> bool:
        return shutil.which(program) is not None

    def has_chinese_font(self) -> bool:
        if self.finds("fc-list"):
            found = subprocess.run(["fc-list", ":lang=zh", "file"], capture_output=True, text=True, check=False)
            if found.stdout.strip():
                return True
        folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
        files = (file.name.lower() for folder in folders if folder.is_dir() for file in folder.rglob("*.[to]t[fc]"))
        return any(mark in name for name in files for mark in CHINESE_FONT_FILES)

    def is_root(self) -> bool:
        return sys.platform != "win32" and os.geteuid() == 0

    def call(self, command: Sequence[str], *, show: Literal["all", "errors", "nothing"] = "all") -> int:
        """Run `command` in the checkout; its exit code, 127 when there is no such program."""
        stdout = None if show == "all" else subprocess.DEVNULL
        stderr = subprocess.DEVNULL if show == "nothing" else None
        stdin = None if show == "all" else subprocess.DEVNULL
        sys.stdout.flush()
        try:
            done = subprocess.run(
                command, cwd=ROOT, env=dict(self.environ), stdin=stdin, stdout=stdout, stderr=stderr, check=False
            )
        except FileNotFoundError:
            return 127
        return done.returncode


# --- what the system must bring ---


@dataclass(frozen=True)
class Need:
    """A thing of the operating system, the Debian packages that bring it, whether the command stops without it."""

    what: str
    packages: tuple[str, ...]
    is_required: bool


def missing_libraries(machine: Machine, libraries: Mapping[str, str]) -> tuple[str, ...]:
    """Packages of those libraries that the loader does not find."""
    return tuple(package for library, package in libraries.items() if not machine.loads(library))


TEST_PROGRAMS = (
    (("soffice", "libreoffice"), "LibreOffice, which the tests open exports with", ("libreoffice-calc-nogui",)),
    (("Xvfb",), "Xvfb, on which the tests open real windows", ("xvfb",)),
    (("sqlcipher",), "sqlcipher, which the tests open the database with", ("sqlcipher",)),
    (
        ("gnome-keyring-daemon",),
        "gnome-keyring, in which the tests keep the key of the night",
        ("gnome-keyring", "dbus"),
    ),
    (("pg_ctlcluster",), "PostgreSQL, on which the tests hold the cloud's store", ("postgresql",)),
)
"""Any of these programs, what it is for, and the packages that bring it."""


def missing_needs(machine: Machine, command: str) -> list[Need]:
    """What `command` misses on this machine; under CI=true a test run does without nothing.

    Pictures without a Chinese font would show boxes, so taking them asks for one.
    """
    if not machine.is_linux or command not in ("run", "screenshots", "test", "setup"):
        return []
    is_test, shows = command == "test", command == "screenshots"
    is_ci = machine.environ.get("CI") == "true"
    needs = [Need("Qt's system libraries", missing_libraries(machine, QT_LIBRARIES), is_test or shows)]
    if machine.environ.get("DISPLAY") or is_test:
        window = missing_libraries(machine, WINDOW_LIBRARIES)
        needs.append(Need("Qt's libraries for a window", window, is_test and is_ci))
    if not machine.has_chinese_font():
        needs.append(Need("a Chinese font", ("fonts-wqy-microhei",), shows or (is_test and is_ci)))
    if command in ("test", "setup"):
        for programs, what, packages in TEST_PROGRAMS:
            if not any(map(machine.finds, programs)):
                needs.append(Need(what, packages, is_test and is_ci))
    return [need for need in needs if need.packages]


def apt_line(packages: Iterable[str]) -> str:
    """The line a person can paste to install `packages`."""
    return f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"


def privilege(machine: Machine) -> list[str] | None:
    """What goes before apt-get: nothing for root, sudo where it asks no password, None where it may not be used."""
    if not machine.finds("apt-get"):
        return None
    if machine.is_root():
        return []
    if machine.finds("sudo") and machine.call(["sudo", "-n", "true"], show="nothing") == 0:
        return ["sudo", "-n"]
    return None


def apt_install(machine: Machine, needs: Sequence[Need]) -> None:
    """Install what may be installed, need by need, so that one unknown package name does not keep the others out."""
    prefix = privilege(machine)
    if prefix is None:
        return
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300", "-qq"]
    if machine.call([*apt, "update"], show="errors") != 0:
        say("apt-get update failed (no network?); trying with the package lists of before")
    for need in needs:
        say(f"installing {need.what} through apt: {' '.join(need.packages)}")
        machine.call([*apt, "install", "-y", "--no-install-recommends", *need.packages], show="errors")


def provide_system(machine: Machine, command: str) -> None:
    """See that the system has what `command` needs.

    Raises:
        SetupStopped: something required is missing and may not be installed from here.
    """
    missing = missing_needs(machine, command)
    if not missing:
        return
    apt_install(machine, missing)
    left = missing_needs(machine, command)
    if left:
        text = explain_missing(machine, left)
        if any(need.is_required for need in left):
            raise SetupStopped(text)
        say(f"{text}\ngoing on without")


def explain_missing(machine: Machine, needs: Sequence[Need]) -> str:
    """What is missing and the line that installs it, or the names to look for where there is no apt."""
    packages = [package for need in needs for package in need.packages]
    lines = [f"missing: {need.what} ({' '.join(need.packages)})" for need in needs]
    if machine.finds("apt-get"):
        lines += ["to install it, run:", f"    {apt_line(packages)}"]
    else:
        lines.append("this system has no apt; please install what its own package tool calls these Debian packages")
    return "\n".join(lines)


# --- uv and the locked libraries ---


def digest(*paths: Path) -> str:
    """A short hash over the contents of `paths`, the same for both kinds of line end."""
    data = b"\0".join(path.read_bytes().replace(b"\r\n", b"\n") for path in paths)
    return hashlib.sha256(data).hexdigest()[:16]


def child_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment for uv and the tools: without foreign Pythons, and with a cache this user may write."""
    env = {name: value for name, value in environ.items() if name not in FOREIGN_VARIABLES}
    env["UV_PYTHON_DOWNLOADS"] = "never"
    env["PYTHONUTF8"] = "1"
    for ours, pips in (("UV_DEFAULT_INDEX", "PIP_INDEX_URL"), ("SSL_CERT_FILE", "PIP_CERT")):
        if pips in env:
            env.setdefault(ours, env[pips])
    if "UV_CACHE_DIR" not in env and not is_own_folder(Path(env.get("XDG_CACHE_HOME") or Path.home())):
        env["UV_CACHE_DIR"] = env["PIP_CACHE_DIR"] = str(TOOLS / "cache")
    return env


def is_own_folder(folder: Path) -> bool:
    """Whether `folder` is this user's to write; root would leave files a plain user cannot change."""
    if not os.access(folder, os.W_OK):
        return False
    return sys.platform == "win32" or folder.stat().st_uid == os.geteuid()


def provide_uv(machine: Machine) -> Path:
    """The path of uv, installed by hash into `.tools/` at the first call.

    Raises:
        SetupStopped: there is neither venv nor pip to install it with, or no network.
    """
    home = TOOLS / f"uv-{digest(TOOLS_LOCK)}"
    program = home / BIN / f"uv{EXE}"
    if program.exists():
        return program
    fresh = home.with_suffix(".part")
    shutil.rmtree(fresh, ignore_errors=True)
    if machine.call(uv_installer(machine, fresh)) != 0:
        raise SetupStopped(NO_DOWNLOAD.format(what="uv"))
    shutil.rmtree(home, ignore_errors=True)
    fresh.rename(home)
    return program


def uv_installer(machine: Machine, home: Path) -> list[str]:
    """The command that puts uv into `home`, through a venv with pip, or a system pip where venv is incomplete."""
    options = [
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--only-binary=:all:",
        "--require-hashes",
        "-r",
        str(TOOLS_LOCK),
    ]
    if not has_module(machine, "ensurepip"):
        if has_module(machine, "pip"):
            return [sys.executable, "-m", "pip", *options, "--target", str(home)]
        need = Need("Python's venv module", ("python3-venv",), is_required=True)
        apt_install(machine, [need])
        if not has_module(machine, "ensurepip"):
            raise SetupStopped(explain_missing(machine, [need]))
    if machine.call([sys.executable, "-m", "venv", "--clear", str(home)]) != 0:
        raise SetupStopped(f"Python could not make an environment in {home}; see the lines above")
    return [str(home / BIN / f"python{EXE}"), "-m", "pip", *options]


def has_module(machine: Machine, name: str) -> bool:
    """Asked of a new process, so that what apt has just installed counts."""
    probe = "import ensurepip; ensurepip.version()" if name == "ensurepip" else f"import {name}"
    return machine.call([sys.executable, "-c", probe], show="nothing") == 0


def wanted_stamp() -> dict[str, str]:
    """What `.venv` must have been made from; `base` parts ask for a new one, the others for an update."""
    return {
        "base": f"{sys.version.split()[0]} {sys.base_prefix} {ROOT}",
        "libraries": digest(LOCK),
        "project": digest(PROJECT),
    }


def read_stamp() -> dict[str, str]:
    """What `.venv` was made from; empty when it is missing or half made."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def provide_venv(machine: Machine, wanted: Mapping[str, str], found: Mapping[str, str]) -> None:
    """Make or update `.venv` from the hash lock; the stamp is written last, so a broken run is done again.

    Raises:
        SetupStopped: a step failed, most often for want of a network.
    """
    uv = str(provide_uv(machine))
    python = str(VENV / BIN / f"python{EXE}")
    STAMP.unlink(missing_ok=True)
    if found.get("base") != wanted["base"] or not Path(python).exists():
        if machine.call([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(VENV)]) != 0:
            raise SetupStopped(f"uv could not make {VENV}; see the lines above")
        found = {}
    if found.get("libraries") != wanted["libraries"]:
        say("installing the locked libraries (the first time some 250 MB)")
    if machine.call([uv, "pip", "sync", "--quiet", "--require-hashes", "--python", python, str(LOCK)]) != 0:
        raise SetupStopped(NO_DOWNLOAD.format(what="the locked libraries"))
    editable = ["--no-deps", "--no-build-isolation", "--offline", "--editable", str(ROOT)]
    if machine.call([uv, "pip", "install", "--quiet", "--python", python, *editable]) != 0:
        raise SetupStopped("the project itself could not be installed; see the lines above")
    STAMP.write_text(json.dumps(dict(wanted)), encoding="utf-8")


NO_DOWNLOAD = (
    "{what} could not be installed; the lines above say why.\n"
    "Without a network: connect once, later runs need none. Behind a proxy: set HTTPS_PROXY. With a package mirror:\n"
    "set PIP_INDEX_URL. With a certificate authority of your own: set PIP_CERT to its file."
)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one dev.py at a time set up this checkout; a second one waits and then finds the work done."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "lock").open("a+b") as handle:
        if sys.platform == "win32":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def provide_python(machine: Machine) -> None:
    """See that `.venv` stands as the lock says; quick when nothing changed.

    Raises:
        SetupStopped: the checkout is not this user's, or a step failed.
    """
    wanted = wanted_stamp()
    if read_stamp() == wanted:
        return
    try:
        with alone():
            found = read_stamp()
            if found != wanted:
                provide_venv(machine, wanted, found)
    except PermissionError as error:
        raise SetupStopped(
            f"{error.filename} is not yours to write: this checkout was set up by somebody else.\n"
            "Work in a clone of your own (clones do not disturb each other), or let its owner remove .tools and .venv."
        ) from error


# --- commands ---


def say(text: str) -> None:
    """Print a message of dev.py itself, so that it stands in order with its children's lines."""
    print(text, flush=True)


def in_venv(program: str, *arguments: str) -> list[str]:
    """The command line of a program of `.venv`."""
    return [str(VENV / BIN / f"{program}{EXE}"), *arguments]


def pytest_arguments(arguments: Sequence[str], cores: int) -> list[str]:
    """Two workers at most, unless the caller says otherwise or wants to see one process.

    A worker that dies ends the run: pytest-xdist would give its test to the next one, and then wait for ever.
    """
    alone_or_own = ("-n", "--numprocesses", "--pdb", "--trace", "-s", "--capture=no", "no:xdist", "--dist")
    if cores < 2 or any(argument.startswith(alone_or_own) for argument in arguments):
        return list(arguments)
    return ["-n", "2", "--dist", "loadfile", "--max-worker-restart", "0", *arguments]


def steps_of(machine: Machine, command: str, arguments: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Heading and command line of each step of `command`."""
    if command == "check":
        return [
            ("ruff format", in_venv("ruff", "format", "--check", ".")),
            ("ruff", in_venv("ruff", "check", ".")),
            ("mypy", in_venv("mypy")),
            ("import rules", in_venv("lint-imports")),
            ("dependencies", in_venv("deptry", ".")),
            ("licences", in_venv("python", "installer/licences.py")),
        ]
    if command == "run":
        return run_steps(machine, arguments)
    modules = {"bench": "benchmarks", "soak": "benchmarks.soak", "screenshots": "ui.screens"}
    if command in modules:
        return [(command, in_venv("python", "-m", modules[command], *arguments))]
    if command == "test":
        return [("tests", in_venv("python", "-m", "pytest", *pytest_arguments(arguments, os.cpu_count() or 1)))]
    return []


def run_steps(machine: Machine, arguments: Sequence[str]) -> list[tuple[str, list[str]]]:
    """The desktop where it can be seen; else the main job, two PCs with their cloud, and pictures of the desktop."""
    if machine.has_display:
        return [("run", in_venv("python", "-m", "ui.main", "--demo", *arguments))]
    steps = [("run", in_venv("python", "-m", "app.demo_run", *arguments))]
    steps.append(("exchange", in_venv("python", "-m", "app.exchange_run")))
    if not machine.is_linux or not missing_libraries(machine, QT_LIBRARIES):
        steps.append(("screenshots", in_venv("python", "-m", "ui.screens")))
    return steps


def lock(machine: Machine, arguments: Sequence[str]) -> int:
    """Write the hash locks anew, bring `.venv` up to them and the notices with it."""
    with alone():
        uv = str(provide_uv(machine))
    options = ["--quiet", "--universal", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"]
    options += [
        "--python-version",
        ".".join(map(str, OLDEST_PYTHON)),
        "--custom-compile-command",
        "python3 dev.py lock",
    ]
    everything = ["pyproject.toml", "--extra", "cloud", "--group", "dev"]
    server = [str(SERVER_LOCK.with_suffix(".in").relative_to(ROOT)), "--constraints", LOCK.name]
    for sources, target in ((everything, LOCK), (["--group", "tools"], TOOLS_LOCK), (server, SERVER_LOCK)):
        place = str(target.relative_to(ROOT))
        code = machine.call([uv, "pip", "compile", *sources, *options, *arguments, "-o", place])
        if code != 0:
            return code
    provide_python(machine)
    return machine.call(in_venv("python", "installer/licences.py", "--notices"))


def perform(machine: Machine, steps: Iterable[tuple[str, Sequence[str] | Callable[[], int]]]) -> int:
    """Run every step, also after a failed one; print a summary; the first exit code that is not 0."""
    outcomes = []
    for title, action in steps:
        say(f"== {title}")
        begin = time.perf_counter()
        code = action() if callable(action) else machine.call(action)
        outcomes.append((title, code, time.perf_counter() - begin))
        say(f"-- {title}: {'ok' if code == 0 else f'exit code {code}'}, {outcomes[-1][2]:.1f} s")
    if len(outcomes) > 1:
        say("== summary")
        for title, code, seconds in outcomes:
            say(f"{'ok    ' if code == 0 else 'FAILED'} {seconds:7.1f} s  {title}")
    return next((code for _, code, _ in outcomes if code != 0), 0)


def set_up(machine: Machine, command: str) -> int:
    """Provide what `command` needs."""
    provide_system(machine, command)
    provide_python(machine)
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Parse, set up, run; the exit code is the command's own, 1 when the set-up stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("run", "test", "screenshots", "check", "bench", "soak", "setup", "lock"))
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="passed on")
    chosen = parser.parse_args(argv)
    if sys.version_info < OLDEST_PYTHON:
        oldest = ".".join(map(str, OLDEST_PYTHON))
        say(f"Linong needs Python {oldest} or later; {sys.executable} is {sys.version.split()[0]}")
        return 1
    environ = child_environment(os.environ)
    if chosen.command in ("screenshots", "test"):
        environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    machine = Machine(environ)
    try:
        if chosen.command == "lock":
            return perform(machine, [("lock", lambda: lock(machine, chosen.arguments))])
        code = perform(machine, [("set-up", lambda: set_up(machine, chosen.command))])
        return code or perform(machine, steps_of(machine, chosen.command, chosen.arguments))
    except SetupStopped as stop:
        say(f"\nset-up stopped\n{stop}")
        return 1


if __name__ == "__main__":
    sys.exit(main())
