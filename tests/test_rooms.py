"""Every import rule of pyproject.toml holds in a clean skeleton of the rooms and fails on one planted breach."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
IMPORT_LINTER = PROJECT["tool"]["importlinter"]
CONTRACTS: list[dict[str, Any]] = IMPORT_LINTER["contracts"]

# Module -> the one import in it: the rooms as they should be, each exception of the rules used once.
SKELETON = {
    "ledger/errors.py": "",
    "storage/database/driver.py": "import sqlcipher3",
    "storage/keys.py": "import cryptography",
    "storage/migrations/__init__.py": "import storage.database",
    "storage/migrations/m0001_start.py": "",
    "sync/merge.py": "import ledger.errors",
    "sync/protocol.py": "import ledger.errors",
    "sync/policies.py": "",
    "sync/natural_keys.py": "import ledger.errors",
    "sync/enrolment.py": "import ledger.errors",
    "sync/packages.py": "import sync.protocol",
    "sync/transport.py": "import requests",
    "sync/pull.py": "import sync.transport",
    "app/excel/reader.py": "import openpyxl, lxml.etree, msoffcrypto, python_calamine",
    "app/importing/mapping.py": "import rapidfuzz",
    "app/figures/statistics.py": "import pandas",
    "app/qr.py": "import segno",
    "app/attachments/pictures.py": "import PIL.Image",
    "app/stores/paths.py": "import platformdirs, keyring",
    "app/stores/session.py": "import storage.database",
    "ui/main.py": "import app.stores.session, PySide6.QtWidgets",
    "cloud/api.py": "import sync.merge, sync.protocol, ledger.errors",
    "cloud/web.py": "import fastapi, anyio",
    "cloud/serving.py": "import uvicorn, cloud.web",
    "cloud/postgres/store.py": "import psycopg, psycopg_pool",
}

# Contract -> module and the import that breaks it, and nothing else.
BREACHES = {
    "Rooms import downwards": ("sync/pull.py", "import app.stores.session"),
    "Qt stays in ui": ("app/stores/session.py", "import PySide6.QtCore"),
    "ui goes through app": ("ui/main.py", "import storage.database"),
    "cloud shares words and the merge rule only": ("cloud/api.py", "import sync.pull"),
    "What cloud shares stays light": ("sync/merge.py", "import storage.database"),
    "No room but cloud's own knows cloud": ("ui/main.py", "import cloud.api"),
    "ledger needs the standard library only": ("ledger/errors.py", "import subprocess"),
    "SQLCipher only in storage.database.driver": ("storage/keys.py", "from sqlcipher3 import dbapi2"),
    "No database without encryption": ("storage/database/driver.py", "import sqlite3"),
    "Keys and ciphers only in storage and cloud": (
        "app/stores/session.py",
        "import cryptography.fernet",
    ),
    "Pinyin only in storage": ("app/stores/session.py", "import pypinyin"),
    "HTTP only in sync.transport": ("sync/pull.py", "import urllib3"),
    "Workbooks only in app.excel": ("app/importing/mapping.py", "import openpyxl"),
    "Pictures are read and written in app.attachments": ("app/stores/session.py", "import PIL.Image"),
    "QR codes only in app.qr": ("app/excel/reader.py", "import segno"),
    "Fuzzy matching only in app.importing": ("app/excel/reader.py", "import rapidfuzz"),
    "DataFrames only in app": ("storage/database/driver.py", "import pandas"),
    "Key store and folders of the PC only in app": ("storage/keys.py", "import keyring"),
    "Migrations are frozen text": ("storage/migrations/m0001_start.py", "import ledger.errors"),
    "PostgreSQL only in cloud.postgres": ("cloud/web.py", "import psycopg"),
    "The web framework only in cloud.web and cloud.serving": ("cloud/api.py", "import starlette.requests"),
    "No loops inside a room": ("storage/database/driver.py", "import storage.migrations"),
}
ALSO_BROKEN = {"No room but cloud's own knows cloud": {"ui goes through app"}}


def as_ini(contracts: list[dict[str, Any]]) -> str:
    """The rules as import-linter's own .importlinter file."""
    lines = ["[importlinter]", "root_packages =", *(f"    {name}" for name in IMPORT_LINTER["root_packages"])]
    lines.append("include_external_packages = True")
    for number, contract in enumerate(contracts):
        lines.append(f"[importlinter:contract:{number}]")
        for key, value in contract.items():
            if isinstance(value, list):
                lines += [f"{key} =", *(f"    {entry}" for entry in value)]
            else:
                lines.append(f"{key} = {value}")
    return "\n".join(lines)


def plant(folder: Path, breach: tuple[str, str] | None) -> Path:
    """A copy of the skeleton in `folder`, with one more import when asked."""
    modules = dict(SKELETON)
    if breach:
        name, statement = breach
        modules[name] += f"\n{statement}"
    for name, text in modules.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        for package in [parent for parent in path.parents if parent.is_relative_to(folder) and parent != folder]:
            (package / "__init__.py").touch()
        path.write_text(text + "\n", encoding="utf-8")
    (folder / ".importlinter").write_text(as_ini(CONTRACTS), encoding="utf-8")
    return folder


def broken_contracts(folder: Path) -> set[str]:
    """Names of the contracts that do not hold in `folder`."""
    program = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [program, "--no-cache", "--config", ".importlinter"],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    verdicts = re.findall(r"^(.+?) (KEPT|BROKEN)", done.stdout, flags=re.MULTILINE)
    assert len(verdicts) == len(CONTRACTS), done.stdout + done.stderr
    broken = {name for name, verdict in verdicts if verdict == "BROKEN"}
    assert (done.returncode != 0) == bool(broken)
    return broken


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What broke after each planted breach, "" for none planted."""
    planted: dict[str, tuple[str, str] | None] = {"": None, **BREACHES}
    folders = {name: plant(tmp_path_factory.mktemp("rooms"), breach) for name, breach in planted.items()}
    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(zip(folders, pool.map(broken_contracts, folders.values()), strict=True))


def test_every_contract_has_a_breach() -> None:
    assert set(BREACHES) == {contract["name"] for contract in CONTRACTS}


def test_clean_rooms_keep_every_contract(verdicts: dict[str, set[str]]) -> None:
    assert verdicts[""] == set()


@pytest.mark.parametrize("name", BREACHES)
def test_breach_breaks_its_contract_alone(name: str, verdicts: dict[str, set[str]]) -> None:
    assert verdicts[name] == {name} | ALSO_BROKEN.get(name, set())


@pytest.mark.parametrize("module", ["protocol", "merge"])
def test_what_cloud_shares_is_kept_light_once_it_exists(module: str) -> None:
    """import-linter refuses to name a module that is not there, so the rule has to come with the module."""
    if (ROOT / "sync" / f"{module}.py").exists():
        named = {source for contract in CONTRACTS for source in contract.get("source_modules", [])}
        assert f"sync.{module}" in named, f"add sync.{module} to a contract that forbids storage and sync.transport"
