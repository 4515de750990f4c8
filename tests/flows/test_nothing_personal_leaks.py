"""After whole stories with a planted name and ID number neither stands in any file, in any encoding, nor on stderr."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.flows.program import CODE, NAME, PASSWORD, Ran, run

PLANTED, NUMBER, PHONE = "尉迟琉璃", "310115199001014484", "13912345678"
BAD_NUMBER = "310115199001014487"
SHEET = (
    "小区,楼栋,室号,姓名,身份证号码,联系电话,备注\n"
    f"凌兆小区一,1号,302,{PLANTED},{NUMBER},{PHONE},\n"
    f"凌兆小区一,1号,303,{PLANTED}二,{BAD_NUMBER},{PHONE},\n"
)


class Watched:
    """An office whose home and temporary folder are its own, and every word of whose standard error is kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: list[str] = []
        for name in ("home", "tmp", "in", "out"):
            (folder / name).mkdir()

    def ctl(self, *words: str | Path, code: int = 0, typed: str = "") -> Ran:
        common = ("--store", self.folder / "store", "--user", "wang", "--password-file", "-")
        surroundings = {
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "TEMP": str(self.folder / "tmp"),
            "TMP": str(self.folder / "tmp"),
        }
        ran = run(*common, *words, typed=f"{PASSWORD}\n{typed}", folder=None, **surroundings)
        self.said.append(ran.err)
        assert ran.code == code, ran.err
        return ran


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path)


def _spellings(text: str) -> list[bytes]:
    return [text.encode(encoding) for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be")]


def _assert_clean(watched: Watched) -> None:
    secrets = [(word, spelt) for word in (PLANTED, NUMBER, PHONE, PASSWORD) for spelt in _spellings(word)]
    looked_at = 0
    for name in ("store", "home", "tmp"):
        for path in (watched.folder / name).rglob("*"):
            if path.is_file():
                looked_at += 1
                content = path.read_bytes()
                for word, spelt in secrets:
                    assert spelt not in content, f"{word} in {path.relative_to(watched.folder)}"
    assert looked_at >= 4
    for word in (PLANTED, NUMBER, PHONE, PASSWORD):
        assert word not in "".join(watched.said)


def test_records_typed_in_leave_nothing_readable(watched: Watched) -> None:
    watched.ctl("init", "--committee-code", CODE, "--committee-name", NAME)
    watched.ctl("add", "person", f"name={PLANTED}", f"id_no={NUMBER}", f"phone={PHONE}", "population_type=01")
    watched.ctl("list", "person", "--search", PLANTED)
    watched.ctl("show", "person", NUMBER, "--history")
    watched.ctl("set", "person", NUMBER, "remark=常住")
    watched.ctl("set", "person", NUMBER, "phone=1", code=2)
    watched.ctl("add", "person", f"name={PLANTED}", f"id_no={NUMBER}", "population_type=01", code=6)
    watched.ctl("add", "person", f"name={PLANTED}", f"id_no={BAD_NUMBER}", "population_type=01", code=2)
    watched.ctl("show", "person", BAD_NUMBER, code=4)
    watched.ctl("check")
    watched.ctl("remove", "person", NUMBER, "--reason", "误录")
    _assert_clean(watched)


def test_papers_leave_nothing_readable(watched: Watched) -> None:
    paper = watched.folder / "in" / f"{PLANTED}.pdf"
    paper.write_bytes(f"%PDF-1.7\n% {PLANTED} {NUMBER} {PHONE}\n%%EOF\n".encode())
    wrong = watched.folder / "in" / f"{PLANTED}.exe"
    wrong.write_bytes(f"MZ {PLANTED}".encode())
    why = ("--reason", "核对", "--purpose", "走访和服务", "--basis", "履行法定职责或者法定义务")
    watched.ctl("init", "--committee-code", CODE, "--committee-name", NAME)
    watched.ctl("add", "person", f"name={PLANTED}", f"id_no={NUMBER}", "population_type=01")
    added = watched.ctl("attachment", "add", "person", NUMBER, paper, "--caption", PLANTED, "--json").answer["id"]
    watched.ctl("attachment", "add", "person", NUMBER, paper, code=6)
    watched.ctl("attachment", "add", "person", NUMBER, wrong, code=3)
    watched.ctl("attachment", "list", "person", NUMBER)
    watched.ctl("attachment", "caption", added, f"{PLANTED} {PHONE}")
    watched.ctl("attachment", "save", added, watched.folder / "out" / "出.pdf", *why)
    watched.ctl("attachment", "remove", added, "--reason", "传错了")
    watched.ctl("check")
    _assert_clean(watched)


def test_an_import_leaves_nothing_readable(watched: Watched) -> None:
    sheet = watched.folder / "in" / "居民.csv"
    sheet.write_text(SHEET, encoding="gb18030")
    errors = watched.folder / "out" / "退回.xlsx"
    watched.ctl("init", "--committee-code", CODE, "--committee-name", NAME)
    watched.ctl("import", sheet, "--dry-run")
    batch = watched.ctl("import", sheet, "--errors-to", errors, "--json").answer["batch"]
    assert watched.ctl("list", "person", "--json").answer["total"] == 1
    watched.ctl("export", "flat", watched.folder / "out" / "人房.xlsx")
    watched.ctl("import", watched.folder / "in" / "missing.csv", code=3)
    watched.ctl("import-undo", str(batch))
    watched.ctl("import-undo", str(batch), code=6)
    _assert_clean(watched)
