"""What happened to the ledgers, told to whoever shows them: plain callbacks, no Qt.

Everything that writes goes through `Store.write`, so everything is told from here: an edit, an import, an undo, later
what a sync brings. Windows never tell one another.
"""

from __future__ import annotations

from collections.abc import Callable

from app import access
from app.stores.session import Session
from storage.journal import Committed

__all__ = ["Committed", "watch"]


@access.operation(access.OWN)
def watch(session: Session, heard: Callable[[Committed], None]) -> Callable[[], None]:
    """Call `heard` after every committed action, in the thread that wrote it, until what it answers is called."""
    return session.store.on_commit(heard)
