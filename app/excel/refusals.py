"""Why a file was not read: one class per cause, children of `FileRefused`.

Facts only: the name of the file, a short English `reason` that tells causes of one class apart, and figures. Wording
for people is `app.messages`, the exit code (3) is `app.headless`. The child process sends a refusal as a JSON object;
no fact ever holds a cell's value.
"""

from __future__ import annotations

from typing import ClassVar

from ledger.errors import LedgerError, Retry

Fact = str | int


class FileRefused(LedgerError):
    """`path_name` (the last part of the path) was not read, or not to its end; nothing was changed."""

    kind: ClassVar[str] = "file_refused"

    def __init__(self, path_name: str = "", *, reason: str = "", facts: dict[str, Fact] | None = None) -> None:
        super().__init__(f"{self.kind}: {reason}" if reason else self.kind)
        self.path_name = path_name
        self.reason = reason
        self.facts: dict[str, Fact] = facts or {}


class FileMissing(FileRefused):
    """There is no such file."""

    kind = "file_missing"


class FileUnreadable(FileRefused):
    """The system does not let this person read the file; `reason` is "permission" or "device"."""

    kind = "file_unreadable"


class FileInUse(FileRefused):
    """Another program holds the file for itself."""

    kind = "file_in_use"
    retry: ClassVar[Retry] = "now"


class FileEmpty(FileRefused):
    """The file has no content; `reason` is "no_bytes" or "no_text"."""

    kind = "file_empty"


class FileDamaged(FileRefused):
    """The file claims to be a workbook but is cut short or broken; `reason` names the part that failed."""

    kind = "file_damaged"


class NotAWorkbook(FileRefused):
    """The content is something else; `reason` names it: "pdf", "docx", "jpeg", "folder", "binary" ..."""

    kind = "not_a_workbook"


class PasswordNeeded(FileRefused):
    """The workbook is encrypted and no password was given."""

    kind = "password_needed"
    retry: ClassVar[Retry] = "now"


class PasswordWrong(FileRefused):
    """The password given does not open the workbook."""

    kind = "password_wrong"
    retry: ClassVar[Retry] = "now"


class UnknownEncryption(FileRefused):
    """The workbook is encrypted in a way we cannot open, even with its password; `reason` names it."""

    kind = "unknown_encryption"


class TooLarge(FileRefused):
    """Reading would cost more than the limits allow.

    `reason` is "file", "unpacked", "ratio", "parts", "cells", "dimensions", "entities", "memory" or "time"; the facts
    carry `limit` and, where it is known, `found`.
    """

    kind = "too_large"


ALL: tuple[type[FileRefused], ...] = (
    FileMissing,
    FileUnreadable,
    FileInUse,
    FileEmpty,
    FileDamaged,
    NotAWorkbook,
    PasswordNeeded,
    PasswordWrong,
    UnknownEncryption,
    TooLarge,
)
_BY_KIND = {each.kind: each for each in ALL}


def to_wire(refused: FileRefused) -> dict[str, object]:
    """Return the refusal as a JSON object, without the file's name (the parent knows it)."""
    return {"kind": refused.kind, "reason": refused.reason, "facts": refused.facts}


def from_wire(message: dict[str, object], path_name: str) -> FileRefused:
    """Return the refusal that the child reported for `path_name`."""
    facts = message.get("facts")
    return _BY_KIND[str(message["kind"])](
        path_name, reason=str(message.get("reason", "")), facts=dict(facts) if isinstance(facts, dict) else None
    )
