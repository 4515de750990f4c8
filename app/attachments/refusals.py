"""What is not taken as an attachment, and why."""

from __future__ import annotations

from typing import ClassVar, Literal

from ledger.errors import LedgerError, Retry

Reason = Literal[
    "unknown", "heic", "macro", "locked", "broken", "huge", "too_large", "heavy", "empty", "unreadable", "too_many"
]


class AttachmentRefused(LedgerError):
    """A file is not taken; `reason` says why, `most` how many or how many MB there may be. Nothing of it was kept."""

    def __init__(self, reason: Reason, most: int = 0) -> None:
        super().__init__(f"attachment refused: {reason}")
        self.reason = reason
        self.most = most


class AlreadyAttached(LedgerError):
    """The same picture or paper is attached to this record already."""


class AttachmentsFull(LedgerError):
    """Originals fill what this PC keeps of them (`megabytes`), and the cloud has none that could go."""

    retry: ClassVar[Retry] = "later"

    def __init__(self, megabytes: int) -> None:
        super().__init__(f"attachments fill {megabytes} MB")
        self.megabytes = megabytes
