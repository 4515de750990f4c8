"""Saves an openpyxl workbook without a temporary file.

openpyxl writes every worksheet into a named temporary file and removes it at the end; killed in between, it leaves the
cells on the disk in the clear (measured with 3.1.5). Here each sheet is written into memory. This is the only place
that knows the inner parts of openpyxl; `tests/app/excel/test_memory_save.py` watches the temporary folder, so that a
new version that goes another way is noticed.
"""

from __future__ import annotations

import io
import zipfile
from typing import Any

from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter
from typing_extensions import override

from ledger import clock


class _MemoryWriter(ExcelWriter):
    """openpyxl's writer with its one call that needs a file replaced."""

    _archive: zipfile.ZipFile

    @override
    def write_worksheet(self, ws: Any) -> None:
        """Write one worksheet into the archive; `Any` because the stubs leave out the inner parts."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts = ws._charts
        ws._drawing.images = ws._images
        content = io.BytesIO()
        writer: Any = WorksheetWriter(ws, content)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], content.getvalue())
        self.manifest.append(ws)


def saved(workbook: Workbook) -> bytes:
    """The content of `workbook` as an xlsx file."""
    content = io.BytesIO()
    archive = zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
    workbook.properties.modified = clock.now().replace(tzinfo=None)
    _MemoryWriter(workbook, archive).save()
    return content.getvalue()
