"""What each kind of file needs to come out right: encodings, spans, indexes, repeats, styles."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import openpyxl
import pytest

from app.excel.cells import FORMULA_EMPTY, Cell, CellFault
from app.excel.limits import Limits
from app.excel.reader import open_book
from app.excel.refusals import FileEmpty, UnknownEncryption
from tests.app.excel import workbook_bytes as made
from tests.app.excel.test_reader import all_rows, read
from tests.samples import sample

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures" / "workbooks"
NAMES = "姓名,地址\n张三,东明路300弄\n䶮龘,𠮷野家\n"  # beyond GB2312, and beyond the BMP
ROWS: dict[int, list[Cell]] = {1: ["姓名", "地址"], 2: ["张三", "东明路300弄"], 3: ["䶮龘", "𠮷野家"]}


def written(tmp_path: Path, content: bytes | str, name: str) -> Path:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("gb18030", "gb18030"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_text_comes_in_any_encoding_and_delimiter(tmp_path: Path, codec: str, encoding: str, delimiter: str) -> None:
    path = written(tmp_path, NAMES.replace(",", delimiter).encode(codec), "a.csv")
    with open_book(path) as book:
        assert (book.format, book.encoding) == ("csv", encoding)
        assert all_rows(book) == ROWS


def test_a_row_of_text_is_a_record(tmp_path: Path) -> None:
    text = '姓名,备注\r\n张三,"一\n二\n三"\r\n\r\n李四,"说""好"""\r\n'
    assert read(written(tmp_path, text, "a.csv")) == {
        1: ["姓名", "备注"],
        2: ["张三", "一\n二\n三"],
        4: ["李四", '说"好"'],
    }


def test_cells_of_text_stay_as_they_are(tmp_path: Path) -> None:
    text = "姓名,身份证,电话\n 张三 ,'310112195204274027,0086-13800000000\n李四,3.10115E+17,　\n"
    assert read(written(tmp_path, text, "a.csv")) == {
        1: ["姓名", "身份证", "电话"],
        2: [" 张三 ", "'310112195204274027", "0086-13800000000"],
        3: ["李四", "3.10115E+17"],
    }


def test_a_stray_quotation_mark_swallows_no_rows(tmp_path: Path) -> None:
    text = '姓名,备注\n张三,"没有写完\n' + "".join(f"李{n},x\n" for n in range(500))
    found = read(written(tmp_path, text, "a.csv"))
    assert len(found) == 502
    assert found[2] == ["张三", '"没有写完']


def test_the_delimiter_hint_of_excel_is_obeyed_and_not_a_row(tmp_path: Path) -> None:
    assert read(written(tmp_path, "sep=;\r\n姓名;a,b\r\n张三;c,d\r\n", "a.csv")) == {
        1: ["姓名", "a,b"],
        2: ["张三", "c,d"],
    }


def test_one_column_of_text_is_a_sheet_and_blank_text_is_none(tmp_path: Path) -> None:
    assert read(written(tmp_path, "姓名\n张三\n", "a.txt")) == {1: ["姓名"], 2: ["张三"]}
    with pytest.raises(FileEmpty):
        open_book(written(tmp_path, " \r\n\n", "b.csv"))


def test_a_text_of_many_rows_keeps_its_numbers(tmp_path: Path) -> None:
    text = "".join(f"{n},x\n" for n in range(1, 2501))
    with open_book(written(tmp_path, text, "a.csv")) as book:
        batches = list(book.rows(0))
    assert [batch.first_row for batch in batches] == [1, 1001, 2001]
    assert batches[2].rows[-1] == ["2500", "x"]


PAGE = "<html><head><meta charset='{charset}'></head><body>{body}</body></html>"
TABLE = "<table><tr><td>姓名</td></tr><tr><td>䶮龘镕</td></tr></table>"


