"""Photos and papers on the command line: added, listed, saved, worded, taken away; and from one PC to another."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.stores.session import Session
from cloud.enrolling import new_code
from cloud.places.memory import MemoryPlace
from ledger import clock
from tests.app.attachments import papers
from tests.cloud.callers import House
from tests.colleagues import LI, LI_PASSWORD, add_colleague
from tests.committee import new_store
from tests.flows.program import CODE, LOGIN, PASSWORD, Office
from tests.flows.small import CHILD, HEAD
from tests.sync.served import served

WHY = ("--reason", "民政科核对", "--purpose", "走访和服务", "--basis", "履行法定职责或者法定义务")
HOME = "凌兆小区一1号302室"


def paper(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    return paper(tmp_path, "门口.jpg", papers.photograph())


def add(office: Office, path: Path, ledger: str = "person", record: str = HEAD, *more: str) -> str:
    return str(office.json("attachment", "add", ledger, record, path, *more)["id"])


def listed(office: Office, ledger: str = "person", record: str = HEAD) -> list[dict[str, Any]]:
    found = office.json("attachment", "list", ledger, record)["attachments"]
    assert isinstance(found, list)
    return found


def test_a_photograph_is_added_listed_worded_and_taken_away(small: Office, photo: Path) -> None:
    made = add(small, photo, "person", HEAD, "--caption", "门口的合照")
    (one,) = listed(small)
    assert (one["id"], one["mime"], one["width"], one["height"]) == (made, "image/jpeg", 1600, 1200)
    assert (one["name"], one["caption"], one["is_here"], one["travel"]) == ("已隐藏", "已隐藏", True, "")
    told = small.ctl("attachment", "list", "person", HEAD).out
    assert "共 1 份" in told
    assert "门口" not in told
    assert small.json("attachment", "caption", made, "新的说明") == {"id": made, "changed": ["caption"]}
    assert small.json("attachment", "caption", made, "新的说明") == {"id": made, "changed": []}
    assert small.json("attachment", "remove", made, "--reason", "传错了人") == {"id": made, "removed": True}
    assert listed(small) == []
    assert small.ctl("attachment", "list", "dwelling", HOME).out == "没有照片和材料。\n"
    assert small.json("check")["ok"]


def test_what_is_saved_is_in_the_register_and_says_its_number(small: Office, photo: Path, tmp_path: Path) -> None:
    made = add(small, photo, "dwelling", HOME)
    target = tmp_path / "另存.jpg"
    saved = small.json("attachment", "save", made, target, *WHY)
    assert saved["path"] == str(target)
    with Image.open(BytesIO(target.read_bytes())) as picture:
        assert (picture.size, picture.format) == ((1600, 1200), "JPEG")
        assert saved["register"].encode() in picture.info["comment"]
    found = small.json("export-register", "find", saved["register"])
    assert (found["form"], found["rows"], found["level"], found["is_unmasked"]) == ("照片和材料", 1, "L3", True)
    assert (found["reason"], found["purpose"], found["file"]) == ("民政科核对", "走访和服务", "另存.jpg")
    assert (found["is_encrypted"], found["approved"]) == (False, "")


def test_a_paper_is_saved_as_it_was(small: Office, tmp_path: Path) -> None:
    made = add(small, paper(tmp_path, "证明.pdf", papers.pdf()))
    target = tmp_path / "出.pdf"
    small.json("attachment", "save", made, target, *WHY)
    assert target.read_bytes() == papers.pdf()


@pytest.mark.parametrize(
    ("more", "name"),
    [((), "ReasonNeeded"), (("--reason", "核对", "--ask"), "PurposeNeeded")],
)
def test_nothing_is_saved_without_what_an_export_needs(
    small: Office, photo: Path, tmp_path: Path, more: tuple[str, ...], name: str
) -> None:
    made = add(small, photo)
    refused = small.error("attachment", "save", made, tmp_path / "出.jpg", *more)
    assert (refused["name"], refused["code"]) == (name, 6)
    assert not (tmp_path / "出.jpg").exists()


def test_of_a_child_a_second_person_lets_it_go(small: Office, photo: Path, tmp_path: Path) -> None:
    made = add(small, photo, "person", CHILD)
    alone = small.json("attachment", "save", made, tmp_path / "一.jpg", *WHY)
    assert alone["approved"] == "self"
    with Session.open(small.folder, LOGIN, PASSWORD) as session:
        add_colleague(session.store)
    other = Office(small.folder, LI, LI_PASSWORD)
    refused = small.error("attachment", "save", made, tmp_path / "二.jpg", *WHY)
    assert refused["name"] == "ApprovalNeeded"
    asked = small.json("attachment", "save", made, tmp_path / "二.jpg", *WHY, "--ask")
    assert asked["state"] == "waiting"
    other.json("approval", "approve", str(asked["request"]))
    assert small.json("attachment", "save", made, tmp_path / "二.jpg", *WHY)["approved"] == "second"
    again = small.error("attachment", "save", made, tmp_path / "三.jpg", *WHY)
    assert again["name"] == "ApprovalNeeded"


@pytest.mark.parametrize(
    ("name", "content", "error", "code"),
    [
        ("宏.docx", papers.with_part(papers.word(), "word/vbaProject.bin"), "AttachmentRefused", 3),
        ("长.pdf", papers.pdf() + bytes(20 * 1024 * 1024), "AttachmentRefused", 3),
        ("坏.jpg", b"\xff\xd8\xff" + bytes(500), "AttachmentRefused", 3),
        ("空.pdf", b"", "AttachmentRefused", 3),
    ],
)
def test_what_is_not_taken_says_why(
    small: Office, tmp_path: Path, name: str, content: bytes, error: str, code: int
) -> None:
    refused = small.error("attachment", "add", "person", HEAD, paper(tmp_path, name, content))
    assert (refused["name"], refused["code"]) == (error, code)
    assert listed(small) == []


def test_what_cannot_be_is_told_with_its_code(small: Office, photo: Path, tmp_path: Path) -> None:
    made = add(small, photo)
    assert small.error("attachment", "add", "person", HEAD, photo)["name"] == "AlreadyAttached"
    assert small.error("attachment", "add", "person", HEAD, tmp_path / "没有.jpg")["code"] == 3
    assert small.error("attachment", "add", "compound", "凌兆小区一", photo)["code"] == 4
    assert small.error("attachment", "caption", made, "长" * 201)["name"] == "FieldsRefused"
    assert small.error("attachment", "remove", made)["name"] == "ReasonMissing"
    assert small.error("attachment", "remove", "0", "--reason", "x")["code"] == 4
    for words, said in ((("save", made), "缺少：FILE"), (("list", "person", HEAD, "x"), "多出了不认识的内容：x")):
        refused = small.error("attachment", *words)
        assert refused["code"] == 2
        assert said in refused["message"]


# -- between two PCs


@pytest.fixture
def pcs(tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    house = House(cids=(CODE,))
    object.__setattr__(house.means, "place", MemoryPlace(house.time.now_ms))
    house.time.ms = int(clock.now().timestamp() * 1000)
    with served(house) as url:
        offices = []
        for login in ("wang", "li"):
            new_store(tmp_path / login, code=CODE, login=login, password=PASSWORD).close()
            one = Office(tmp_path / login, login)
            one.json("enrol", "--url", url, "--code", new_code(house.means, CODE))
            offices.append(one)
        yield offices[0], offices[1]


def test_a_photograph_comes_to_the_other_pc_when_it_is_wanted(
    pcs: tuple[Office, Office], photo: Path, tmp_path: Path
) -> None:
    one, other = pcs
    told = ("name=张三", "id_type=990", "sex=男", "birth_date=1980-01-01", "population_type=户籍")
    person = one.json("add", "person", *told)["id"]
    made = add(one, photo, "person", person)
    assert [row["travel"] for row in listed(one, "person", person)] == ["waiting"]
    assert "在等上报" in one.ctl("attachment", "list", "person", person).out
    one.json("sync")
    assert [row["travel"] for row in listed(one, "person", person)] == [""]
    other.json("sync")
    (row,) = listed(other, "person", person)
    assert (row["id"], row["has_small"], row["is_here"], row["travel"]) == (made, True, False, "away")
    refused = other.error("attachment", "save", made, tmp_path / "出.jpg", *WHY)
    assert (refused["name"], refused["code"]) == ("BytesNotHere", 4)
    assert [row["travel"] for row in listed(other, "person", person)] == ["coming"]
    other.json("sync")
    other.json("attachment", "save", made, tmp_path / "出.jpg", *WHY)
    with Image.open(tmp_path / "出.jpg") as picture:
        assert picture.size == (1600, 1200)
