"""Definitions of topic ledgers: what is refused, what a change keeps, and that any sound one round-trips its rows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.topics import defining
from ledger import check, kinds, topics
from ledger.topics import KINDS, LEVELS, Flaw, Topic, TopicBroken, TopicField

LIFT = Topic(
    code="lift",
    name="电梯",
    module="04",
    lead="建管中心",
    period="每月",
    fields=(TopicField(name="no", label="编号", required=True), TopicField(name="count", label="数量", kind="integer")),
)
TODAY = date(2026, 11, 21)
_NO = TopicField(name="a", label="编号", kind="device", required=True)
_MONTH = TopicField(name="m", label="月份", kind="month", required=True, key=True)


def _flaws(topic: Topic) -> set[tuple[str, str]]:
    return {(one.where, one.rule) for one in topics.flaws(topic)}


def _with(*fields: TopicField, **facts: Any) -> Topic:
    return replace(LIFT, fields=fields or LIFT.fields, **facts)


@pytest.mark.parametrize(
    ("topic", "flaw"),
    [
        (_with(code="电梯"), ("code", "code")),
        (_with(name=""), ("name", "empty")),
        (_with(lead="建管中心、管理办"), ("lead", "one_lead")),
        (_with(lead=""), ("lead", "empty")),
        (_with(module="99"), ("module", "unknown")),
        (_with(period="有空时"), ("period", "unknown")),
        (replace(LIFT, fields=()), ("fields", "no_fields")),
        (_with(TopicField(name="a", label="甲", listed=False)), ("fields", "nothing_listed")),
        (_with(TopicField(name="a", label="甲"), TopicField(name="a", label="乙")), ("乙", "twice")),
        (_with(TopicField(name="a", label="甲"), TopicField(name="b", label="甲")), ("甲", "same_label")),
        (_with(TopicField(name="remark", label="说明")), ("说明", "twice")),
        (_with(TopicField(name="a", label="甲", kind="code")), ("甲", "choices")),
        (_with(TopicField(name="a", label="甲", choices=("是",))), ("甲", "choices")),
        (_with(TopicField(name="a", label="甲", kind="code", choices=("是", "是"))), ("甲", "choices")),
        (_with(TopicField(name="a", label="甲", kind="code", table="没有")), ("甲", "table")),
        (_with(TopicField(name="a", label="人脸照片")), ("人脸照片", "forbidden")),
        (_with(TopicField(name="A", label="甲")), ("甲", "name")),
        (
            _with(TopicField(name="a", label="甲", kind="person"), TopicField(name="b", label="乙", kind="person")),
            ("乙", "one_of_a_kind"),
        ),
        (_with(_NO, replace(_NO, name="b", label="乙")), ("乙", "one_of_a_kind")),
        (_with(replace(_NO, required=False)), ("编号", "key_required")),
        (_with(_MONTH, replace(_MONTH, name="b", label="乙")), ("乙", "one_month")),
        (_with(TopicField(name="a", label="甲", kind="code", choices=("开",), ends=("关",))), ("甲", "ends")),
    ],
)
def test_what_does_not_hold_is_told(topic: Topic, flaw: tuple[str, str]) -> None:
    assert flaw in _flaws(topic)
    with pytest.raises(TopicBroken):
        topics.of_data(topics.as_data(topic))


@pytest.mark.parametrize("said", [None, [], {"fields": 3}, {"code": 1, "fields": []}, {"fields": ["x"]}])
def test_what_is_no_definition_is_refused(said: object) -> None:
    with pytest.raises(TopicBroken):
        topics.of_data(said)


def test_fields_are_retired_and_never_lost_and_keep_their_kind_once_there_are_rows() -> None:
    without, wrong = topics.changed(LIFT, replace(LIFT, fields=LIFT.fields[:1]), has_rows=True)
    assert not wrong
    assert [(one.name, one.retired) for one in without.fields] == [("no", False), ("count", True)]
    assert without.version == 2
    assert [item.name for item in without.ledger().fields] == ["no", "remark"]
    turned = replace(LIFT, fields=(LIFT.fields[0], replace(LIFT.fields[1], kind="text")))
    assert topics.changed(LIFT, turned, has_rows=True)[1] == (Flaw("数量", "kind_changed"),)
    assert topics.changed(LIFT, turned, has_rows=False)[1] == ()
    back, wrong = topics.changed(without, replace(without, fields=LIFT.fields), has_rows=True)
    assert (not wrong, back.version, len(back.live)) == (True, 3, 2)


def test_what_comes_with_the_program_holds_and_stores_nothing_forbidden() -> None:
    found = {one.code: one for one in defining.shipped()}
    assert {
        "party_org",
        "party_member",
        "lift",
        "fire_equipment",
        "lighting",
        "block_needs",
        "patrol",
        "opinions",
        "service_guide",
        "ai_device",
        "block_usage",
    } <= set(found)
    assert all(one.period for one in found.values())
    for topic in found.values():
        assert topics.of_data(topics.as_data(topic)) == topic


_LABELS = st.text(st.sampled_from("甲乙丙丁戊己庚辛壬癸"), min_size=1, max_size=6)


@st.composite
def _fields(draw: st.DrawFn) -> tuple[TopicField, ...]:
    labels = draw(st.lists(_LABELS, min_size=1, max_size=6, unique=True))
    made = []
    for number, label in enumerate(labels):
        kind = draw(st.sampled_from([one for one in KINDS if one not in (*topics.COLUMNS, "device")]))
        choices = tuple(draw(st.lists(_LABELS, min_size=1, max_size=4, unique=True))) if kind == "code" else ()
        made.append(
            TopicField(
                name=f"f{number}",
                label=label,
                kind=kind,
                choices=choices,
                required=draw(st.booleans()),
                level=draw(st.sampled_from(LEVELS)),
                listed=number == 0 or draw(st.booleans()),
                retired=number > 0 and draw(st.booleans()),
            )
        )
    return tuple(made)


def _typed(draw: st.DrawFn, one: TopicField) -> str:
    samples = {
        "integer": st.integers(-(10**6), 10**6).map(str),
        "decimal": st.integers(-(10**6), 10**6).map(lambda number: f"{number / 100:.2f}"),
        "date": st.dates(date(1950, 1, 1), date(2050, 1, 1)).map(str),
        "month": st.dates(date(1950, 1, 1), date(2050, 1, 1)).map(lambda day: f"{day:%Y-%m}"),
        "bool": st.sampled_from(["是", "否"]),
        "code": st.sampled_from(one.choices or ("",)),
        "phone": st.sampled_from(["13800000001", "021-60000000"]),
    }
    return draw(samples.get(one.kind, _LABELS))


@given(st.data())
def test_any_sound_definition_round_trips_its_rows(data: st.DataObject) -> None:
    topic = replace(LIFT, fields=data.draw(_fields()))
    assert not list(topics.flaws(topic))
    again = topics.of_data(json.loads(json.dumps(topics.as_data(topic), ensure_ascii=False)))
    assert again == topic
    ledger = again.ledger()
    typed = {one.name: data.draw(st.composite(_typed)(one)) for one in again.live}
    read = check.check(ledger, typed, TODAY, complete=True)
    assert read.problems == ()
    kept = json.loads(json.dumps(read.values, ensure_ascii=False))
    worded = {name: kinds.as_text(ledger.field(name), value) for name, value in kept.items()}
    assert check.check(ledger, worded, TODAY, complete=True).values == read.values


def test_what_names_a_row_is_its_devices_number_alone_and_the_other_key_fields_together() -> None:
    place = TopicField(name="p", label="地点", required=True, key=True)
    topic = _with(_NO, place, _MONTH)
    assert [[one.name for one in fields] for fields in topic.keys] == [["a"], ["p", "m"]]
    assert (topic.device_field, topic.month_field) == (_NO, _MONTH)
    assert topic.ledger().field("a").kind == "text"
    assert (LIFT.keys, LIFT.device_field, LIFT.month_field) == ((), None, None)
    retired = _with(replace(_NO, retired=True), place)
    assert retired.device_field is None
    assert not list(topics.flaws(_with(replace(_NO, retired=True), replace(_NO, name="b", label="新编号"))))
