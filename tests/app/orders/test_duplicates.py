"""Orders that may be the same matter: by place, category and words, each saying why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.orders import duplicates, intake, moving
from ledger import clock
from tests.app.few_homes import Homes
from tests.office import an_office

HOME, BUILDING, OTHER = "银杏新村10号101室", "银杏新村10号", "银杏新村2号302室"
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


class At:
    """An instant that stands."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def now(self) -> datetime:
        return self._at


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    with clock.use(At(NOON)), an_office(tmp_path) as office:
        yield Homes(office)


def _made(homes: Homes, text: str, category: str, where: str = "") -> str:
    said = {"description": text, "category": category, "address": where}
    return intake.create(homes.office.session, {name: value for name, value in said.items() if value}).id


def _alike(homes: Homes, **said: str) -> dict[str, tuple[str, ...]]:
    return {one.id: one.why for one in duplicates.similar(homes.office.session, said)}


def test_the_same_home_or_the_same_building_and_category_is_told_with_its_reasons(homes: Homes) -> None:
    here = _made(homes, "卫生间天花板滴水", "房屋渗漏", HOME)
    _made(homes, "门口有人遛狗不牵绳", "养犬扰民", OTHER)
    found = _alike(homes, description="厨房也漏水", category="房屋渗漏", address=HOME)
    assert found == {here: ("同一房屋", "同为“房屋渗漏”")}
    beside = _alike(homes, description="水管爆了", category="房屋渗漏", address=BUILDING)
    assert beside == {here: ("同一楼栋", "同为“房屋渗漏”")}


def test_words_alone_are_enough_when_most_of_them_are_shared(homes: Homes) -> None:
    said = "东门口快递柜旁边的路灯坏了三天，晚上看不清路"
    lamp = _made(homes, said, "公共设施维修")
    _made(homes, "健身器材生锈，孩子玩耍时划伤手", "公共设施维修")
    found = _alike(homes, description="快递柜旁边的路灯坏了，晚上看不清路")
    assert list(found) == [lamp]
    assert found[lamp][0].startswith("内容相近")
    assert _alike(homes, description="想问一下今年体检安排在什么时候") == {}


def test_an_order_that_ended_counts_for_some_days_only_and_an_open_one_always(homes: Homes) -> None:
    session = homes.office.session
    over, open_ = (_made(homes, "电梯停在三楼不动", "电梯故障", HOME) for _ in range(2))
    moving.move(session, over, "reject", {"opinion": "重复反映"})
    asked = {"description": "电梯停在三楼不动", "category": "电梯故障", "address": HOME}
    assert set(_alike(homes, **asked)) == {over, open_}
    with clock.use(At(NOON + timedelta(days=40))):
        assert set(_alike(homes, **asked)) == {open_}
    besides = duplicates.similar(session, asked, besides=open_)
    assert [one.id for one in besides] == [over]


def test_an_outside_number_is_the_surest_sign(homes: Homes) -> None:
    said = {"description": "噪音扰民", "category": "噪音扰民", "source": "12345热线", "external_no": "SH77"}
    first = intake.create(homes.office.session, said).id
    found = duplicates.similar(homes.office.session, said | {"description": "另一句话"})
    assert (found[0].id, found[0].why[0]) == (first, "同一外部工单号")
