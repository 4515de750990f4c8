"""Topic ledgers as data: what a definition says of its fields, what is wrong with one, and the `Ledger` made of it.

A field's name is for ever: it may be relabelled, moved, retired, and its codes may grow, but it is never lost and,
once there are rows, never of another kind. Whom and what a row concerns are references with columns of their own
(`COLUMNS`), so a definition has at most one field of each of those kinds. Faces and passwords are no field of any
ledger (R079).

Fields that are `key` together name a row: no two rows say the same in them. A field of the kind `device` is a key by
itself, the number by which work orders name the row. Where a month is part of the key the rows are a series, one row a
month of each that the other key fields name, and what is due is the month that is missing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal, cast

from ledger import codes
from ledger.catalog.topic_row import PERIODS, TOPIC_ROW
from ledger.definition import Field, Kind, Ledger, Level
from ledger.errors import LedgerError

FieldKind = Literal[
    "text",
    "long_text",
    "integer",
    "decimal",
    "date",
    "month",
    "bool",
    "code",
    "phone",
    "device",
    "person",
    "dwelling",
    "building",
]
KINDS: Final[Mapping[FieldKind, str]] = {
    "text": "文字",
    "long_text": "长文字",
    "integer": "整数",
    "decimal": "小数",
    "date": "日期",
    "month": "月份",
    "bool": "是或否",
    "code": "选项",
    "phone": "电话",
    "device": "设备编号",
    "person": "居民",
    "dwelling": "房屋",
    "building": "楼栋",
}
"""Kind -> what people call it."""
COLUMNS: Final[Mapping[str, str]] = {
    "person": "person_uid",
    "dwelling": "dwelling_uid",
    "building": "building_uid",
}
"""Kinds whose value stands in a column of the row."""
REMARK: Final = TOPIC_ROW.field("remark")
DAYS: Final = dict(zip(PERIODS, (1, 7, 31, 92, 183, 366), strict=True))
"""How long a confirmation holds."""
MONTHS: Final = {"每季度": 3, "每半年": 6, "每年": 12}
"""How many months one row of a series may cover; in any other period it is one."""
LEVELS: Final = ("L1", "L2", "L3", "L4")
_CODE, _NAME = re.compile(r"[a-z][a-z0-9_]{1,29}\Z"), re.compile(r"[a-z][a-z0-9_]{0,29}\Z")
_FORBIDDEN: Final = re.compile("人脸|脸部|面部|指纹|掌纹|虹膜|声纹|基因|密码|口令")
_LENGTHS: Final = {"text": 200, "long_text": 1000, "device": 40}
_SCALE: Final = 2
_LONGEST_LABEL, _LONGEST_CHOICE, _MOST_FIELDS, _MOST_CHOICES = 20, 30, 40, 60
_SORTED = (
    "name",
    "label",
    "kind",
    "required",
    "key",
    "choices",
    "table",
    "ends",
    "level",
    "listed",
    "retired",
    "headings",
)


class TopicBroken(LedgerError):
    """A definition does not hold; `flaws` say where and why."""

    def __init__(self, flaws: tuple[Flaw, ...]) -> None:
        super().__init__("; ".join(f"{one.where} {one.rule}" for one in flaws))
        self.flaws = flaws


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a definition: a rule by name, and at which field or fact of it."""

    where: str
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicField:
    """One field. A code has `choices` of its own, or those of a standing code `table`; `headings` are other ones.

    `ends` are the choices with which a series is over: it is not asked for any more.
    """

    name: str
    label: str
    kind: FieldKind = "text"
    required: bool = False
    key: bool = False
    choices: tuple[str, ...] = ()
    table: str = ""
    ends: tuple[str, ...] = ()
    level: Level = "L1"
    listed: bool = True
    retired: bool = False
    headings: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """The column of the row that holds its value; "" for a value among `facts`."""
        return COLUMNS.get(self.kind, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A definition: what people set, and the fields, the retired ones too."""

    code: str
    name: str
    module: str
    lead: str
    fields: tuple[TopicField, ...]
    coop: str = ""
    period: str = ""
    purpose: str = ""
    version: int = 1
    _ledger: list[Ledger] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def live(self) -> tuple[TopicField, ...]:
        """The fields that forms and lists have."""
        return tuple(one for one in self.fields if not one.retired)

    @property
    def level(self) -> Level:
        """The highest level of its fields."""
        return max(one.level for one in self.live)

    @property
    def names_somebody(self) -> bool:
        """Whether its rows are about a resident or a home."""
        return any(one.kind in ("person", "dwelling") for one in self.live)

    @property
    def category_field(self) -> TopicField | None:
        """The field that says what a row's work order is about, if there is one: such rows are walked or asked for."""
        return next((one for one in self.live if one.table == "work_order_category"), None)

    @property
    def device_field(self) -> TopicField | None:
        """The field with the number by which work orders name a row, if there is one."""
        return next((one for one in self.live if one.kind == "device"), None)

    @property
    def keys(self) -> tuple[tuple[TopicField, ...], ...]:
        """The fields that no two rows share: a device's number alone, the others together."""
        together = tuple(one for one in self.live if one.key and one.kind != "device")
        return tuple(filter(None, (tuple(filter(None, (self.device_field,))), together)))

    @property
    def month_field(self) -> TopicField | None:
        """The month of a series' rows; None where the rows are no series."""
        return next((one for one in self.live if one.key and one.kind == "month"), None)

    @property
    def days(self) -> int:
        """After how many days a row is to be confirmed again; 0 for never."""
        return DAYS.get(self.period, 0)

    def ledger(self) -> Ledger:
        """Its live fields and the remark as a ledger: rules, forms and masks take it like any other."""
        if not self._ledger:
            fields = (*(_made(one) for one in self.live), REMARK)
            named = next((one.name for one in self.live if one.required), fields[0].name)
            made = Ledger(name=TOPIC_ROW.name, label=self.name, fields=fields, business_key=(named,), shown_by=(named,))
            self._ledger.append(made)
        return self._ledger[0]


_PLAIN: Final = {"device": "text"}


def _made(one: TopicField) -> Field:
    kind: Kind = "ref" if one.column else ("choice" if one.choices else cast("Kind", _PLAIN.get(one.kind, one.kind)))
    return Field(
        name=one.name,
        kind=kind,
        label=one.label,
        aliases=one.headings,
        need="required" if one.required else "optional",
        level=one.level,
        mask={"person": "name", "phone": "phone"}.get(one.kind, "") if one.level != "L4" else "",
        code_table=one.table,
        choices=one.choices,
        target=one.kind if one.column else "",
        max_length=_LENGTHS.get(one.kind, 0),
        scale=_SCALE if one.kind == "decimal" else 0,
        future=one.kind == "date",
    )


# -- as data


def fields_text(topic: Topic) -> str:
    """The fields as they are kept: canonical JSON."""
    return json.dumps([_told(one) for one in topic.fields], ensure_ascii=False, separators=(",", ":"))


def _told(one: TopicField) -> dict[str, object]:
    plain = TopicField(name="", label="")
    said = {name: getattr(one, name) for name in _SORTED}
    kept = {name: value for name, value in said.items() if value != getattr(plain, name) or name in ("name", "label")}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in kept.items()}


