"""After a long mixed session fifty planted people stand in no file but an export that was approved and is encrypted.

Looked through are the store, what was restored, both folders of backups, the user's own folders, everything temporary
and everything that was handed out, packed files part by part. A list that a person prints to PDF shows names, as lists
do, and nothing else of anybody. The committee's own sheet, which was imported, is not ours.
"""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msoffcrypto
import openpyxl
import pytest

from app.stores.session import Session
from tests.colleagues import LI_PASSWORD, add_colleague
from tests.flows.planted import MARKS, PLANTED, sheet
from tests.flows.program import LOGIN, PASSWORD, ROOT, environment, new_office
from tests.ui.printing.pdf_text import read_pdf

WORKBOOK_PASSWORD = "Chuang#2027"
_ENCODINGS = ("utf-8", "gb18030", "utf-16-le", "utf-16-be")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the crash is a POSIX signal")


def _spellings(word: str) -> tuple[bytes, ...]:
    """A word in the encodings of files, as XML writes it in numbers, as JSON does."""
    escaped = word.encode("ascii", "xmlcharrefreplace"), word.encode("unicode_escape")
    return (*(word.encode(encoding) for encoding in _ENCODINGS), *escaped)


_MARKS = tuple(spelt for mark in MARKS for spelt in _spellings(mark))


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A committee of two, with folders of its own for everything a program may write to."""
    for name in ("in", "out", "home", "tmp", "second"):
        (tmp_path / name).mkdir()
    new_office(tmp_path / "store")
    with Session.open(tmp_path / "store", LOGIN, PASSWORD) as session:
        add_colleague(session.store, roles=("head", "auditor"))
    files = {"pw": PASSWORD, "pw2": LI_PASSWORD, "wb": WORKBOOK_PASSWORD}
    for name, text in files.items():
        (tmp_path / "in" / name).write_text(f"{text}\n", encoding="utf-8")
    (tmp_path / "in" / "居民.csv").write_text(sheet(), encoding="gb18030")
    return tmp_path


def _run(office: Path, part: str) -> subprocess.CompletedProcess[str]:
    home, tmp = str(office / "home"), str(office / "tmp")
    own = {"HOME": home, "TMPDIR": tmp, "TEMP": tmp, "TMP": tmp, "XDG_CONFIG_HOME": f"{home}/config"}
    own |= {"XDG_DATA_HOME": f"{home}/data", "XDG_CACHE_HOME": f"{home}/cache", "XDG_RUNTIME_DIR": tmp}
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "tests.flows.mixed_session", part, str(office)],
        cwd=ROOT,
        env=environment(**own),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """A file, and whatever is packed in it."""
    content = path.read_bytes()
    yield path.name, content
    if content.startswith(b"%PDF"):
        yield f"{path.name}, its text", "\n".join(read_pdf(content).pages).encode()
    yield from _unpacked(path.name, content)


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for inner in packed.namelist():
                part = packed.read(inner)
                yield f"{name}/{inner}", part
                yield from _unpacked(f"{name}/{inner}", part)


def _found_in(content: bytes) -> set[str]:
    """Which planted words stand in a content, in any spelling."""
    if not any(mark in content for mark in _MARKS):
        return set()
    words = (word for one in PLANTED for word in one.words)
    return {word for word in words if any(spelt in content for spelt in _spellings(word))}


def _scanned(office: Path) -> dict[str, set[str]]:
    """Every file but the committee's own sheets, with what was found in it."""
    found: dict[str, set[str]] = {}
    for path in sorted(office.rglob("*")):
        if path.is_file() and path.parent != office / "in":
            found[str(path.relative_to(office))] = {word for _, part in _contents(path) for word in _found_in(part)}
    return found


def test_fifty_people_stand_in_no_file(office: Path) -> None:
    worked = _run(office, "work")
    assert worked.returncode < 0, worked.stderr  # it died as it was to
    assert worked.stdout.splitlines()[-1] == str(len(PLANTED)), "the list that it held when it died"
    assert (office / "store" / "logs" / "died.txt").stat().st_size > 0
    after = _run(office, "after")
    assert after.returncode == 0, after.stderr
    found = _scanned(office)
    for name in ("store/ledger.db", "store/logs/linong.jsonl", "out/诊断包.zip", "out/脱敏.xlsx", "out/日志.csv"):
        assert name in found
    assert any(name.startswith("restored/") for name in found)
    assert sum(name.endswith(".linongbak") for name in found) >= 4
    names = {one.name for one in PLANTED}
    assert found.pop("out/名单.pdf") == names, "a printed list tells names, and numbers behind masks"
    assert {name: words for name, words in found.items() if words} == {}
    said = (worked.stderr + after.stderr).encode()
    assert _found_in(said) == set()


def test_what_was_approved_is_encrypted_and_holds_them(office: Path) -> None:
    """The export that was let go opens with its password, and then all of them are there."""
    assert _run(office, "work").returncode < 0
    assert _run(office, "after").returncode == 0
    content = (office / "out" / "人房.xlsx").read_bytes()
    assert content.startswith(b"\xd0\xcf\x11\xe0")
    opened = io.BytesIO()
    workbook = msoffcrypto.OfficeFile(io.BytesIO(content))
    workbook.load_key(password=WORKBOOK_PASSWORD)
    workbook.decrypt(opened)
    rows = openpyxl.load_workbook(opened, read_only=True).worksheets[0].iter_rows(values_only=True)
    text = "\n".join("\t".join(str(cell) for cell in row) for row in rows)
    assert all(word in text for one in PLANTED for word in (one.name, one.number, one.phone))


def test_the_scan_finds_what_is_there(tmp_path: Path) -> None:
    """It would see a name in a sheet, in a packed file in a packed file, and in each spelling."""
    one = PLANTED[7]
    (tmp_path / "a.csv").write_text(f"x,{one.number}", encoding="utf-16-le")
    book = openpyxl.Workbook()
    book.active.append([one.name, one.address])
    book.save(tmp_path / "b.xlsx")
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as packed:
        packed.write(tmp_path / "b.xlsx", "b.xlsx")
    found = _scanned(tmp_path)
    assert found == {"a.csv": {one.number}, "b.xlsx": {one.name, one.address}, "c.zip": {one.name, one.address}}
