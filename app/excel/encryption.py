"""Workbooks under a password: OOXML agile encryption (AES-256, SHA-512), in memory from end to end.

Opening somebody's file for reading is `reader`'s business, in its child process; `opened` serves the two writers that
give a person's own workbook back (`fill`, `errors_workbook`).
"""

from __future__ import annotations

import io
import zipfile

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from app.excel.refusals import FileDamaged, PasswordNeeded, PasswordWrong, UnknownEncryption
from ledger.errors import LedgerError

LONGEST_PASSWORD = 255  # more cannot be typed into Excel's dialogue
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class WorkbookPasswordRefused(LedgerError):
    """A workbook password is empty, too long for Excel, or holds a character that cannot be typed there."""


def check_password(password: str) -> None:
    """Raise WorkbookPasswordRefused for a password that would lock the workbook for ever."""
    if not 0 < len(password) <= LONGEST_PASSWORD or not password.isprintable():
        raise WorkbookPasswordRefused


def encrypted(content: bytes, password: str) -> bytes:
    """`content` as a workbook that opens with `password` only; raises WorkbookPasswordRefused."""
    check_password(password)
    sealed = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, sealed)
    return sealed.getvalue()


def opened(content: bytes, password: str | None, path_name: str) -> bytes:
    """The plain workbook behind `content`, which may be encrypted.

    Raises:
        FileRefused: PasswordNeeded, PasswordWrong, UnknownEncryption or FileDamaged.
    """
    if not content.startswith(_OLE):
        return content
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(content))
        if not isinstance(office, OOXMLFile) or not office.is_encrypted():
            return content
        return _decrypted(office, password, path_name)
    except (DecryptionError, FileFormatError) as error:
        raise UnknownEncryption(path_name) from error
    except (OSError, KeyError, ValueError) as error:
        raise FileDamaged(path_name, reason="encryption") from error


def is_encrypted(content: bytes) -> bool:
    """True for a workbook that asks for a password."""
    if not content.startswith(_OLE):
        return False
    try:
        return bool(msoffcrypto.OfficeFile(io.BytesIO(content)).is_encrypted())
    except (DecryptionError, FileFormatError, OSError, KeyError, ValueError):
        return False


def _decrypted(office: OOXMLFile, password: str | None, path_name: str) -> bytes:
    if password is None:
        raise PasswordNeeded(path_name)
    plain = io.BytesIO()
    try:
        office.load_key(password=password, verify_password=True)
        office.decrypt(plain)
    except InvalidKeyError as error:
        raise PasswordWrong(path_name) from error
    if not zipfile.is_zipfile(plain):
        raise PasswordWrong(path_name)
    return plain.getvalue()
