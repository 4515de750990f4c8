"""The few homes that visits are made in, on the same day."""

from __future__ import annotations

from tests.app.visits.conftest import homes

__all__ = ["homes"]
