"""The recovery key on paper: one page with the key in large groups and what it is for."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QApplication, QWidget

from ledger import clock

_GROUPS_A_LINE = 4
_MARGIN_MM = 25
_PDF_DPI = 300


@dataclass(frozen=True, slots=True, repr=False)
class KeyPaper:
    """What stands on the page."""

    key: str
    committee: str
    login: str


def print_paper(paper: KeyPaper, parent: QWidget) -> bool:
    """Ask for a printer and print; False when the person thinks better of it."""
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("里弄 恢复密钥")
    _set_page(printer)
    if QPrintDialog(printer, parent).exec() != QPrintDialog.DialogCode.Accepted:
        return False
    _document(paper).print_(printer)
    return True


def as_pdf(paper: KeyPaper) -> bytes:
    """The page as a PDF file's bytes."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle("里弄 恢复密钥")
    writer.setResolution(_PDF_DPI)
    _set_page(writer)
    _document(paper).print_(writer)
    del writer  # ends the file
    buffer.close()
    return bytes(content.data())


def lines_of(key: str) -> list[str]:
    """The key in lines of four groups, as it is read best."""
    groups = key.split("-")
    return ["  ".join(groups[at : at + _GROUPS_A_LINE]) for at in range(0, len(groups), _GROUPS_A_LINE)]


def _set_page(device: QPagedPaintDevice) -> None:
    device.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    device.setPageMargins(QMarginsF(*(_MARGIN_MM,) * 4), QPageLayout.Unit.Millimeter)


def _document(paper: KeyPaper) -> QTextDocument:
    document = QTextDocument()
    document.setDefaultFont(QApplication.font())
    lines = "<br>".join(escape(line).replace("  ", "&nbsp;&nbsp;&nbsp;") for line in lines_of(paper.key))
    document.setHtml(
        '<h1 style="font-size:20pt">里弄 人房台账 恢复密钥</h1>'
        f'<p style="font-size:12pt">{escape(paper.committee)}<br>账号 {escape(paper.login)}<br>'
        f"打印于 {clock.today().isoformat()}</p>"
        f'<p style="font-size:20pt; line-height:180%"><b>{lines}</b></p>'
        '<p style="font-size:12pt; line-height:160%">'
        "忘记密码时，在登录窗口点“忘记密码”，输入上面的密钥，就能打开台账并设新密码。<br>"
        "任何人拿到这张纸和这台电脑都能打开台账：请锁在柜子里，不要拍照，不要放在电脑旁边。<br>"
        "密码和这张纸都没有了，台账就再也打不开，谁也帮不上忙。</p>"
    )
    return document
