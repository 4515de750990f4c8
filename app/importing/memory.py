"""The mappings that people made by hand, remembered per heading row in the store's settings."""

from __future__ import annotations

from storage.store import Store

_KEY = "import_mappings"
_MOST = 200  # heading rows remembered; the oldest goes first


def load(store: Store) -> dict[str, dict[str, str]]:
    """Signature of a heading row -> heading -> `ledger.field` ("" leaves it out)."""
    found = store.setting(_KEY)
    return found if isinstance(found, dict) else {}


def remember(store: Store, signature: str, headings: dict[str, str]) -> None:
    """Keep what a person decided for this heading row."""
    known = load(store)
    known.pop(signature, None)
    known[signature] = headings
    store.set_setting(_KEY, dict(list(known.items())[-_MOST:]))
