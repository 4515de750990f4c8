"""The mappings that people made by hand, remembered per heading row in the store's settings."""

from __future__ import annotations

from ledger.errors import LedgerError
from storage.store import Store

_KEY = "import_mappings"
_MOST = 200  # heading rows remembered; the oldest goes first


class RememberedMissing(LedgerError):
    """No remembered heading row's signature begins with `said`, or `count` of them do."""

    def __init__(self, said: str, count: int) -> None:
        super().__init__(f"{count} remembered heading rows")
        self.said = said
        self.count = count


def load(store: Store) -> dict[str, dict[str, str]]:
    """Signature of a heading row -> heading -> `ledger.field` ("" leaves it out); the oldest first."""
    found = store.setting(_KEY)
    return found if isinstance(found, dict) else {}


def remember(store: Store, signature: str, headings: dict[str, str]) -> None:
    """Keep what a person decided for this heading row."""
    known = load(store)
    known.pop(signature, None)
    known[signature] = headings
    store.set_setting(_KEY, dict(list(known.items())[-_MOST:]))


def forget(store: Store, said: str) -> None:
    """Forget the heading row whose signature is `said` or alone begins so; raises RememberedMissing."""
    known = load(store)
    found = [signature for signature in known if said and signature.startswith(said.lower())]
    if len(found) != 1:
        raise RememberedMissing(said, len(found))
    del known[found[0]]
    store.set_setting(_KEY, known)
