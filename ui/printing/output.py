"""Where a composed print goes: bytes of a PDF, or a printer.

Both are jobs; a cancel leaves no half file, at most pages that the printer has already taken.
"""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QPagedPaintDevice, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from app.jobs import SILENT, JobContext
from app.printed import PrinterRefused
from ui.printing.composing import Composed
from ui.printing.paper import DOTS_PER_INCH

PRINTING = "printing"


def pdf(composed: Composed, ctx: JobContext = SILENT) -> bytes:
    """The print as a PDF, its fonts inside."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(composed.printout.title)
    writer.setCreator("里弄")
    writer.setResolution(DOTS_PER_INCH)
    writer.setPageLayout(composed.paper.page_layout())
    painter = QPainter(writer)
    try:
        _pages(composed, painter, writer, DOTS_PER_INCH, ctx)
    finally:
        painter.end()
    buffer.close()
    return bytes(content.data())


def on_paper(composed: Composed, printer_name: str, copies: int, ctx: JobContext = SILENT) -> None:
    """Hand the print to a printer.

    Raises:
        PrinterRefused: nothing was printed.
    """
    known = QPrinterInfo.printerInfo(printer_name)
    if known.isNull():
        raise PrinterRefused(printer_name)
    printer = QPrinter(known, QPrinter.PrinterMode.HighResolution)
    printer.setFullPage(True)
    printer.setPageLayout(composed.paper.page_layout())
    printer.setDocName(composed.printout.title)
    printer.setCopyCount(copies)
    painter = QPainter()
    if not painter.begin(printer):
        raise PrinterRefused(printer_name)
    try:
        _pages(composed, painter, printer, printer.resolution(), ctx)
    except BaseException:
        printer.abort()
        raise
    finally:
        painter.end()


def _pages(composed: Composed, painter: QPainter, device: QPagedPaintDevice, dots: float, ctx: JobContext) -> None:
    for number in range(1, len(composed.pages) + 1):
        ctx.checkpoint()
        if number > 1:
            device.newPage()
        composed.paint(painter, number, dots_per_inch=dots)
        ctx.report(number, len(composed.pages), PRINTING)
