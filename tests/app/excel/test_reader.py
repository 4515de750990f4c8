"""The reader as its callers see it: samples, cells, streams, and what is left behind (nothing)."""

from __future__ import annotations

import datetime
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.excel import children, process, reader
from app.excel.cells import FORMULA_EMPTY, Cell, CellFault
from app.excel.limits import Limits
from app.excel.reader import Book, open_book
from app.excel.refusals import (
    FileDamaged,
    FileEmpty,
    FileMissing,
    NotAWorkbook,
    PasswordNeeded,
    PasswordWrong,
    TooLarge,
)
from ledger.errors import Cancelled
from tests.app.excel import workbook_bytes as made
from tests.samples import SAMPLES, sample

PASSWORD = "Abc123!@#"
HALF_PAST_EIGHT = datetime.time(8, 30)
MAY_DAY = datetime.datetime.fromisoformat("2020-05-01T08:30")


def all_rows(book: Book, sheet: int = 0) -> dict[int, list[Cell]]:
    """Rows by their own number, without the empty ones and without empty cells at the end of a row."""
    return {
        number: trimmed(row)
        for batch in book.rows(sheet)
        for number, row in enumerate(batch.rows, batch.first_row)
        if any(cell is not None for cell in row)
    }


def trimmed(row: list[Cell]) -> list[Cell]:
    filled = [at for at, cell in enumerate(row, 1) if cell is not None]
    return row[: filled[-1]]


def read(path: Path, sheet: int = 0, password: str | None = None) -> dict[int, list[Cell]]:
    with open_book(path, password=password) as book:
        return all_rows(book, sheet)


@pytest.fixture
def big(tmp_path: Path) -> Path:
    """A sheet of 60,000 rows: more than the pipe and the queue hold."""
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c>{made.text_cell(f"B{n}", "某某路" * 20)}</row>'
        for n in range(1, 60001)
    )
    path = tmp_path / "大.xlsx"
    path.write_bytes(made.xlsx(made.sheet_xml(rows)))
    return path


@pytest.mark.parametrize(
    ("start", "kind", "encoding", "sheets"),
    [
        ("00", "xlsx", None, 1),
        ("01", "xlsx", None, 1),
        ("02", "xls", None, 1),
        ("03", "csv", "gb18030", 1),
        ("04", "xlsx", None, 3),
        ("05", "xlsx", None, 1),
        ("06", "html", "gb18030", 1),
        ("07", "xml2003", "utf-8", 1),
        ("94", "xlsx", None, 1),
    ],
)
def test_a_sample_is_recognised_by_its_content(start: str, kind: str, encoding: str | None, sheets: int) -> None:
    with open_book(sample(start)) as book:
        assert (book.format, book.encoding, len(book.sheets)) == (kind, encoding, sheets)


def test_samples_have_as_many_data_rows_as_expected() -> None:
    expected = json.loads(sample("expected").read_text("utf-8"))
    headings = {"02": 4, "04": 3, "05": 2}
    footers = {"02": 2}
    for start in ("00", "01", "02", "03", "04", "05", "06", "07"):
        path = sample(start)
        with open_book(path) as book:
            rows = sum(len(all_rows(book, sheet.index)) for sheet in book.sheets)
        assert rows - headings.get(start, 1) - footers.get(start, 0) == expected[path.name]["data_rows"], path.name


def test_a_broken_sample_is_refused() -> None:
    with pytest.raises(FileDamaged) as damaged:
        open_book(sample("91"))
    assert damaged.value.path_name == sample("91").name
    with pytest.raises(FileEmpty):
        open_book(sample("92"))


def test_an_encrypted_sample_asks_for_its_password() -> None:
    path = sample("93")
    with pytest.raises(PasswordNeeded):
        open_book(path)
    with pytest.raises(PasswordWrong):
        open_book(path, password="Abc123!@")
    assert read(path, password=PASSWORD) == read(sample("05"))


