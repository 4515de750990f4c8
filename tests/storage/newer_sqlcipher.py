"""SQLCipher's command line for files of format 4, where the installed one is older: Debian 12 has version 3.4.

Then Debian 13's program is taken from Debian's mirror, with every library it needs down to the loader, by an apt whose
lists, cache and sources are its own: the system's are neither read nor changed, nothing is installed. It is unpacked
into `build/tools/sqlcipher`, once, and started by its own loader with its own libraries. Where the mirror is out of
reach, the tests are skipped and say so.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

MIRROR = "http://deb.debian.org/debian"
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
KEPT_AT = Path(__file__).parents[2] / "build" / "tools" / "sqlcipher"
_RELEASE, _PACKAGE = "trixie", "sqlcipher"
_LONGEST_S = 600
Command = tuple[str, ...]


class Unavailable(Exception):
    """There is no SQLCipher for format 4 here; the text says why."""


def command(installed: str, *, kept_at: Path = KEPT_AT, mirror: str = MIRROR) -> Command:
    """How to start a SQLCipher that reads format 4: the installed one, else Debian 13's; raises Unavailable."""
    if reads_format_4((installed,)):
        return (installed,)
    if not kept_at.is_dir():
        _fetch(kept_at, mirror)
    return _started_by_its_loader(kept_at)


def reads_format_4(program: Command) -> bool:
    """True for SQLCipher 4 and newer; version 3 of Debian 12 does not even know the question."""
    done = _run([*program, "-batch", ":memory:", "PRAGMA cipher_version;"])
    major = done.stdout.strip().partition(".")[0]
    return major.isdecimal() and int(major) >= 4


def _fetch(kept_at: Path, mirror: str) -> None:
    """Put the unpacked packages at `kept_at`, whole or not at all; another process may be first."""
    missing = [name for name in ("apt-get", "dpkg-deb") if shutil.which(name) is None]
    if missing or not KEYRING.exists():
        raise Unavailable(f"the installed sqlcipher is older than 4, and this is no Debian ({[*missing, KEYRING]})")
    kept_at.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept_at.parent, prefix="sqlcipher-") as passing:
        root = Path(passing) / "root"
        root.mkdir()
        for package in _download(Path(passing) / "apt", mirror):
            _must(["dpkg-deb", "-x", str(package), str(root)], "unpack")
        try:
            root.rename(kept_at)
        except OSError:
            if not kept_at.is_dir():
                raise


def _download(folder: Path, mirror: str) -> list[Path]:
    """The package and all it depends on, as an apt without any installed package sees it, signatures checked."""
    for name in ("state/lists/partial", "cache/archives/partial", "parts"):
        (folder / name).mkdir(parents=True)
    (folder / "status").touch()
    (folder / "sources.list").write_text(f"deb [signed-by={KEYRING}] {mirror} {_RELEASE} main\n")
    options = {
        "Dir::State": folder / "state",
        "Dir::State::status": folder / "status",
        "Dir::Cache": folder / "cache",
        "Dir::Etc::sourcelist": folder / "sources.list",
        "Dir::Etc::sourceparts": folder / "parts",
        "Dir::Etc::preferences": folder / "preferences",
        "Dir::Etc::preferencesparts": folder / "parts",
        "APT::Sandbox::User": "root",
        "APT::Update::Error-Mode": "any",
        "Acquire::Languages": "none",
        "Acquire::http::Timeout": 20,
        "Acquire::Retries": 1,
        "Debug::NoLocking": "true",
    }
    apt = ["apt-get", "-q", *(part for name, value in options.items() for part in ("-o", f"{name}={value}"))]
    _must([*apt, "update"], f"reach {mirror}")
    _must([*apt, "install", "-y", "--download-only", "--no-install-recommends", _PACKAGE], "download it")
    return sorted((folder / "cache" / "archives").glob("*.deb"))


def _started_by_its_loader(root: Path) -> Command:
    """The program of the unpacked packages, with the loader and the libraries that came with it."""
    program, loader = root / "usr" / "bin" / "sqlcipher", next(root.glob("usr/lib/*-linux-*/ld-linux-*.so.*"), None)
    if loader is None or not program.exists():
        raise Unavailable(f"{root} holds no whole sqlcipher; remove it, and the next run fetches it anew")
    return (str(loader), "--library-path", str(loader.parent), str(program))


def _must(line: Sequence[str], doing: str) -> None:
    done = _run(line)
    if done.returncode != 0:
        told = (done.stderr or done.stdout).strip().splitlines()
        raise Unavailable(f"the installed sqlcipher is older than 4; to {doing} failed: {told[-1] if told else ''}")


def _run(line: Sequence[str]) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(line, capture_output=True, text=True, timeout=_LONGEST_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"{line[0]} did not end within {_LONGEST_S} s") from error
