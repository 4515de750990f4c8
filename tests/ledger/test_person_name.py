"""What a person's name may look like."""

from __future__ import annotations

import pytest

from ledger import person_name
from ledger.broken import Broken


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("闫 英", "闫英"),
        ("张伟2", "张伟2"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("John  Smith", "John Smith"),
        ("田中さくら", "田中さくら"),
        ("𠮷田", "𠮷田"),
    ],
)
def test_a_name_is_taken_in_one_spelling(written: str, name: str) -> None:
    assert person_name.parse(written) == name


@pytest.mark.parametrize(
    ("written", "rule"),
    [("王", "length"), ("张" * 51, "length"), ("=cmd", "format"), ("13800138000", "format"), ("张三@李四", "format")],
)
def test_what_is_no_name_is_refused(written: str, rule: str) -> None:
    read = person_name.parse(written)
    assert isinstance(read, Broken)
    assert read.rule == rule
