"""An office that never connects, the cloud's operator, a feed and its credentials: through the real programs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cloud.servers import ROOT, Server, environment, run, serving
from tests.flows.program import CODE, Office, new_office

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the server's sockets are Unix's")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("cloud") / "d") as started:
        run("admin", "committee", CODE, "凌兆第一居委会", "--data", str(started.data))
        yield started


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "store")


def test_an_office_joins_and_exchanges_by_files_alone(server: Server, office: Office, tmp_path: Path) -> None:
    def admin(*words: str | Path, code: int = 0) -> str:
        return run("admin", *map(str, words), "--data", str(server.data), code=code)

    card, asked, joined = tmp_path / "cloud.key", tmp_path / "join.linongpack", tmp_path / "joined.linongpack"
    fingerprint = admin("package", "key", card).strip()
    assert office.json("package", "key", card)["fingerprint"] == fingerprint
    office.json("package", "out", asked, "--code", admin("enrol-code", CODE).strip())
    admin("package", "in", asked, joined)
    assert office.json("package", "in", joined)["joined"] is True

    for name in ("张三", "李四"):
        office.json(
            "add", "person", f"name={name}", "population_type=01", "id_type=990", "sex=1", "birth_date=1990-01-01"
        )
    sent, answer = tmp_path / "1.linongpack", tmp_path / "1.answer.linongpack"
    assert office.json("package", "out", sent) == {"number": 1, "operations": 2, "left": 0}
    assert "张三".encode() not in sent.read_bytes()
    assert "applied\t2" in admin("package", "in", sent, answer)
    assert "以前读入过" in admin("package", "in", sent, answer)
    taken = office.json("package", "in", answer)
    assert (taken["acked"], taken["missing"]) == (2, [])
    assert office.error("package", "in", answer)["name"] == "AlreadyTaken"

    broken = tmp_path / "broken.linongpack"
    broken.write_bytes(sent.read_bytes()[:-1])
    assert "损坏" in admin("package", "in", broken, tmp_path / "none", code=8)
    assert not (tmp_path / "none").exists()
    assert office.error("package", "in", broken)["name"] == "PackageForeign"
    assert office.error("package", "out", tmp_path / "x" / "y.linongpack")["name"] == "FolderMissing"


def test_a_feed_sends_with_its_credential_and_reaches_the_committee(server: Server, tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text(run("admin", "source", "police", "--data", str(server.data)))
    words = ["--url", server.url, "--source", "police", "--committee", CODE, "--token-file", str(token)]
    done = subprocess.run(
        [sys.executable, "-m", "cloud.sample_feeder", *words], capture_output=True, text=True, cwd=ROOT,
        env=environment(), check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert [one["outcome"] for one in told["results"]] == ["applied"] * 5
    assert told["corrections"] == []


def test_departments_and_accounts_are_looked_after(server: Server, tmp_path: Path) -> None:
    def admin(*words: str, code: int = 0) -> str:
        return run("admin", *words, "--data", str(server.data), code=code)

    assert "person.religion\t未指定" in admin("departments")
    admin("departments", "--assign", "person.religion", "civil")
    assert "person.religion" not in admin("departments")
    assert "person.religion\t民政" in admin("departments", "--all")
    admin("account", "add", CODE, "wang", "--name", "王芳", "--role", "worker")
    admin("account", "stop", CODE, "wang")
    assert "wang\t王芳\t已停用\t社工" in admin("accounts", CODE)
    assert "没有这个账号" in admin("account", "stop", CODE, "nobody", code=3)

    first, own = tmp_path / "first", tmp_path / "own"
    first.write_text("Qz7!kumquat\n")
    own.write_text("Mv4#lantern\n")
    new = ("--unit", CODE[:9], "--role", "accounts", "--first-password-file", str(first))
    admin("operator", "add", "jie", "--name", "解红", *new)
    assert "--as" in admin("accounts", CODE, code=7)
    acting = ("--as", "jie", "--password-file", str(own))
    assert "先修改" in admin("accounts", CODE, "--as", "jie", "--password-file", str(first), code=7)
    admin("operator", "password", "jie", "--password-file", str(first), "--new-password-file", str(own))
    admin("account", "add", CODE, "li", "--name", "李强", "--role", "head", *acting)
    assert "li\t李强\t在用" in admin("accounts", CODE, *acting)
    assert "逐级" in admin("operator", "add", "qu", *new[:1], "310115", *new[2:], *acting, code=7)
