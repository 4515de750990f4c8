"""The support bundle holds what maintenance needs and nothing about anybody; what is shown is what is saved."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import logs
from app.access import Forbidden
from app.backups import shelf
from app.demo.fill import fill
from app.incidents import plan, recording
from app.incidents.plan import Contact
from app.incidents.recording import NewIncident
from app.jobs import SILENT
from app.records import editing
from app.stores.session import Session
from app.support import bundle, redacted_log
from app.support.bundle import BundleNotClean, Part
from ledger import catalog
from storage.journal import DEVICE
from tests.app.rights.staff import A_PERSON, a_committee
from tests.committee import LOGIN, USER, new_session

NAME, NUMBER, PHONE, ADDRESS = "尉迟琉璃", "310115199001014484", "13912345678", "凌兆路88弄"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "store") as opened:
        logs.open_log(opened.store.folder, file_kb=64, files=2)
        yield opened
        logs.close_log()


def _part(made: bundle.Bundle, name: str) -> Part:
    return next(part for part in made.parts if part.name == name)


def test_nothing_that_was_planted_comes_along(session: Session, tmp_path: Path) -> None:
    person = {**A_PERSON, "name": NAME, "id_no": NUMBER, "phone": PHONE, "birth_date": "1990-01-01"}
    editing.add(session, catalog.named("person"), person)
    recording.note(session, NewIncident("leak", "usual", f"{NAME}的表丢了", scope=f"{ADDRESS} {PHONE}"))
    plan.save(session, f"找{NAME}", [Contact(NAME, "组长", PHONE)])
    session.settings[shelf.SECOND_FOLDER] = str(tmp_path / NAME)
    logs.event("changed", ledger="person", name=NAME, phone=PHONE, user=LOGIN, error="WrongPassword")
    logs.bug("bug", ValueError(f"{NAME} {NUMBER}"))
    path = tmp_path / "诊断包.zip"
    made = bundle.collect(session)
    bundle.save(session, made, path)
    with zipfile.ZipFile(path) as packed:
        whole = "\n".join(packed.read(name).decode() for name in packed.namelist())
        assert packed.namelist() == [part.name for part in made.parts]
        assert all(packed.read(part.name).decode() == part.text for part in made.parts)
    for word in (NAME, NUMBER, PHONE, ADDRESS, USER, f'"{LOGIN}"', str(tmp_path), DEVICE, "张三明"):
        assert word not in whole, word
    assert "WrongPassword" in _part(made, "log.jsonl").text


def test_it_tells_versions_counts_and_what_the_check_found(session: Session) -> None:
    fill(session, people=20, seed=1, ctx=SILENT)
    made = bundle.collect(session)
    counts = json.loads(_part(made, "counts.json").text)
    assert counts["records"]["person"] == 20
    assert counts["accounts"] == {"active": 1}
    assert json.loads(_part(made, "check.json").text)["ok"] is True
    assert json.loads(_part(made, "versions.json").text)["Python"]
    assert json.loads(_part(made, "settings.json").text)["lock_minutes"] == 15
    assert json.loads(_part(made, "status.json").text)["queue"] > 0
    assert json.loads(_part(made, "policy.json").text)["password_days"] == 30


def test_a_part_that_could_be_about_somebody_is_not_written(session: Session, tmp_path: Path) -> None:
    made = bundle.collect(session, with_check=False)
    for text in (f"打给 {PHONE}", NUMBER, f"{USER}说"):
        dirty = replace(made, parts=(*made.parts, Part("x.txt", "别的", text)))
        with pytest.raises(BundleNotClean) as refused:
            bundle.save(session, dirty, tmp_path / "x.zip")
        assert refused.value.part == "别的"
    assert not (tmp_path / "x.zip").exists()


def test_free_space_with_the_digits_of_a_telephone_stops_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage._replace(free=int(PHONE), total=int(PHONE)))
    said = json.loads(_part(bundle.collect(session, with_check=False), "status.json").text)
    assert said["free_mb"] == round(int(PHONE) / 1_000_000)
    assert said["disk_mb"] == said["free_mb"]
    assert said["database_mb"] >= 0


def test_lines_of_the_log_are_sieved_whatever_wrote_them() -> None:
    old: dict[str, object] = {
        "at": NAME,
        "level": NAME,
        "event": f"add {NAME}",
        NAME: PHONE,
        "id": "0192f0c0-7b1e-7000-8000-000000000001",
    }
    old |= {"trace": [f"  {NAME}.py:3 x", "  page.py:12 on_asked"], "users": ["wang"], "phone": int(PHONE), "count": 3}
    line = redacted_log.sieved(json.dumps(old, ensure_ascii=False), frozenset(("wang",)))
    for word in (NAME, PHONE, "0192f0c0", "wang"):
        assert word not in line
    said = json.loads(line)
    assert said["count"] == 3
    assert said["trace"][1] == "  page.py:12 on_asked"
    assert redacted_log.sieved(f"{NAME} {PHONE}") == ""
    assert redacted_log.sieved('["x"]') == ""


def test_who_may_not_is_refused(tmp_path: Path) -> None:
    with a_committee(tmp_path) as (_, sessions):
        assert bundle.collect(sessions["viewer"], with_check=False).parts
        with pytest.raises(Forbidden):
            bundle.collect(sessions["entrusted"])