def test_cells_of_every_kind_arrive_as_what_they_are(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    values: list[object] = [
        "文",
        12,
        1.5,
        True,
        datetime.date(2020, 5, 1),
        MAY_DAY,
        HALF_PAST_EIGHT,
    ]
    values += [datetime.timedelta(hours=30), "=1+1", "#REF!", "  ", "　", "a\nb", " 前空", "'撇", '"引"', ""]
    for column, value in enumerate(values, 3):
        sheet.cell(5, column, value)
    path = tmp_path / "cells.xlsx"
    book.save(path)
    expected: list[Cell] = [None, None, "文", 12.0, 1.5, True, datetime.date(2020, 5, 1)]
    expected += [MAY_DAY, HALF_PAST_EIGHT, "30:00:00", FORMULA_EMPTY, CellFault("#REF!")]
    expected += [None, None, "a\nb", " 前空", "'撇", '"引"']
    found = read(path)
    assert list(found) == [5]
    assert found[5] == expected
    assert [type(cell) for cell in found[5]] == [type(cell) for cell in expected]


def test_the_1904_calendar_is_understood(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    assert book.active is not None
    book.active["A1"] = datetime.date(2020, 1, 1)
    book.save(tmp_path / "mac.xlsx")
    assert read(tmp_path / "mac.xlsx") == {1: [datetime.date(2020, 1, 1)]}


def test_hidden_sheets_are_told_and_chart_sheets_left_out(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name, state in (("隐藏", "hidden"), ("深藏", "veryHidden")):
        sheet = book.create_sheet(name)
        sheet.sheet_state = state
        sheet["A1"] = name
    book.create_chartsheet("图", 1)
    book.save(tmp_path / "sheets.xlsx")
    with open_book(tmp_path / "sheets.xlsx") as opened:
        assert [(each.name, each.hidden) for each in opened.sheets] == [
            ("Sheet", False),
            ("隐藏", True),
            ("深藏", True),
        ]
        assert [all_rows(opened, index) for index in range(3)] == [{}, {1: ["隐藏"]}, {1: ["深藏"]}]


def test_merges_are_known_before_the_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["B2"] = "合并"
    book.active.merge_cells("B2:D4")
    book.save(tmp_path / "merged.xlsx")
    with open_book(tmp_path / "merged.xlsx") as opened:
        assert opened.merges(0) == [(2, 2, 4, 4)]
        assert all_rows(opened) == {2: [None, "合并"]}


def test_a_sheet_can_be_looked_at_and_then_read_again(big: Path) -> None:
    with open_book(big) as book:
        stream = book.rows(0)
        assert next(stream).first_row == 1
        stream.close()
        again = next(book.rows(0))
        assert again.first_row == 1
        assert len(all_rows(book)) == 60000


def test_a_stream_that_was_overtaken_says_so(big: Path) -> None:
    with open_book(big) as book:
        stream = book.rows(0)
        next(stream)
        book.merges(0)
        with pytest.raises(RuntimeError):
            next(stream)


def gone(pid: int) -> bool:
    """True when no such process runs any more (one that nobody waited for counts as gone)."""
    for _ in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


@linux_only
def test_closing_the_book_in_the_middle_ends_the_child(big: Path) -> None:
    with open_book(big) as book:
        next(book.rows(0))
        pid = book.child_pid
    assert gone(pid)


@linux_only
def test_what_on_wait_raises_ends_the_reading_and_the_child(big: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stop(Exception):
        pass

    pids: list[int] = []
    started = process.ChildProcess._expect_hello

    def stop() -> None:
        raise Stop

    def remember(child: process.ChildProcess) -> None:
        pids.append(child.pid)
        child._on_wait, wait = None, child._on_wait
        started(child)
        os.kill(child.pid, signal.SIGSTOP)  # it will never answer
        child._on_wait = wait

    monkeypatch.setattr(process.ChildProcess, "_expect_hello", remember)
    with pytest.raises(Stop):
        open_book(big, on_wait=stop)
    assert gone(pids[0])


@linux_only
def test_closing_from_another_thread_is_a_cancel(big: Path) -> None:
    book = open_book(big)
    stream = book.rows(0)
    next(stream)
    book.close()
    with pytest.raises(Cancelled):
        for _ in stream:
            pass


@linux_only
def test_killing_the_parent_ends_the_child(big: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from app.excel.reader import open_book\n"
        "book = open_book(Path(sys.argv[1])); next(book.rows(0)); print(book.child_pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(big)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert gone(pid)


@linux_only
def test_reading_leaves_no_file_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for name in ("TMPDIR", "TEMP", "TMP", "HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.chdir(home)
    for path in [*sorted(SAMPLES.glob("0*")), sample("93")]:
        with open_book(path, password=PASSWORD if path.name.startswith("93") else None) as book:
            for sheet in book.sheets:
                assert all_rows(book, sheet.index)
            assert not list(home.iterdir())
    assert not list(home.iterdir())


def test_the_child_writes_nothing_to_the_screen(capfd: pytest.CaptureFixture[str]) -> None:
    for start in ("01", "02", "91"):
        try:
            read(sample(start))
        except FileDamaged:
            continue
    assert capfd.readouterr() == ("", "")


def test_a_program_in_the_current_folder_is_not_run_by_the_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("json", "zipfile", "lxml", "app"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('planted')")
    monkeypatch.chdir(tmp_path)
    assert read(sample("00"))


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert children.command(children.READING) == [sys.executable, "--read-workbook"]


def test_a_child_that_cannot_start_is_our_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "command", lambda _argument: [sys.executable, "-c", "raise RuntimeError('no app')"])
    with pytest.raises(process.ReaderBroken, match="no app"):
        open_book(sample("00"))


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileMissing):
        open_book(tmp_path / "没有.xlsx")
    with pytest.raises(NotAWorkbook) as folder:
        open_book(tmp_path)
    assert folder.value.reason == "folder"


def test_the_default_limits_are_those_of_the_module() -> None:
    assert reader.Limits().memory_bytes == 700 * 1024 * 1024


@pytest.fixture(autouse=True)
def _no_child_survives() -> Iterator[None]:
    yield
    if sys.platform == "linux":
        children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
        left = [pid for pid in children if "app.excel.child" in Path(f"/proc/{pid}/cmdline").read_text()]
        assert not [pid for pid in left if not gone(int(pid))]


def test_a_sheet_that_was_loaded_ahead_reads_the_same(big: Path) -> None:
    with open_book(big) as book:
        book.load_ahead(0)
        ahead = all_rows(book)
    assert ahead == read(big)
    with open_book(sample("04")) as book:
        book.load_ahead(2)
        assert all_rows(book, 0) == read(sample("04"), 0)


def test_trouble_met_ahead_is_told_when_the_sheet_is_asked_for(big: Path) -> None:
    with open_book(big, limits=Limits(dense_cells=1)) as book:
        book.load_ahead(0)
        assert len(all_rows(book)) == 60000
    with open_book(big, limits=Limits(cells=1000)) as book:
        book.load_ahead(0)
        with pytest.raises(TooLarge):
            all_rows(book)
