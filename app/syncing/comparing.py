"""What this PC has in common with every other: count and hash of the live records as the cloud last sent them.

What only this PC knows yet counts for nothing here, nor anything local (row numbers, times of writing, searches), so
two PCs that have fetched everything say the same to the letter.
"""

from __future__ import annotations

from app import access
from app.stores.session import Session
from sync.local_side import LocalSide


@access.operation(access.OWN)
def digest(session: Session) -> dict[str, tuple[int, str]]:
    """Type -> (how many, hash), types in the order of their names."""
    return dict(sorted(LocalSide(session.store).digest().items()))
