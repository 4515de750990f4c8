"""Files that would take the program down if they were read carelessly."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from app.excel.cells import FORMULA_EMPTY, Cell, CellFault
from app.excel.limits import MIB, Limits
from app.excel.reader import open_book
from app.excel.refusals import FileDamaged, FileRefused, NotAWorkbook, PasswordNeeded, TooLarge, UnknownEncryption
from tests.app.excel import workbook_bytes as made
from tests.app.excel.test_reader import all_rows, read

TWO_ROWS = f'<row r="1">{made.text_cell("A1", "姓名")}</row><row r="2">{made.text_cell("A2", "张三")}</row>'


def written(tmp_path: Path, content: bytes, name: str = "难.xlsx") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def refusal(path: Path, limits: Limits | None = None) -> FileRefused:
    """The refusal that opening or reading ends in."""
    with pytest.raises(FileRefused) as refused:
        outcome(path, limits)
    assert refused.value.path_name == path.name
    return refused.value


def outcome(path: Path, limits: Limits | None = None) -> list[dict[int, list[Cell]]]:
    """The rows of all sheets."""
    with open_book(path, limits=limits) as book:
        return [all_rows(book, sheet.index) for sheet in book.sheets]


def test_one_cell_far_away_is_just_one_cell(tmp_path: Path) -> None:
    far = f'<row r="200000">{made.text_cell("SF200000", "远")}</row>'
    found = read(written(tmp_path, made.xlsx(made.sheet_xml(TWO_ROWS + far))))
    assert found == {1: ["姓名"], 2: ["张三"], 200000: [None] * 499 + ["远"]}


def test_the_dimension_that_a_sheet_claims_is_not_believed(tmp_path: Path) -> None:
    for claim in ("A1:XFD1048576", "A1", "nonsense"):
        sheet = made.sheet_xml(TWO_ROWS, before=f'<dimension ref="{claim}"/>')
        assert read(written(tmp_path, made.xlsx(sheet))) == {1: ["姓名"], 2: ["张三"]}


def test_a_million_formatted_empty_rows_cost_nothing(tmp_path: Path) -> None:
    empty = "".join(
        f'<row r="{n}" s="1" customFormat="1"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>' for n in range(3, 1_000_001)
    )
    path = written(tmp_path, made.xlsx(made.sheet_xml(TWO_ROWS + empty)))
    with open_book(path, limits=Limits(memory_bytes=200 * MIB)) as book:
        batches = list(book.rows(0))
    assert [batch.rows[:2] for batch in batches] == [[["姓名"], ["张三"]]]


def test_formatted_columns_to_the_far_right_cost_nothing(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}">{made.text_cell(f"A{n}", "张三")}<c r="XFD{n}" s="1"/></row>' for n in range(1, 2001))
    found = read(written(tmp_path, made.xlsx(made.sheet_xml(rows))))
    assert len(found) == 2000
    assert found[2000][:2] in ([["张三"][0]], ["张三", None])


def test_a_far_cell_in_a_binary_sheet_is_refused_with_its_extent(tmp_path: Path) -> None:
    refused = refusal(written(tmp_path, made.xlsb({0: {0: "姓名"}, 199_999: {499: "远"}}), "远.xlsb"))
    assert isinstance(refused, TooLarge)
    assert (refused.reason, refused.facts["rows"], refused.facts["columns"]) == ("dimensions", 200_000, 500)


@pytest.mark.parametrize("reference", ["ZZZ1", "A9999999"])
def test_a_cell_outside_any_sheet_is_refused(tmp_path: Path, reference: str) -> None:
    row = reference.lstrip("AZ")
    sheet = made.sheet_xml(f'<row r="{row}">{made.text_cell(reference, "外")}</row>')
    refused = refusal(written(tmp_path, made.xlsx(sheet)))
    assert (type(refused), refused.reason) == (TooLarge, "dimensions")


def test_a_zip_that_unpacks_to_gigabytes_is_refused_by_its_directory(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in made.xlsx_parts(made.sheet_xml(TWO_ROWS)).items():
            container.writestr(name, content)
        with container.open("xl/media/bomb.bin", "w", force_zip64=True) as bomb:
            for _ in range(80):
                bomb.write(bytes(MIB))
    refused = refusal(written(tmp_path, file.getvalue()))
    assert (type(refused), refused.reason) == (TooLarge, "ratio")
    refused = refusal(written(tmp_path, file.getvalue()), Limits(unpacked_bytes=70 * MIB))
    assert (type(refused), refused.reason) == (TooLarge, "unpacked")


def test_a_zip_of_too_many_parts_is_refused(tmp_path: Path) -> None:
    parts = made.xlsx_parts(made.sheet_xml(TWO_ROWS)) | {f"x/{n}": b"" for n in range(300)}
    refused = refusal(written(tmp_path, made.zipped(parts)), Limits(parts=200))
    assert (type(refused), refused.reason, refused.facts["limit"]) == (TooLarge, "parts", 200)


def test_a_zip_whose_parts_overlap_is_refused(tmp_path: Path) -> None:
    content = bytearray(made.zipped({"a": bytes(5000), "xl/workbook.xml": b"x" * 3000}))
    at = content.index(b"PK\x01\x02")
    content[at + 20 : at + 24] = (10**6).to_bytes(4, "little")
    assert isinstance(refusal(written(tmp_path, bytes(content))), (TooLarge, FileDamaged))


def test_a_part_that_holds_more_than_the_directory_says_is_damage(tmp_path: Path) -> None:
    content = bytearray(made.xlsx(made.sheet_xml(TWO_ROWS + " " * 100_000)))
    start = content.rindex(b"PK\x01\x02")
    content[start + 24 : start + 28] = (100).to_bytes(4, "little")
    assert isinstance(refusal(written(tmp_path, bytes(content))), FileDamaged)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_entities_in_an_xlsx_are_not_expanded(tmp_path: Path, part: str) -> None:
    shared = f'<sst xmlns="{made.MAIN}"><si><t>姓名</t></si></sst>'
    sheet = made.sheet_xml('<row r="1"><c r="A1" t="s"><v>0</v></c></row>')
    parts = made.xlsx_parts(sheet, shared=shared)
    text = str(parts[part]).replace("姓名", "&j;")
    parts[part] = '<?xml version="1.0"?>' + made.BILLION_LAUGHS + text
    refused = refusal(written(tmp_path, made.zipped(parts)))
    assert (type(refused), refused.reason) == (TooLarge, "entities")


def test_entities_in_other_markup_are_not_expanded(tmp_path: Path) -> None:
    worksheet = (
        '<Worksheet ss:Name="a"><Table><Row><Cell><Data ss:Type="String">&j;</Data></Cell></Row></Table></Worksheet>'
    )
    head = '<?xml version="1.0"?>' + made.BILLION_LAUGHS
    assert refusal(written(tmp_path, made.xml2003(worksheet, head=head), "a.xls")).reason == "entities"
    table = '<table:table table:name="a"><table:table-row><table:table-cell/></table:table-row></table:table>'
    assert refusal(written(tmp_path, made.ods(table, doctype=made.BILLION_LAUGHS), "a.ods")).reason == "entities"
    page = made.BILLION_LAUGHS.replace("<!DOCTYPE x", "<!DOCTYPE html") + "<table><tr><td>&j;</td></tr></table>"
    assert read(written(tmp_path, page.encode(), "b.xls")) != {}
    assert max(len(str(cell)) for row in read(tmp_path / "b.xls").values() for cell in row) < 1000


def test_an_outside_entity_is_never_fetched(tmp_path: Path) -> None:
    secret = written(tmp_path, "密".encode(), "secret.txt")
    head = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY j SYSTEM "{secret.as_uri()}">]>'
    worksheet = (
        '<Worksheet ss:Name="a"><Table><Row><Cell><Data ss:Type="String">&j;</Data></Cell></Row></Table></Worksheet>'
    )
    assert isinstance(refusal(written(tmp_path, made.xml2003(worksheet, head=head), "a.xls")), TooLarge)


def test_the_memory_limit_holds_and_is_told(tmp_path: Path) -> None:
    """One long shared text in very many cells: a small file, endless memory."""
    shared = f'<sst xmlns="{made.MAIN}"><si><t>{"长" * 30_000}</t></si></sst>'
    rows = "".join(
        f'<row r="{n}">' + f'<c t="s" r="A{n}"><v>0</v></c><c t="s" r="B{n}"><v>0</v></c>' + "</row>"
        for n in range(1, 5001)
    )
    path = written(tmp_path, made.xlsx(made.sheet_xml(rows), shared=shared))
    refused = refusal(path, Limits(memory_bytes=120 * MIB))
    assert isinstance(refused, TooLarge)
    assert refused.reason == "memory"


def test_the_time_limit_holds_and_is_told(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}">{made.text_cell(f"A{n}", "张三" * 20)}</row>' for n in range(1, 400_000))
    refused = refusal(written(tmp_path, made.xlsx(made.sheet_xml(rows))), Limits(cpu_s=1, dense_cells=1))
    assert (type(refused), refused.reason, refused.facts["limit"]) == (TooLarge, "time", 1)


def test_a_sheet_of_too_many_cells_is_refused(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{n}">{made.text_cell(f"Z{n}", "张三")}</row>' for n in range(1, 200))
    path = written(tmp_path, made.xlsx(made.sheet_xml(rows)))
    for limits in (Limits(cells=1000), Limits(cells=1000, dense_cells=1)):
        assert (refusal(path, limits).reason, refusal(path, limits).facts) == ("cells", {"limit": 1000})


def test_a_file_above_the_size_limit_is_refused_unopened(tmp_path: Path) -> None:
    refused = refusal(written(tmp_path, made.xlsx(made.sheet_xml(TWO_ROWS))), Limits(file_bytes=100))
    assert (type(refused), refused.reason) == (TooLarge, "file")


def test_repeated_rows_and_cells_of_an_ods_are_bounded(tmp_path: Path) -> None:
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    refused = refusal(written(tmp_path, made.ods(f'<table:table table:name="a">{rows}</table:table>'), "a.ods"))
    assert (type(refused), refused.reason) == (TooLarge, "cells")


def test_spans_of_a_web_page_are_bounded(tmp_path: Path) -> None:
    row = "<tr>" + '<td colspan="999999999" rowspan="999999999">张三</td>' * 30 + "</tr>"
    assert isinstance(refusal(written(tmp_path, f"<table>{row}</table>".encode(), "a.xls")), TooLarge)


def test_a_page_of_unclosed_elements_is_read(tmp_path: Path) -> None:
    path = written(tmp_path, ("<table><tr>" + "<td><font><b>张三" * 100).encode(), "a.xls")
    assert read(path) == {1: ["张三"] * 100}


def test_tables_nested_without_end_are_read_one_by_one(tmp_path: Path) -> None:
    path = written(tmp_path, ("<table><tr><td>张三" * 2000).encode(), "a.xls")
    found = outcome(path)
    assert len(found) == 2000
    assert found[1999] == {1: ["张三"]}


FOREIGN = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
    "jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "png": b"\x89PNG\r\n\x1a\n\x00\x00",
    "program": b"MZ\x90\x00\x03\x00\x00\x00",
    "rar": b"Rar!\x1a\x07\x01\x00",
    "docx": made.zipped({"word/document.xml": "<w/>", "[Content_Types].xml": "<T/>"}),
    "pptx": made.zipped({"ppt/presentation.xml": "<p/>"}),
    "zip": made.zipped({"readme.txt": "x"}),
    "odf": made.zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
    "xml": b"<?xml version='1.0'?><note>x</note>",
    "html": b"<html><body><p>please log in</p></body></html>",
    "json": b'{"name": "x"}',
    "rtf": b"{\\rtf1\\ansi x}",
    "database": b"SQLite format 3\x00" + bytes(100),
    "binary": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_foreign_file_is_named_for_what_it_is(tmp_path: Path, kind: str) -> None:
    refused = refusal(written(tmp_path, FOREIGN[kind]))
    assert (type(refused), refused.reason) == (NotAWorkbook, kind)


def test_a_file_of_zeros_is_damage(tmp_path: Path) -> None:
    assert isinstance(refusal(written(tmp_path, bytes(4096))), FileDamaged)


def test_an_encrypted_zip_or_ods_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    table = '<table:table table:name="a"/>'
    manifest = "<manifest:encryption-data xmlns:manifest='m'/>"
    assert isinstance(refusal(written(tmp_path, made.ods(table, manifest=manifest), "a.ods")), UnknownEncryption)
    content = bytearray(made.xlsx(made.sheet_xml(TWO_ROWS)))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert isinstance(refusal(written(tmp_path, bytes(content))), UnknownEncryption)


def test_a_password_that_is_not_needed_does_no_harm(tmp_path: Path) -> None:
    assert read(written(tmp_path, made.xlsx(made.sheet_xml(TWO_ROWS))), password="x") == {1: ["姓名"], 2: ["张三"]}


def test_excels_own_password_is_tried_without_asking(tmp_path: Path) -> None:
    msoffcrypto = pytest.importorskip("msoffcrypto")
    for password, opens in (("VelvetSweatshop", True), ("geheim", False)):
        plain, encrypted = io.BytesIO(made.xlsx(made.sheet_xml(TWO_ROWS), noise=True)), io.BytesIO()
        msoffcrypto.OfficeFile(plain).encrypt(password, encrypted)
        path = written(tmp_path, encrypted.getvalue())
        if opens:
            assert read(path) == {1: ["姓名"], 2: ["张三"]}
        else:
            assert isinstance(refusal(path), PasswordNeeded)


@pytest.mark.parametrize("careful", [False, True])
def test_faults_and_formulas_without_a_value_keep_their_places(tmp_path: Path, careful: bool) -> None:
    cells = (
        '<row r="2"><c r="B2" t="e"><f>A1</f><v>#N/A</v></c><c r="C2"><f>1+1</f></c>'
        '<c r="D2"><f t="shared" si="0"/></c>'
        '<c r="E2"><f>1+1</f><v>2</v></c><c r="F2" t="str"><f>""</f><v></v></c><c r="G2"><f>1</f><v/></c></row>'
        '<row r="900"><c r="C900"><f>1+1</f></c></row>'
    )
    limits = Limits(dense_cells=1) if careful else Limits()
    with open_book(written(tmp_path, made.xlsx(made.sheet_xml(cells))), limits=limits) as book:
        found = all_rows(book)
    empty = FORMULA_EMPTY
    assert found == {2: [None, CellFault("#N/A"), empty, empty, 2.0, None, empty], 900: [None, None, empty]}
