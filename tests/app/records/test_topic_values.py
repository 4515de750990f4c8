"""The values of rows of topic ledgers: what no program wrote as it should takes nothing down."""

from __future__ import annotations

import pytest

from app.records import topic_values
from ledger.topics import Topic, TopicField

TOPIC = Topic(code="lamps", name="楼道灯", module="09", lead="社工办", fields=(TopicField(name="state", label="状态"),))


@pytest.mark.parametrize("kept", [None, "", "{}", "[1]", "null", "3", "{不是"])
def test_facts_that_say_nothing_are_none(kept: str | None) -> None:
    assert topic_values.facts_in(kept) == topic_values.facts_of({"facts": kept}) == {}
    assert topic_values.worded_facts(TOPIC, kept or "") == ""


def test_facts_are_read_out_of_a_row_and_out_of_its_text() -> None:
    assert (
        topic_values.facts_in('{"state":"亮"}') == topic_values.facts_of({"facts": '{"state":"亮"}'}) == {"state": "亮"}
    )
    assert topic_values.worded_facts(TOPIC, '{"state":"亮"}') == "状态 亮"
