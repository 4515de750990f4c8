"""Text that Python has freed is nowhere in memory after a scrub, and may be before."""

from __future__ import annotations

import secrets
import sys

import pytest

from storage import scrubbing
from tests.storage.memory import in_memory, turned

SIGNS = 16  # in the Unicode plane of Chinese characters: two bytes each


def _a_secret() -> bytes:
    """Thirty-two bytes that are some Chinese text, turned."""
    return turned(b"".join(bytes((secrets.randbelow(256), 0x4E + secrets.randbelow(0x40))) for _ in range(SIGNS)))


def _freed(hidden: bytes) -> list[str]:
    """Many texts with the secret are freed; those still held, between them, keep the blocks with the program."""
    held = [turned(hidden).decode("utf-16-le") + str(n) for n in range(3000)]
    return held[::500]


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read through /proc")
def test_freed_text_is_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scrubbing, "_MOST_SECONDS", 60.0)  # other tests left much that is free
    hidden = _a_secret()
    in_use = _freed(hidden)
    scrubbing.scrub()
    assert in_memory(hidden) <= len(in_use)  # looking itself leaves copies, so nobody looks before
    assert {len(one) for one in in_use} <= {SIGNS + 1, SIGNS + 3, SIGNS + 4}
    left_alone = _a_secret()
    in_use = _freed(left_alone)
    assert in_memory(left_alone) > len(in_use)


def test_without_a_word_of_the_system_it_ends_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scrubbing, "_pages", lambda: 0)
    monkeypatch.setattr(scrubbing, "_MOST_UNTOLD_BYTES", 512 * 1024)
    scrubbing.scrub()


def test_it_ends_when_an_unlock_may_wait_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    moments = iter([0.0, 0.1, 0.3])  # began, a first look, over
    monkeypatch.setattr(scrubbing, "monotonic", lambda: next(moments))
    monkeypatch.setattr(scrubbing, "_pages", lambda: 0)
    scrubbing.scrub()
    assert list(moments) == []
