"""A session on its way from the thread that opened it to the window that takes it; closed when nobody does."""

from __future__ import annotations

from app.stores.session import Session


class Arrival:
    """The thread brings, the window takes; whoever closes first waits for the thread, then drops."""

    def __init__(self) -> None:
        self._session: Session | None = None

    def bring(self, session: Session) -> Session:
        """Called in the thread, as its last act."""
        self._session = session
        return session

    def take(self, session: Session) -> bool:
        """True when the session is the caller's now; False when it was dropped in the meantime."""
        if self._session is not session:
            return False
        self._session = None
        return True

    def drop(self) -> None:
        """Close what nobody took."""
        if self._session is not None:
            self._session.close()
            self._session = None