@pytest.mark.parametrize(
    ("codec", "charset", "encoding"),
    [
        ("gb18030", "gb2312", "gb18030"),
        ("gb18030", "gbk", "gb18030"),
        ("gb18030", "utf-8", "gb18030"),
        ("utf-8", "gb2312", "utf-8"),
        ("utf-8-sig", "gb2312", "utf-8-sig"),
        ("utf-16", "unicode", "utf-16"),
        ("utf-8", "x-nonsense", "utf-8"),
    ],
)
def test_a_web_page_is_decoded_as_it_is_and_not_as_it_says(
    tmp_path: Path, codec: str, charset: str, encoding: str
) -> None:
    page = PAGE.format(charset=charset, body=TABLE + "<!-- 里弄居民委员会 -->")
    with open_book(written(tmp_path, page.encode(codec), "a.xls")) as book:
        assert (book.format, book.encoding) == ("html", encoding)
        assert all_rows(book) == {1: ["姓名"], 2: ["䶮龘镕"]}


def test_a_big5_page_is_believed(tmp_path: Path) -> None:
    page = PAGE.format(charset="big5", body="<table><tr><td>國語</td></tr></table>")
    assert read(written(tmp_path, page.encode("big5"), "a.xls")) == {1: ["國語"]}


def test_spans_of_a_web_page_are_merges(tmp_path: Path) -> None:
    page = """<table>
      <tr><th colspan=2>基本信息</th><th rowspan=2>备注</th></tr>
      <tr><td>姓名</td><td>性别</td></tr>
      <tr><td rowspan="2">张三</td><td>男</td><td>甲</td></tr>
      <tr><td>女</td><td>乙</td></tr></table>"""
    with open_book(written(tmp_path, page, "a.xls")) as book:
        assert sorted(book.merges(0)) == [(1, 1, 1, 2), (1, 3, 2, 3), (3, 1, 4, 1)]
        assert all_rows(book) == {
            1: ["基本信息", None, "备注"],
            2: ["姓名", "性别"],
            3: ["张三", "男", "甲"],
            4: [None, "女", "乙"],
        }


def test_a_web_page_shows_what_a_browser_would(tmp_path: Path) -> None:
    page = """<style>td{color:red}</style><script>var x = "<td>";</script>
      <table><caption>花名册</caption><tbody><tr><td style="mso-number-format:'\\@'">  310112197711020418 </td>
      <td>一<br>二</td><td>&nbsp;</td><td>甲&amp;乙&nbsp;丙</td><td><b>粗</b>\n   体</td></tr></tbody></table>
      <table><tr><td></td></tr></table><table><tr><td>第二张</td></tr></table>"""
    with open_book(written(tmp_path, page, "a.xls")) as book:
        assert [sheet.name for sheet in book.sheets] == ["花名册", "表2"]
        assert all_rows(book, 0) == {1: ["310112197711020418", "一\n二", None, "甲&乙 丙", "粗 体"]}
        assert all_rows(book, 1) == {1: ["第二张"]}


def test_a_table_inside_a_cell_is_a_sheet_of_its_own(tmp_path: Path) -> None:
    page = "<table><tr><td>外<table><tr><td>内</td></tr></table></td><td>边</td></tr></table>"
    with open_book(written(tmp_path, page, "a.xls")) as book:
        assert [all_rows(book, sheet.index) for sheet in book.sheets] == [{1: ["外", "边"]}, {1: ["内"]}]


def cell(kind: str, text: str, **attributes: str) -> str:
    listed = "".join(f' ss:{name}="{value}"' for name, value in attributes.items())
    return f'<Cell{listed}><Data ss:Type="{kind}">{text}</Data></Cell>'


