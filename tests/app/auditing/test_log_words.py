"""Every kind of entry that the program makes has a name for people."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from app import words
from app.accounts.details import Details
from app.auditing import log_words
from app.undo import action_words
from storage.audit import EntryClass

ROOT = Path(__file__).parents[3]
_ENTERED = re.compile(r"""(?:Entry\([\w.]+, |\.write\(user=[\w.]+, kind=|\.enter\()"([a-z][a-z-]+)\"""")


def _kinds() -> set[str]:
    sources = [path for room in ("app", "storage") for path in (ROOT / room).rglob("*.py")]
    return {kind for path in sources for kind in _ENTERED.findall(path.read_text("utf-8"))}


def test_every_kind_that_is_entered_is_named() -> None:
    assert len(_kinds()) > 20
    assert _kinds() - set(action_words.ACTIONS) == set()


def test_every_class_is_named() -> None:
    assert set(log_words.CLASSES) == set(get_args(EntryClass))


@pytest.mark.parametrize(
    ("detail", "told"),
    [
        ({"fields": ["phone", "id_no"]}, "联系电话、证件号码"),
        ({"fields": {"person": ["phone"], "dwelling": ["floor"]}}, "人 联系电话；房屋 楼层"),
        ({"rows": 1200, "unmasked": True, "encrypted": False}, "行数：1,200；不遮盖"),
        ({"wrong": 0}, ""),
        ({"wrong": 3}, "之前输错密码次数：3"),
        ({"why": "LockedOut"}, "原因：输错太多，正在锁定"),
        ({"why": "manual"}, "原因：手工"),
        ({"alert": [1, 2], "state": "done"}, "状态：已处理"),
        ({"state": "open"}, "状态：处置中"),
        ({"sha256": "ab" * 32}, ""),
    ],
)
def test_facts_are_told_in_words(detail: dict[str, object], told: str) -> None:
    assert log_words.facts(detail, "person") == told


def test_what_changed_of_an_account_is_told_in_words() -> None:
    assert log_words.facts({"fields": ["ends_on", "is_filed"]}, "") == "到期日、备案"
    assert set(Details.__slots__) <= set(words.ACCOUNT_FIELDS)
