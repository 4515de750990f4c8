"""The code tables: all load, no word of one means two codes, and every table that a field names is there."""

from __future__ import annotations

from collections import defaultdict
from importlib.resources import files

import pytest

from ledger import catalog, codes

NAMES = sorted(
    path.name.removesuffix(".csv")
    for path in files("resources").joinpath("code_tables").iterdir()
    if path.name.endswith(".csv")
)

# Words of one table that stand for two codes, with the reason why the first may be taken. None at present.
TWO_CODES: dict[tuple[str, str], str] = {}


def test_there_are_tables() -> None:
    assert len(NAMES) >= 60


@pytest.mark.parametrize("name", NAMES)
def test_table_is_whole(name: str) -> None:
    table = codes.table(name)
    assert table.name == name
    assert table.lines
    assert len(table.by_code) == len(table.lines), "a code stands twice"
    for line in table.lines:
        assert line.code.strip() == line.code != ""
        assert line.label.strip() == line.label != ""
        assert line.parent == "" or line.parent in table.by_code
        assert table.label(line.code) == line.label


@pytest.mark.parametrize("name", NAMES)
def test_no_word_means_two_codes(name: str) -> None:
    meanings: dict[str, set[str]] = defaultdict(set)
    for line in codes.table(name).lines:
        for word in (line.label, *line.aliases):
            meanings[codes._plain(word)].add(line.code)
    assert {word for word, found in meanings.items() if len(found) > 1} == {
        word for table, word in TWO_CODES if table == name
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_label_alias_and_code_is_found(name: str) -> None:
    table = codes.table(name)
    for line in table.lines:
        assert table.find(line.label) == line.code
        assert table.find(f" {line.label} ") == line.code
        assert all(table.find(alias) == line.code for alias in line.aliases)
        assert table.find(line.code) == line.code


def test_every_table_of_a_field_is_there() -> None:
    named = {item.code_table for ledger in catalog.ALL for item in ledger.fields if item.code_table}
    assert named <= set(NAMES)


def test_a_default_is_a_code_of_its_table() -> None:
    for ledger in catalog.ALL:
        for item in ledger.fields:
            if item.code_table and item.default is not None:
                assert item.default in codes.table(item.code_table).by_code


def test_words_are_found_whatever_their_width_case_and_blanks() -> None:
    table = codes.table("key_group_tag")
    assert table.find("婴幼儿（0-3岁）") == table.find("婴幼儿(0-3岁)") == "E02"
    assert table.find("独 居") == "A01"
    assert table.find("a01") == "A01"


def test_what_means_no_code_is_none() -> None:
    table = codes.table("sex")
    assert table.find("") is None
    assert table.find("外星") is None


def test_a_code_of_a_newer_version_is_its_own_label() -> None:
    assert codes.table("sex").label("42") == "42"


def test_an_unknown_table_is_named() -> None:
    with pytest.raises(codes.UnknownCodeTable, match="no_such_table"):
        codes.table("no_such_table")
