"""Somebody in the ledger, and files to attach."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from app.attachments import attaching
from tests.app.attachments import papers
from tests.ui.attachments.cards import some
from ui.desk import Desk


@pytest.fixture
def record(desk: Desk) -> str:
    return some(desk, "age>=30")


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    def made(name: str = "门口.jpg", content: bytes | None = None) -> Path:
        path = tmp_path / name
        path.write_bytes(papers.photograph(600, 400) if content is None else content)
        return path

    return made


@pytest.fixture
def two(desk: Desk, record: str, file: Callable[..., Path]) -> str:
    """Somebody with a photograph that has a caption, and a newer one without."""
    attaching.attach(desk.session, "person", record, file(), caption="门口的合照")
    attaching.attach(desk.session, "person", record, file("楼道.jpg", papers.photograph(800, 600)))
    return record
