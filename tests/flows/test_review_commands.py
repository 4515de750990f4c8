"""复核过期 on the command line: listed by group, told in 今日, gone when it was confirmed, refused in words."""

from __future__ import annotations

from ledger import clock
from tests.flows.program import Office
from tests.office import an_id


def test_what_is_past_its_day_of_review_is_listed_until_it_is_confirmed(empty: Office) -> None:
    said = (
        "name=王小明",
        f"id_no={an_id(1)}",
        "population_type=01",
        "phone=13800000001",
        "employer=东明物业",
        "confirmed_on=2024-01-01",
    )
    one = str(empty.json("add", "person", *said)["id"])
    for asked in ("复核过期=联系方式", "review_over=工作和学历|居住证", "复核过期!="):
        assert [row["id"] for row in empty.json("list", "person", "--filter", asked)["rows"]] == [one]
    assert "联系方式该复核" in empty.ctl("today").out
    assert "居住证" not in empty.ctl("today").out
    empty.json("set", "person", one, f"confirmed_on={clock.today()}")
    assert empty.json("list", "person", "--filter", "复核过期=联系方式")["total"] == 0
    assert empty.json("list", "person", "--filter", "复核过期=")["total"] == 1
    assert "联系方式该复核" not in empty.ctl("today").out
    refused = empty.error("list", "person", "--filter", "复核过期=电话")
    assert (refused["code"], "没有这个选项" in refused["message"]) == (2, True)