def test_spreadsheetml_2003_knows_indexes_merges_and_types(tmp_path: Path) -> None:
    rows = (
        f'<Row ss:Index="3">{cell("String", "标题", Index="2", MergeAcross="2", MergeDown="1")}'
        f"{cell('String', '旁')}</Row>"
        f'<Row ss:Index="5" ss:Span="2">{cell("Number", "12")}{cell("Boolean", "1")}'
        f"{cell('DateTime', '2020-05-01T00:00:00.000')}{cell('DateTime', '2020-05-01T08:30:00.000')}"
        f"{cell('DateTime', '1899-12-31T08:30:00.000')}{cell('Error', '#REF!')}"
        '<Cell ss:Formula="=1+1"/><Cell ss:Formula="=1+1"><Data ss:Type="Number">2</Data></Cell>'
        '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>粗</B>体</ss:Data>'
        "<Comment><ss:Data>批注</ss:Data></Comment></Cell></Row>"
        f"<Row>{cell('Number', 'x12')}{cell('String', '  ')}{cell('DateTime', '昨天')}</Row>"
    )
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    sheets = (
        f'<Worksheet ss:Name="一"><Table>{rows}</Table></Worksheet><Worksheet ss:Name="二"><Table/>{hidden}</Worksheet>'
    )
    moment = datetime.datetime.fromisoformat("2020-05-01T08:30")
    with open_book(written(tmp_path, made.xml2003(sheets), "a.xls")) as book:
        assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("一", False), ("二", True)]
        assert book.merges(0) == [(3, 2, 4, 4)]
        assert all_rows(book) == {
            3: [None, "标题", None, None, "旁"],
            5: [
                12.0,
                True,
                datetime.date(2020, 5, 1),
                moment,
                datetime.time(8, 30),
                CellFault("#REF!"),
                FORMULA_EMPTY,
                2.0,
                "粗体",
            ],
            8: ["x12", None, "昨天"],
        }
        assert all_rows(book, 1) == {}


def test_spreadsheetml_2003_is_read_in_the_encoding_it_is_in(tmp_path: Path) -> None:
    sheet = f'<Worksheet ss:Name="表"><Table><Row>{cell("String", "䶮龘镕朱")}</Row></Table></Worksheet>'
    for declared, codec in (("gb2312", "gb18030"), ("UTF-16", "utf-16"), ("gb2312", "utf-8")):
        content = made.xml2003(sheet, head=f'<?xml version="1.0" encoding="{declared}"?>', encoding=codec)
        assert read(written(tmp_path, content, "a.xls")) == {1: ["䶮龘镕朱"]}


EMPTY = '<table:table-cell table:number-columns-repeated="16384"/>'


def ods_cell(kind: str, value: str) -> str:
    attribute = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
    return f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}"/>'


def ods_rows(cells: str, repeated: int) -> str:
    return f'<table:table-row table:number-rows-repeated="{repeated}">{cells}</table:table-row>'


ODS_ROW = f"""<table:table-row><table:table-cell table:number-columns-repeated="2"/>
  <table:table-cell office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="3">
   <office:annotation><text:p>批注</text:p></office:annotation>
   <text:p>甲<text:s text:c="2"/><text:span>乙</text:span></text:p><text:p>丙</text:p>
  </table:table-cell><table:covered-table-cell><text:p>盖住</text:p></table:covered-table-cell>
  <table:table-cell office:value-type="float" office:value="12" table:number-columns-repeated="2"/>
  {ods_cell("date", "2020-05-01")}{ods_cell("date", "2020-05-01T08:30:00")}
  {ods_cell("time", "PT08H30M00S")}{ods_cell("time", "PT30H00M00S")}{ods_cell("boolean", "true")}
  <table:table-cell table:formula="of:=1/0" office:value-type="string" calcext:value-type="error">
   <text:p>#DIV/0!</text:p></table:table-cell>
  <table:table-cell table:formula="of:=1+1"/></table:table-row>"""
ODS_REPEATED = '<table:table-cell office:value-type="string"><text:p>重</text:p></table:table-cell>'
ODS_TABLE = (
    '<table:table table:name="一" table:style-name="ta1"><table:table-column/>'
    f"{ods_rows(EMPTY, 2)}{ODS_ROW}{ods_rows(ODS_REPEATED, 3)}{ods_rows(EMPTY, 1048570)}</table:table>"
    '<table:table table:name="二" table:style-name="ta2"/>'
)
ODS_STYLES = '<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>'


