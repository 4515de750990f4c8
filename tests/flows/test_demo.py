"""The demonstration of `python3 dev.py run`, and the invented committee of `linongctl demo`."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.flows.program import ROOT, Office, environment


def test_the_demo_run_does_the_main_job(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for room in ("app", "ledger", "storage", "sync", "resources"):
        shutil.copytree(ROOT / room, checkout / room, ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "app.demo_run"],
        capture_output=True,
        encoding="utf-8",
        cwd=checkout,
        env=environment(PYTHONPATH=str(checkout)),
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("写入台账…") == 7
    for said in ("① 新建加密台账", "恢复密钥", "2_人房台账.xlsx", "整行退回", "这一格没有导入", "④ 找人", "台账完好。"):
        assert said in done.stdout
    assert "没有符合" not in done.stdout
    exported = checkout / "build" / "demo" / "人房总表.xlsx"
    assert exported.stat().st_size > 10_000
    password = (checkout / "build" / "demo" / "password.txt").read_text(encoding="utf-8").strip()
    office = Office(checkout / "build" / "demo" / "store", "demo", password)
    assert office.json("list", "person")["total"] > 300
    assert office.json("check")["ok"] is True


def test_two_pcs_and_their_cloud_end_with_the_same(tmp_path: Path) -> None:
    checkout = tmp_path / "checkout"
    for room in ("app", "cloud", "ledger", "storage", "sync", "resources"):
        shutil.copytree(ROOT / room, checkout / room, ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "app.exchange_run"],
        capture_output=True,
        encoding="utf-8",
        cwd=checkout,
        env=environment(PYTHONPATH=str(checkout)),
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for said in ("1 处两处都改了", "我的（李伟", "张建国", "两台电脑完全一样，台账完好。"):
        assert said in done.stdout
    assert "不一样" not in done.stdout
    for name in ("zhangmin", "liwei"):
        assert (checkout / "build" / "exchange" / name / "ledger.db").stat().st_size > 100_000


def test_demo_fills_an_empty_store_once(empty: Office, tmp_path: Path) -> None:
    made = empty.json("demo", "--people", "150", "--seed", "3", "--workbooks", tmp_path / "sheets")
    assert made["people"] == made["new"]["person"] == 150
    assert len(made["workbooks"]) == 7
    assert all(Path(path).stat().st_size for path in made["workbooks"])
    assert empty.json("list", "person", "--all")["total"] == 150
    assert empty.json("list", "dwelling", "--on", "2026-01-01", "--limit", "3")["rows"][0]["residents"] is not None
    assert empty.json("check")["ok"] is True
    assert empty.error("demo", "--people", "10")["code"] == 6
    assert empty.error("demo", "--people", "0")["code"] == 2
