"""Homes, places and topics are found by what people type."""

from __future__ import annotations

import pytest

from ledger import catalog
from storage.database import Connection
from tests.storage.search.indexed import DWELLING, ask, enter

ONE, ELEVEN, UNIT = "凌兆小区一1号302室", "凌兆小区一11号302室", "凌兆小区一12号1单元301室"
BLOCK, ATTIC = "林苑12幢301A室", "林苑3号阁楼"


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("凌兆小区一1号302室", [ONE]),
        ("1-302", [ONE, ELEVEN]),
        ("1号302", [ONE, ELEVEN]),
        ("１号３０２", [ONE, ELEVEN]),
        ("11-302", [ELEVEN]),
        ("1#302", [ONE, ELEVEN]),
        ("东明路300", [ONE, ELEVEN, UNIT]),
        ("东明路300弄1号302室", [ONE]),
        ("300弄1号302", [ONE]),
        ("12-1-301", [UNIT]),
        ("12－1－301", [UNIT]),
        ("12-301", [UNIT, BLOCK]),
        ("12号301", [UNIT, BLOCK]),
        ("12幢301", [BLOCK]),
        ("301a", [BLOCK]),
        ("1200号12幢", [BLOCK]),
        ("阁楼", [ATTIC]),
        ("3-阁楼", [ATTIC]),
        ("302", [ONE, ELEVEN]),
        ("李 12号", [UNIT]),
        ("lls 12", [UNIT]),
        ("林苑 301", [BLOCK]),
        ("13-301", []),
        ("302东明路", []),
    ],
)
def test_homes_are_found_by(connection: Connection, homes: dict[int, str], typed: str, expected: list[str]) -> None:
    assert sorted(homes[nr] for nr in ask(connection, DWELLING, typed)) == sorted(expected)


def test_the_nearest_address_comes_first(connection: Connection, homes: dict[int, str]) -> None:
    assert [homes[nr] for nr in ask(connection, DWELLING, "1-302")] == [ONE, ELEVEN]


def test_places_and_topics_are_found(own_connection: Connection) -> None:
    compound = enter(own_connection, catalog.named("compound"), name="解放新村", short_name="解放", address="东明路1弄")
    car = enter(
        own_connection, catalog.named("topic_vehicle"), plate="沪A·12345", user_name="张三", phone="13812345678"
    )
    shop = enter(
        own_connection, catalog.named("topic_merchant"), name="重庆小面", uscc="91310115MA1K3XXX0X", address="东明路2号"
    )
    assert ask(own_connection, catalog.named("compound"), "jfxc") == [compound]
    assert ask(own_connection, catalog.named("compound"), "东明路1弄") == [compound]
    for typed in ("沪A12345", "沪a1", "a12345", "345", "zs", "138"):
        assert ask(own_connection, catalog.named("topic_vehicle"), typed) == [car]
    for typed in ("cqxm", "小面", "zhongqing", "ma1k3", "路2号"):
        assert ask(own_connection, catalog.named("topic_merchant"), typed) == [shop]
    assert ask(own_connection, catalog.named("residence"), "张") == []
