"""Workbooks made by hand, byte by byte, so that a test can say exactly what is odd about one."""

from __future__ import annotations

import hashlib
import io
import struct
import zipfile
from collections.abc import Mapping, Sequence

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def zipped(parts: Mapping[str, bytes | str], *, stored: bool = False) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return file.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as container:
        return {name: container.read(name) for name in container.namelist()}


def sheet_xml(rows: str, *, after: str = "", before: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def text_cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def xlsx_parts(
    *sheets: str | bytes,
    names: Sequence[str] = (),
    states: Sequence[str] = (),
    shared: str | None = None,
    styles: str | None = None,
    settings: str = "",
) -> dict[str, bytes | str]:
    """The parts of an xlsx container; every sheet is its whole XML."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="{names[n - 1] if names else f"Sheet{n}"}" sheetId="{n}" r:id="rId{n}"'
        f' state="{states[n - 1] if states else "visible"}"/>'
        for n in numbers
    )
    relations = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{settings}'
        f"<sheets>{listed}</sheets></workbook>",
    }
    if shared is not None:
        relations += f'<Relationship Id="ss" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        parts["xl/sharedStrings.xml"] = shared
    if styles is not None:
        relations += f'<Relationship Id="st" Type="{OFFICE}/styles" Target="styles.xml"/>'
        parts["xl/styles.xml"] = styles
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}">{relations}</Relationships>'
    for n, sheet in zip(numbers, sheets, strict=True):
        parts[f"xl/worksheets/sheet{n}.xml"] = sheet
    return parts


def xlsx(*sheets: str | bytes, noise: bool = False, **options: object) -> bytes:
    """A container; with `noise` of a size that msoffcrypto can encrypt (its writer fails below 4096 bytes)."""
    parts = xlsx_parts(*sheets, **options)  # type: ignore[arg-type]
    return zipped(
        {**parts, "docProps/noise.bin": b"".join(hashlib.sha256(bytes([n])).digest() for n in range(256))}
        if noise
        else parts
    )


def date_styles(*format_ids: int, codes: Mapping[int, str] | None = None) -> str:
    formats = "".join(f'<numFmt numFmtId="{n}" formatCode="{code}"/>' for n, code in (codes or {}).items())
    cells = "".join(f'<xf numFmtId="{n}"/>' for n in format_ids)
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts>{formats}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
        f"<cellXfs>{cells}</cellXfs></styleSheet>"
    )


def _record(kind: int, payload: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, length = len(payload), b""
    while True:
        length += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + length + payload


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def xlsb(
    rows: Mapping[int, Mapping[int, str | float | bytes]], merges: Sequence[tuple[int, int, int, int]] = ()
) -> bytes:
    """An xlsb container with one sheet; rows and columns count from 0, bytes stand for an error code."""
    columns = [column for cells in rows.values() for column in cells]
    extent = struct.pack("<IIII", min(rows), max(rows), min(columns), max(columns))
    sheet = _record(129) + _record(148, extent) + _record(145)
    for row, cells in rows.items():
        sheet += _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0, 0, 0))
        for column, value in cells.items():
            head = struct.pack("<II", column, 0)
            if isinstance(value, str):
                sheet += _record(6, head + _wide(value))
            elif isinstance(value, bytes):
                sheet += _record(3, head + value)
            else:
                sheet += _record(5, head + struct.pack("<d", value))
    sheet += _record(146)
    if merges:
        sheet += _record(177, struct.pack("<I", len(merges)))
        sheet += b"".join(_record(176, struct.pack("<IIII", *merge)) for merge in merges) + _record(178)
    workbook = (
        _record(131)
        + _record(143)
        + _record(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("表一"))
        + _record(144)
        + _record(132)
    )
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_TYPES}"/>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument"'
            ' Target="xl/workbook.bin"/></Relationships>',
            "xl/workbook.bin": workbook,
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1"'
            f' Type="{OFFICE}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
            "xl/worksheets/sheet1.bin": sheet + _record(130),
        }
    )


_ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def ods(tables: str, *, styles: str = "", manifest: str = "", doctype: str = "") -> bytes:
    """An OpenDocument container; `tables` is what stands inside `office:spreadsheet`."""
    names = "".join(f' xmlns:{name}="{_ODF}{name}:1.0"' for name in ("office", "table", "text", "style"))
    extra = ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    content = (
        f"<?xml version='1.0' encoding='UTF-8'?>{doctype}<office:document-content{names}{extra}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": f"<manifest>{manifest}</manifest>",
        }
    )


def xml2003(worksheets: str, *, head: str = '<?xml version="1.0"?>', encoding: str = "utf-8") -> bytes:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    excel = "urn:schemas-microsoft-com:office:excel"
    text = (
        f'{head}<?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}" xmlns:x="{excel}">'
        f"{worksheets}</Workbook>"
    )
    return text.encode(encoding)


BILLION_LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "笑笑笑笑笑笑笑笑笑笑">'
    + "".join(f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