def as_data(topic: Topic) -> dict[str, object]:
    """A definition as a file holds it."""
    facts = {name: getattr(topic, name) for name in ("code", "name", "module", "lead", "coop", "period", "purpose")}
    return facts | {"version": topic.version, "fields": json.loads(fields_text(topic))}


def of_data(said: object) -> Topic:
    """The definition that data says; raises TopicBroken where it says none that holds."""
    if not isinstance(said, dict):
        raise TopicBroken((Flaw("", "not_a_definition"),))
    texts = {name: said.get(name, "") for name in ("code", "name", "module", "lead", "coop", "period", "purpose")}
    listed = said.get("fields")
    wrong = [Flaw(name, "not_text") for name, value in texts.items() if not isinstance(value, str)]
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        wrong.append(Flaw("fields", "not_a_definition"))
    if wrong:
        raise TopicBroken(tuple(wrong))
    version = said.get("version", 1)
    topic = Topic(
        **{name: str(value).strip() for name, value in texts.items()},
        version=version if isinstance(version, int) else 1,
        fields=read_fields(cast("list[dict[str, Any]]", listed)),
    )
    found = tuple(flaws(topic))
    if found:
        raise TopicBroken(found)
    return topic


def read_fields(listed: Iterable[Mapping[str, Any]]) -> tuple[TopicField, ...]:
    """Fields as data says them; what is no such thing is read as something that `flaws` refuses or leaves out."""
    return tuple(
        TopicField(
            name=str(one.get("name", "")),
            label=str(one.get("label", "")).strip(),
            kind=cast("FieldKind", str(one.get("kind", "text"))),
            required=one.get("required") is True,
            key=one.get("key") is True,
            choices=_texts(one.get("choices")),
            table=str(one.get("table", "")),
            ends=_texts(one.get("ends")),
            level=cast("Level", str(one.get("level", "L1"))),
            listed=one.get("listed", True) is True,
            retired=one.get("retired") is True,
            headings=_texts(one.get("headings")),
        )
        for one in listed
    )


