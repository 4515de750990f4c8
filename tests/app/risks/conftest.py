"""The few homes that risks are judged at, on the same day."""

from __future__ import annotations

from tests.app.visits.conftest import homes

__all__ = ["homes"]