def test_opendocument_knows_repeats_spans_and_types(tmp_path: Path) -> None:
    moment = datetime.datetime.fromisoformat("2020-05-01T08:30")
    with open_book(written(tmp_path, made.ods(ODS_TABLE, styles=ODS_STYLES), "a.ods")) as book:
        assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("一", False), ("二", True)]
        assert book.merges(0) == [(3, 3, 5, 4)]
        found = all_rows(book)
    third: list[Cell] = [
        None,
        None,
        "甲  乙\n丙",
        None,
        12.0,
        12.0,
        datetime.date(2020, 5, 1),
        moment,
        datetime.time(8, 30),
    ]
    third += ["30:00:00", True, CellFault("#DIV/0!"), FORMULA_EMPTY]
    assert found == {3: third, 4: ["重"], 5: ["重"], 6: ["重"]}


def test_a_binary_xlsx_has_its_errors_and_merges(tmp_path: Path) -> None:
    content = made.xlsb({1: {1: "姓名", 2: 12.0, 3: b"\x2a"}, 4: {0: "张三"}}, merges=[(1, 3, 1, 1)])
    with open_book(written(tmp_path, content, "a.xlsx")) as book:
        assert (book.format, [sheet.name for sheet in book.sheets]) == ("xlsb", ["表一"])
        assert book.merges(0) == [(2, 2, 4, 2)]
        assert all_rows(book) == {2: [None, "姓名", 12.0, CellFault("#N/A")], 5: ["张三"]}


def test_a_biff_file_is_et_by_its_name_alone(tmp_path: Path) -> None:
    for name, kind in (("a.et", "et"), ("a.xlsx", "xls"), ("a", "xls")):
        shutil.copyfile(sample("02"), tmp_path / name)
        with open_book(tmp_path / name) as book:
            assert book.format == kind
            assert book.merges(0)
            assert len(all_rows(book)) == 371


ODD: list[Cell] = [None, "甲", 2.0, CellFault("#REF!"), True, datetime.date(2020, 1, 1)]
ODD += [datetime.datetime.fromisoformat("2020-01-01T08:30"), datetime.time(8, 30), "30:00:00", CellFault("#DIV/0!")]


@pytest.mark.parametrize("name", ["odd.xls", "odd.ods", "odd.xlsx"])
def test_files_that_libreoffice_wrote_agree(name: str) -> None:
    with open_book(FIXTURES / name) as book:
        assert [(sheet.name, sheet.hidden) for sheet in book.sheets] == [("甲", False), ("藏", True)]
        assert book.merges(0) == [(5, 2, 7, 3)]
        assert all_rows(book) == {3: ODD, 5: [None, "合并"]}
        assert all_rows(book, 1) == {1: ["隐"]}


def test_an_encrypted_biff_file_opens_with_its_password() -> None:
    path = FIXTURES / "password_geheim.xls"
    with open_book(path, password="geheim") as book:
        assert all_rows(book)[3] == ODD


def test_an_encrypted_opendocument_file_says_that_we_cannot() -> None:
    with pytest.raises(UnknownEncryption):
        open_book(FIXTURES / "password_geheim.ods", password="geheim")


STYLED = [14, 31, 57, 46, 20, 0, 170, 171, 172, 173]
CODES = {
    170: "yyyy&quot;年&quot;m&quot;月&quot;",
    171: "&quot;年龄&quot;0",
    172: "[h]:mm",
    173: "[Red]0.00;[Blue]-0.00",
}