def _texts(said: object) -> tuple[str, ...]:
    return tuple(str(one).strip() for one in said) if isinstance(said, list) else ()


# -- what is wrong


def flaws(topic: Topic) -> Iterator[Flaw]:
    """Everything that is wrong with a definition by itself."""
    if not _CODE.match(topic.code):
        yield Flaw("code", "code")
    for name, longest in (("name", 40), ("lead", 40)):
        text = getattr(topic, name)
        if not text or len(text) > longest:
            yield Flaw(name, "empty" if not text else "too_long")
    for name, longest in (("coop", 200), ("purpose", 300)):
        if len(getattr(topic, name)) > longest:
            yield Flaw(name, "too_long")
    if re.search("[、,，;；/]", topic.lead):
        yield Flaw("lead", "one_lead")
    if topic.module not in codes.table("topic_module").by_code:
        yield Flaw("module", "unknown")
    if topic.period and topic.period not in PERIODS:
        yield Flaw("period", "unknown")
    yield from _of_fields(topic)
    yield from _of_keys(topic)


def _of_fields(topic: Topic) -> Iterator[Flaw]:
    if not any(one.listed for one in topic.live):
        yield Flaw("fields", "nothing_listed" if topic.live else "no_fields")
    if len(topic.fields) > _MOST_FIELDS:
        yield Flaw("fields", "too_many")
    names: set[str] = {REMARK.name}
    labels: set[str] = {REMARK.label}
    held: set[str] = set()
    for one in topic.fields:
        yield from _of_field(one)
        if one.name in names:
            yield Flaw(one.label or one.name, "twice")
        if one.label in labels and not one.retired:
            yield Flaw(one.label, "same_label")
        if one.column and one.column in held:
            yield Flaw(one.label, "one_of_a_kind")
        names.add(one.name)
        labels |= set() if one.retired else {one.label}
        held |= {one.column} if one.column else set()


def _of_keys(topic: Topic) -> Iterator[Flaw]:
    """A row is named by one number, a series goes by one month, and what names a row is written in each."""
    for one in topic.live:
        if one.kind == "device" and one != topic.device_field:
            yield Flaw(one.label, "one_of_a_kind")
        if one.kind == "month" and one.key and one != topic.month_field:
            yield Flaw(one.label, "one_month")
        if (one.key or one.kind == "device") and not one.required:
            yield Flaw(one.label, "key_required")


def _of_field(one: TopicField) -> Iterator[Flaw]:
    where = one.label or one.name
    if not _NAME.match(one.name):
        yield Flaw(where, "name")
    if not one.label or len(one.label) > _LONGEST_LABEL:
        yield Flaw(where, "label")
    if one.kind not in KINDS:
        yield Flaw(where, "kind")
    if one.level not in LEVELS:
        yield Flaw(where, "level")
    if _FORBIDDEN.search(one.label):
        yield Flaw(where, "forbidden")
    if (one.kind == "code") != bool(one.choices or one.table) or (one.choices and one.table):
        yield Flaw(where, "choices")
    if one.table and not _is_table(one.table):
        yield Flaw(where, "table")
    if not set(one.ends) <= set(one.choices):
        yield Flaw(where, "ends")
    is_odd = any(not choice or len(choice) > _LONGEST_CHOICE for choice in one.choices)
    if is_odd or len(set(one.choices)) != len(one.choices) or len(one.choices) > _MOST_CHOICES:
        yield Flaw(where, "choices")


def _is_table(name: str) -> bool:
    try:
        return bool(codes.table(name).lines)
    except LedgerError:
        return False


def changed(before: Topic, after: Topic, *, has_rows: bool) -> tuple[Topic, tuple[Flaw, ...]]:
    """(the next version, what is wrong with it): fields that `after` leaves out are retired, not lost."""
    known = {one.name: one for one in before.fields}
    kept = {one.name for one in after.fields}
    lost = tuple(replace(one, retired=True) for one in before.fields if one.name not in kept)
    following = replace(after, code=before.code, version=before.version + 1, fields=(*after.fields, *lost))
    turned = (
        Flaw(one.label, "kind_changed")
        for one in after.fields
        if has_rows and one.name in known and (known[one.name].kind, known[one.name].table) != (one.kind, one.table)
    )
    return following, (*flaws(following), *turned)
