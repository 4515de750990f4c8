"""The measured committee's store: who opens it, how it is made anew."""

from __future__ import annotations

from pathlib import Path

from app.stores.session import Session

LOGIN = "bench"
PASSWORD = "Lane#300x"  # noqa: S105 - opens invented people


def created(folder: Path) -> Session:
    """A new store in `folder`/store, with a key that costs what every store's does."""
    session, _ = Session.create(
        folder / "store", committee=("310115001001", "测速居委会"), account=(LOGIN, "测速"), password=PASSWORD
    )
    return session


def opened(folder: Path) -> Session:
    """The store that `created` made there."""
    return Session.open(folder / "store", LOGIN, PASSWORD)
