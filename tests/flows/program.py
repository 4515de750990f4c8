"""Runs the real `linongctl` as its users do: a process of its own, arguments, standard input, exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.committee import new_store

ROOT = Path(__file__).parents[2]
PASSWORD = "Lane#300x"
LOGIN = "wang"
CODE, NAME = "310115012001", "凌兆第一居委会"


@dataclass(frozen=True)
class Ran:
    """What a run left: exit code and both outputs."""

    code: int
    out: str
    err: str

    @property
    def answer(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


def environment(**more: str) -> dict[str, str]:
    """The environment of a child: our sources first, UTF-8 wherever it goes."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **more}


def run(*words: str | Path, typed: str = "", folder: Path | None = None, **more: str) -> Ran:
    """Run `linongctl` with these words; `typed` is its standard input."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "app.headless", *map(str, words)],
        input=typed,
        capture_output=True,
        encoding="utf-8",
        cwd=folder or ROOT,
        env=environment(**more),
        timeout=300,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@dataclass(frozen=True)
class Office:
    """A store and whoever works with it."""

    folder: Path
    login: str = LOGIN
    password: str = PASSWORD

    def ctl(self, *words: str | Path, typed: str = "", password: str | None = None) -> Ran:
        """Run a command with the password on standard input and text output."""
        common = ("--store", self.folder, "--user", self.login, "--password-file", "-")
        return run(*common, *words, typed=f"{password or self.password}\n{typed}")

    def json(self, *words: str | Path) -> dict[str, Any]:
        """Run a command that must succeed; answers its JSON."""
        ran = self.ctl(*words, "--json")
        assert ran.code == 0, ran.err
        return ran.answer

    def error(self, *words: str | Path) -> dict[str, Any]:
        """Run a command that must fail; answers its error, which stands on standard error too."""
        ran = self.ctl(*words, "--json")
        error = ran.answer["error"]
        assert ran.code == error["code"] != 0
        assert error["message"] in ran.err
        assert "Traceback" not in ran.err
        assert isinstance(error, dict)
        return error


def new_office(folder: Path) -> Office:
    """Make a store whose password costs little to try: a test opens it a hundred times."""
    new_store(folder, code=CODE, name=NAME, login=LOGIN, user="王主任", password=PASSWORD).close()
    return Office(folder)
