"""The exit code that a round ends with: for a person, and for the system's scheduler, which looks at nothing else."""

from __future__ import annotations

from app import messages
from ledger.errors import LedgerError
from sync.outcome import Outcome

DONE, CONFLICTS, REFUSED, ATTACHMENTS = 0, 10, 11, 12
NO_KEY_STORE, DAMAGED, FULL = 34, 41, 42
_OF_THE_STORE = {
    "KeyStoreMissing": NO_KEY_STORE,
    "KeyNotKept": NO_KEY_STORE,
    "DatabaseDamaged": DAMAGED,
    "ForeignFile": DAMAGED,
    "KeysDamaged": DAMAGED,
    "DatabaseMissing": DAMAGED,
    "DiskFull": FULL,
}
_OUT_OF_TIME = 22


def attended(outcome: Outcome) -> int:
    """0 whenever everything was exchanged, whatever people are asked afterwards."""
    if outcome.trouble is not None:
        return messages.exit_code_for(outcome.trouble)
    return _OUT_OF_TIME if outcome.more else DONE


def unattended(outcome: Outcome) -> int:
    """The highest number that applies; 0 to 12 count as success."""
    ended = attended(outcome)
    if ended != DONE:
        return ended
    if outcome.blobs.left:
        return ATTACHMENTS
    if outcome.refused:
        return REFUSED
    return CONFLICTS if outcome.conflicts else DONE


def of_trouble(error: LedgerError) -> int:
    """The code of an unattended run that did not even begin a round."""
    for kind in type(error).__mro__:
        if kind.__name__ in _OF_THE_STORE:
            return _OF_THE_STORE[kind.__name__]
    return messages.exit_code_for(error)
