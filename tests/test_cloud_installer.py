"""What an operator copies works: the server's own lock is part of the project's, every command line is understood."""

from __future__ import annotations

import itertools
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud import commands
from installer import licences

ROOT = Path(__file__).resolve().parents[1]
CLOUD = ROOT / "installer" / "cloud"
UNITS = sorted((CLOUD / "systemd").iterdir())
PAGE = ROOT / "docs" / "cloud_operation.md"
PLACES = {
    "CODE": "310115001001",
    "FOLDER": "/backup",
    "FILE": "/file",
    "DEVICE": "d-1",
    "DSN": "host=db",
    "ROLE": "worker",
}


def _name(requirement: str) -> str:
    return re.split(r"[\[>=<; ]", requirement)[0].lower().replace("_", "-")


def _versions(path: Path) -> dict[str, str]:
    packages = licences.read_lock(path.read_text(encoding="utf-8"))
    return {f"{package.name} {package.marker}": package.version for package in packages}


def test_a_server_needs_what_the_extra_names_and_what_both_sides_share() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (CLOUD / "requirements.in").read_text(encoding="utf-8").splitlines()
    wanted = {_name(one) for one in project["optional-dependencies"]["cloud"]} | {"cryptography", "typing-extensions"}
    assert {_name(line) for line in lines if line and not line.startswith("#")} == wanted


def test_the_server_s_lock_is_part_of_the_project_s() -> None:
    server, project = _versions(CLOUD / "requirements.lock"), _versions(ROOT / "requirements.lock")
    assert server
    assert {name.split()[0] for name in server} <= {name.split()[0] for name in project}
    assert set(server.values()) <= set(project.values())
    assert not any(name.startswith(("pyside6", "sqlcipher3")) for name in server)


def _command_lines() -> list[str]:
    """Every call of the program in units, image, compose file and guide."""
    found = []
    for path in (*UNITS, CLOUD / "Containerfile", CLOUD / "compose" / "compose.yaml"):
        text = path.read_text(encoding="utf-8")
        found += re.findall(r"-m cloud ([^\n>'\]]+)", text)
        found += [
            line.replace('"', "").replace(",", " ") for line in re.findall(r"(?:CMD|command:) \[([^\]]+)\]", text)
        ]
    text = PAGE.read_text(encoding="utf-8")
    found += re.findall(r"^linong-cloud (.+)$", text, re.MULTILINE)
    found += [line for line in re.findall(r"`linong-cloud ([^`]+)`", text) if " " in line or line == "migrate"]
    return found


def _spelled_out(line: str) -> Iterator[list[str]]:
    """The command lines behind one of a page: with what is optional, each of several words in turn."""
    plain = re.sub(r"\[([^\]|]*) \|[^\]]*\]", r"[\1]", line.replace("\\|", "|").replace("$$", "$"))
    words = [PLACES.get(word, word).split("|") for word in shlex.split(plain.translate({91: " ", 93: " "}))]
    yield from (list(found) for found in itertools.product(*words))


@pytest.mark.parametrize("line", _command_lines())
def test_every_command_line_is_understood(line: str) -> None:
    for words in _spelled_out(line):
        commands._parser().parse_args(words)


def test_command_lines_were_found() -> None:
    lines = _command_lines()
    assert len(lines) > 20
    assert any(line.startswith("serve") for line in lines)
    assert any(line.startswith("backup") for line in lines)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_takes_the_unit(unit: Path, tmp_path: Path) -> None:
    for each in UNITS:
        text = each.read_text(encoding="utf-8").replace("/opt/linong/venv/bin/python", "/usr/bin/env")
        (tmp_path / each.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / unit.name)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_proxy_lets_only_calls_through() -> None:
    text = (CLOUD / "compose" / "nginx.conf").read_text(encoding="utf-8")
    assert "location /v1/" in text
    assert "/metrics" not in re.sub(r"#.*", "", text)
    assert "$request_uri" not in text
    assert "$args" not in text
