"""What the search box shows: people before homes, masks in front, every kind of words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.jobs import JobContext
from app.records import finding
from ledger.errors import Cancelled
from tests.app.few_homes import CHILD, WANG, Homes
from tests.office import Office, an_office


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    with an_office(tmp_path) as office:
        yield Homes(office)


def _found(office: Office, typed: str) -> dict[str, list[str]]:
    return {group.title: [hit.title for hit in group.hits] for group in finding.find(office.session, typed)}


@pytest.mark.parametrize("typed", ["王小明", "wangxiaoming", "wxm", "13800000001", WANG[-4:], "小明"])
def test_a_person_is_found_by_name_pinyin_initials_phone_and_the_end_of_the_number(homes: Homes, typed: str) -> None:
    assert "王小明" in _found(homes.office, typed)["居民"]


def test_a_home_is_found_by_its_number_and_a_car_by_its_plate(homes: Homes) -> None:
    assert _found(homes.office, "2-102")["房屋"] == ["银杏新村2号1单元102室"]
    (group,) = finding.find(homes.office.session, "A12345")
    assert group.title == "车辆"
    assert group.hits[0].opens[0] == "person"


def test_people_come_first_and_nothing_is_shown_unmasked(homes: Homes) -> None:
    groups = finding.find(homes.office.session, "银杏新村")
    assert [group.ledger for group in groups][:1] in (["person"], ["dwelling"])
    told = "".join(hit.title + hit.under for group in finding.find(homes.office.session, "wxm") for hit in group.hits)
    assert WANG not in told
    assert "13800000001" not in told
    assert "王*宝" in "".join(_found(homes.office, CHILD[-4:])["居民"])


def test_blank_words_and_strange_ones_find_nothing(homes: Homes) -> None:
    assert finding.find(homes.office.session, " 　") == ()
    assert finding.find(homes.office.session, "qqqqqq") == ()


def test_a_question_nobody_waits_for_any_more_stops(homes: Homes) -> None:
    stopped = JobContext()
    stopped.cancel()
    with pytest.raises(Cancelled):
        finding.find(homes.office.session, "王", stopped)
