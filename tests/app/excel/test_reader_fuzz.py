"""Broken copies of good workbooks: whatever is wrong, the answer is rows or a refusal, never a bug."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from app.excel.limits import MIB, Limits
from app.excel.reader import open_book
from app.excel.refusals import FileRefused
from tests.app.excel import workbook_bytes as made
from tests.samples import sample

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "workbooks"
LIMITS = Limits(memory_bytes=250 * MIB, cpu_s=20)
ROUNDS, SOAK_ROUNDS = 16, 400


def markup_xlsx() -> bytes:
    """A container whose parts are stored uncompressed, so that a flipped bit reaches the XML."""
    rows = "".join(
        f'<row r="{n}">{made.text_cell(f"A{n}", "张三")}<c r="B{n}"><v>{n}</v></c></row>' for n in range(1, 40)
    )
    sheet = made.sheet_xml(rows, after='<mergeCells><mergeCell ref="A1:B2"/></mergeCells>')
    return made.zipped(made.xlsx_parts(sheet, styles=made.date_styles(0, 14)), stored=True)


def beginning(start: str) -> bytes:
    return sample(start).read_bytes()[:20_000]


SEEDS: dict[str, Callable[[], bytes]] = {
    "xlsx": (FIXTURES / "odd.xlsx").read_bytes,
    "xlsx stored": markup_xlsx,
    "xlsb": lambda: made.xlsb({1: {1: "姓名", 2: 12.0, 3: b"\x2a"}, 4: {0: "张三"}}, merges=[(1, 3, 1, 1)]),
    "ods": (FIXTURES / "odd.ods").read_bytes,
    "xls": (FIXTURES / "odd.xls").read_bytes,
    "encrypted xls": (FIXTURES / "password_geheim.xls").read_bytes,
    "encrypted xlsx": lambda: sample("93").read_bytes(),
    "csv": lambda: beginning("03"),
    "html": lambda: beginning("06"),
    "xml2003": lambda: beginning("07"),
}
PASSWORDS = {"encrypted xls": "geheim", "encrypted xlsx": "Abc123!@#"}


def broken(content: bytes, dice: random.Random) -> bytes:
    """One of the ways in which files break."""
    copy = bytearray(content)
    match dice.randrange(5):
        case 0:
            return content[: dice.randrange(1, len(content))]
        case 1:
            for _ in range(dice.randrange(1, 8)):
                copy[dice.randrange(len(copy))] ^= 1 << dice.randrange(8)
        case 2:
            start = dice.randrange(len(copy))
            copy[start : start + dice.randrange(1, 600)] = b""
        case 3:
            start = dice.randrange(len(copy))
            copy[start : start + dice.randrange(1, 64)] = dice.randbytes(dice.randrange(1, 64))
        case _:
            start = dice.randrange(max(1, len(copy) - 512))
            copy[start : start + 512] = bytes(512)
    return bytes(copy)


def judge(path: Path, password: str | None) -> str:
    """Read to the end; anything but rows or a refusal goes through and fails the test."""
    try:
        with open_book(path, password=password, limits=LIMITS) as book:
            for sheet in book.sheets:
                book.merges(sheet.index)
                for batch in book.rows(sheet.index):
                    assert batch.first_row > 0
    except FileRefused as refused:
        return refused.kind
    return "read"


def rounds_of(kind: str, rounds: int, tmp_path: Path) -> set[str]:
    content = SEEDS[kind]()
    path = tmp_path / "坏"
    path.write_bytes(content)
    verdicts = {judge(path, PASSWORDS.get(kind))}
    for number in range(rounds):
        dice = random.Random(zlib.crc32(f"{kind} {number}".encode()))  # noqa: S311 - the same breakage every time
        path.write_bytes(broken(content, dice))
        verdicts.add(judge(path, PASSWORDS.get(kind)))
    return verdicts


@pytest.mark.parametrize("kind", SEEDS)
def test_a_broken_workbook_is_read_or_refused(kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    verdicts = rounds_of(kind, ROUNDS, tmp_path)
    assert verdicts & {"read", "file_damaged", "password_wrong", "not_a_workbook"}
    assert capfd.readouterr() == ("", "")


@pytest.mark.soak
@pytest.mark.parametrize("kind", SEEDS)
def test_very_many_broken_workbooks_are_read_or_refused(kind: str, tmp_path: Path) -> None:
    assert "read" in rounds_of(kind, SOAK_ROUNDS, tmp_path) | {"read"}