def test_the_careful_reader_agrees_with_calamine(tmp_path: Path) -> None:
    numbers = ["43831.25", "0.5", "60", "1", "59", "1.25", "-1", "43831", "1e20"]
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{chr(65 + at)}{row}" s="{at}"><v>{number}</v></c>' for at in range(len(STYLED)))
        + "</row>"
        for row, number in enumerate(numbers, 1)
    )
    rows += (
        '<row r="20"><c r="A20" t="s"><v>0</v></c><c r="B20" t="s"><v>1</v></c><c r="C20" t="b"><v>1</v></c>'
        '<c r="D20" t="str"><f>A1</f><v>_x000D_好</v></c><c r="E20" t="d"><v>2020-05-01</v></c></row>'
    )
    runs = '<r><t>甲</t></r><r><t xml:space="preserve"> 乙</t></r><rPh><t>jia</t></rPh>'
    shared = f'<sst xmlns="{made.MAIN}"><si>{runs}</si><si><t/></si></sst>'
    after = '<mergeCells><mergeCell ref="A20:B21"/></mergeCells>'
    content = made.xlsx(made.sheet_xml(rows, after=after), shared=shared, styles=made.date_styles(*STYLED, codes=CODES))
    path = written(tmp_path, content, "a.xlsx")
    with open_book(path) as quick, open_book(path, limits=Limits(dense_cells=1)) as careful:
        assert careful.merges(0) == quick.merges(0) == [(20, 1, 21, 2)]
        first, second = all_rows(quick), all_rows(careful)
        assert quick.sheets == careful.sheets
    assert second == first


def test_every_xlsx_sample_reads_the_same_by_both_readers() -> None:
    for start in ("00", "01", "04", "05"):
        with open_book(sample(start)) as quick, open_book(sample(start), limits=Limits(dense_cells=1)) as careful:
            for sheet in quick.sheets:
                assert all_rows(quick, sheet.index) == all_rows(careful, sheet.index)


@pytest.mark.parametrize("prefix", ["x:", "main:"])
def test_a_writer_that_prefixes_every_element_is_understood(tmp_path: Path, prefix: str) -> None:
    parts = made.xlsx_parts(
        made.sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1"><f>A1</f></c></row>')
    )
    name = "xl/worksheets/sheet1.xml"
    text = str(parts[name]).replace("</", "\0").replace("<", f"<{prefix}").replace("\0", f"</{prefix}")
    parts[name] = text.replace("xmlns=", f"xmlns:{prefix[:-1]}=")
    found = read(written(tmp_path, made.zipped(parts), "a.xlsx"))
    assert found == {1: [1.0, CellFault("#N/A"), FORMULA_EMPTY]}


def test_cells_without_references_are_counted(tmp_path: Path) -> None:
    sheet = made.sheet_xml("<row><c><v>1</v></c><c><v>2</v></c></row><row><c><f>A1</f></c><c><v>4</v></c></row>")
    assert read(written(tmp_path, made.xlsx(sheet), "a.xlsx")) == {1: [1.0, 2.0], 2: [FORMULA_EMPTY, 4.0]}


def test_a_sheet_in_utf_16_is_read(tmp_path: Path) -> None:
    sheet = (
        '<?xml version="1.0" encoding="UTF-16"?>' + made.sheet_xml(f'<row r="2">{made.text_cell("A2", "䶮")}</row>')
    ).encode("utf-16")
    assert read(written(tmp_path, made.xlsx(sheet), "a.xlsx")) == {2: ["䶮"]}


def test_a_macro_workbook_says_so(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "宏"
    book.save(tmp_path / "a.xlsx")
    source = made.unzipped((tmp_path / "a.xlsx").read_bytes())
    types = source["[Content_Types].xml"].replace(
        b"openxmlformats-officedocument.spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
    )
    with open_book(written(tmp_path, made.zipped({**source, "[Content_Types].xml": types}), "a.xlsm")) as opened:
        assert opened.format == "xlsm"
        assert all_rows(opened) == {1: ["宏"]}


def test_a_workbook_part_of_another_name_is_found(tmp_path: Path) -> None:
    parts = made.xlsx_parts(made.sheet_xml(f'<row r="1">{made.text_cell("A1", "名")}</row>'))
    moved = {
        name.replace("xl/workbook.xml", "xl/book9.xml").replace("workbook.xml.rels", "book9.xml.rels"): text
        for name, text in parts.items()
    }
    moved["_rels/.rels"] = str(moved["_rels/.rels"]).replace("workbook.xml", "book9.xml")
    moved["[Content_Types].xml"] = (
        '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        "</Types>"
    )
    assert read(written(tmp_path, made.zipped(moved), "a.xlsx")) == {1: ["名"]}
