"""Workbooks under a password: decrypted into memory, never into a file."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO

from app.excel.refusals import FileDamaged, PasswordNeeded, PasswordWrong, UnknownEncryption
from app.excel.sources.source import BROKEN_INPUT

_EXCELS_OWN = "VelvetSweatshop"  # Excel opens a write-protected workbook with this, without asking


def decrypt(file: BinaryIO, password: str | None) -> bytes:
    """Return the plain content of an encrypted xlsx or xls.

    Raises:
        PasswordNeeded: no password given, and Excel's own does not fit.
        PasswordWrong: the password does not fit.
        UnknownEncryption: a scheme that msoffcrypto does not know.
        FileDamaged: the encrypted content is broken.
    """
    if password is not None:
        return _attempt(file, password)
    try:
        return _attempt(file, _EXCELS_OWN)
    except PasswordWrong:
        raise PasswordNeeded from None


def _attempt(file: BinaryIO, password: str) -> bytes:
    from xml.parsers.expat import ExpatError

    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    plain = BytesIO()
    is_verified = False
    try:
        office = msoffcrypto.OfficeFile(file)
        if office.format == "ooxml":
            office.load_key(password=password, verify_password=True)
        else:
            office.load_key(password=password)
        is_verified = True
        office.decrypt(plain)
    except InvalidKeyError:
        raise FileDamaged(reason="encrypted") if is_verified else PasswordWrong() from None
    except (DecryptionError, FileFormatError, NotImplementedError):
        raise UnknownEncryption(reason="msoffcrypto") from None
    except (ParseError, ExpatError, *BROKEN_INPUT):
        raise FileDamaged(reason="encrypted") from None
    return plain.getvalue()
