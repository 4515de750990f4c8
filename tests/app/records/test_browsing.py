"""Lists, filters, references and what is derived, on a real store with a handful of records."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.records import browsing, editing, references
from app.records.browsing import Order
from app.records.filters import FilterUnclear, Selection, ValuesRefused
from ledger import catalog
from ledger.errors import AmbiguousRecord, LedgerError, RecordNotFound, UnknownField
from tests.flows.small import HEAD, SMALL, TENANT
from tests.office import Office, an_office

PERSON = catalog.named("person")
PEOPLE_MORE = (
    ("compound", "name=凌兆小区一期", "address=东明路302弄", "short_name=一期"),
    ("building", "compound_uid=凌兆小区一期", "building_no=2", "building_suffix=幢"),
    ("unit", "building_uid=凌兆小区一期2幢", "unit_no=1"),
    ("unit", "building_uid=凌兆小区一期2幢", "unit_no=2"),
    ("dwelling", "building_uid=凌兆小区一期2幢", "unit_uid=凌兆小区一期2幢1单元", "room_no=101"),
    ("dwelling", "building_uid=凌兆小区一期2幢", "unit_uid=凌兆小区一期2幢2单元", "room_no=101"),
    ("topic_vehicle", "plate=沪A12345", "kind=小型汽车", f"owner_person={HEAD}"),
    ("topic_merchant", "name=银杏便利店", "kind=零售/便利店", "address=东明路2号", "status=营业"),
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with an_office(tmp_path_factory.mktemp("office")) as made:
        for ledger, *words in (*SMALL, *PEOPLE_MORE):
            typed = dict(word.split("=", 1) for word in words)
            editing.add(made.session, catalog.named(ledger), typed)
        yield made


def _names(office: Office, **wanted: object) -> list[object]:
    order = wanted.pop("order", Order())
    assert isinstance(order, Order)
    listed = browsing.page(office.session, PERSON, Selection(**wanted), order)
    assert listed.total == len(listed.rows) or order != Order()
    return [row["name"] for row in listed.rows]


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("yy", ["闫英"]),
        ("闫", ["闫*萱", "闫英"]),
        ("yanying", ["闫英"]),
        ("0754", ["闫英"]),
        ("4755", ["闫英"]),
        ("没有这个人", []),
        ("凌兆小区一1号302", ["闫*萱", "闫英"]),
        ("1-302", ["闫*萱", "闫英"]),
        ("东明路300弄1号302室", ["闫*萱", "闫英"]),
        ("1-1002", []),
    ],
)
def test_people_are_found_by_name_pinyin_and_numbers(office: Office, search: str, names: list[str]) -> None:
    assert sorted(map(str, _names(office, search=search))) == sorted(names)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (("age>=60",), ["梁涵玉", "闫英"]),
        (("age=10",), ["闫*萱"]),
        (("年龄<=59",), ["闫*萱"]),
        (("年龄 >= 76", "age<=76"), ["闫英"]),
        (("education=初中",), ["闫英"]),
        (("education=70",), ["闫英"]),
        (("education!=初中",), ["梁涵玉", "闫*萱"]),
        (("education=",), ["梁涵玉", "闫*萱"]),
        (("name~英",), ["闫英"]),
        (("姓名~英",), ["闫英"]),
        (("tag=独居老人",), ["闫英"]),
        (("tag!=独居老人",), ["梁涵玉", "闫*萱"]),
        (("tag=A02",), []),
        (("dwelling_uid=凌兆小区一1号302",), ["闫*萱", "闫英"]),
        (("building_uid=凌兆小区一1号", "age>=60"), ["闫英"]),
        (("compound_uid=东明路300弄", "sex=男"), ["闫英"]),
        (("compound_uid=凌兆小区一期",), []),
        (("birth_date>=1951-01-01", "birth_date<=1999"), ["梁涵玉"]),
        ((f"id_no={HEAD}",), ["闫英"]),
        (("alive=否",), []),
        (("是否死亡=是",), []),
        (("phone=13621514755",), ["闫英"]),
        (("phone~1362",), ["闫英"]),
    ],
)
def test_filters_choose_people(office: Office, written: tuple[str, ...], names: list[str]) -> None:
    assert sorted(map(str, _names(office, filters=written))) == names


@pytest.mark.parametrize(
    ("ledger", "written", "refused"),
    [
        ("person", "age<14", FilterUnclear),
        ("person", "nofield=1", UnknownField),
        ("person", "nonsense", FilterUnclear),
        ("person", "age~1", ValuesRefused),
        ("person", "age=sixty", ValuesRefused),
        ("person", "age>=-5", ValuesRefused),
        ("person", "birth_date=never", ValuesRefused),
        ("person", "education=念过几年书", ValuesRefused),
        ("person", "sex~男", ValuesRefused),
        ("person", "compound_uid~凌兆", ValuesRefused),
        ("person", "compound_uid=没有的小区", RecordNotFound),
        ("dwelling", "compound_uid=01a1fc4f-4e55-7ea2-96fd-6b633ff0d5b2", RecordNotFound),
        ("dwelling", "floor_area=large", ValuesRefused),
    ],
)
def test_filters_that_mean_nothing_are_refused(
    office: Office, ledger: str, written: str, refused: type[LedgerError]
) -> None:
    with pytest.raises(refused):
        browsing.page(office.session, catalog.named(ledger), Selection(filters=(written,)), Order())


@pytest.mark.parametrize(
    ("ledger", "written", "count"),
    [
        ("residence", "hukou_match=人户一致", 1),
        ("residence", "人户一致标识!=人户一致", 2),
        ("dwelling", "resident_count>=2", 1),
        ("dwelling", "居住人数=0", 3),
        ("dwelling", "is_rented=是", 1),
        ("household", "member_count=2", 1),
        ("building", "people_count>=1", 1),
        ("person", "residence_address~302", 2),
        ("person", "residence_address=", 1),
        ("person", "created_at>=2020-01-01", 3),
        ("person", "created_at<=2020-01-01", 0),
        ("person", "created_by=wang", 3),
    ],
)
def test_derived_values_can_be_asked_for(office: Office, ledger: str, written: str, count: int) -> None:
    wanted = Selection(filters=(written,), everyone=True)
    listed = browsing.page(office.session, catalog.named(ledger), wanted, Order(limit=1))
    assert (listed.total, len(listed.rows)) == (count, min(count, 1))


def test_people_are_sorted_and_paged(office: Office) -> None:
    assert _names(office, order=Order(field="age", descending=True)) == ["闫英", "梁涵玉", "闫*萱"]
    assert _names(office, order=Order(field="出生日期", offset=1, limit=1)) == ["梁涵玉"]
    assert _names(office, order=Order(field="name")) == ["梁涵玉", "闫*萱", "闫英"]
    with pytest.raises(UnknownField):
        _names(office, order=Order(field="residence_address"))
    with pytest.raises(UnknownField):
        _names(office, order=Order(field="religion_of_neighbour"))


def test_rooms_are_sorted_as_numbers_are(office: Office) -> None:
    dwelling = catalog.named("dwelling")
    listed = browsing.page(office.session, dwelling, Selection(filters=("compound_uid=凌兆小区一",)), Order())
    assert [row["room_no"] for row in listed.rows] == ["302", "1002"]
    named = browsing.page(office.session, dwelling, Selection(search="1-302"), Order())
    assert [row["full_address"] for row in named.rows] == ["凌兆小区一1号302室"]


@pytest.mark.parametrize(
    ("ledger", "said"),
    [
        ("compound", "凌兆小区一"),
        ("compound", "东明路300弄"),
        ("compound", "一期"),
        ("building", "凌兆小区一1号"),
        ("building", "东明路300弄1号楼"),
        ("building", "凌兆小区一期2栋"),
        ("unit", "凌兆小区一期2幢2单元"),
        ("dwelling", "凌兆小区一1号302室"),
        ("dwelling", "东明路３００弄１号３０２室"),
        ("dwelling", "凌兆小区一1-302"),
        ("dwelling", "一期2幢1单元101"),
        ("household", "凌兆小区一1号302室"),
        ("person", HEAD),
        ("person", " 310115 19500530 0754 "),
        ("topic_vehicle", "沪A·12345"),
        ("topic_merchant", "银杏便利店"),
    ],
)
def test_records_are_found_by_what_people_call_them(office: Office, ledger: str, said: str) -> None:
    with office.session.reader() as reader:
        assert len(references.find(reader, catalog.named(ledger), said)) == 16


@pytest.mark.parametrize(
    ("ledger", "said", "refused"),
    [
        ("compound", "凌兆小区二", RecordNotFound),
        ("compound", "凌兆小区一1号", RecordNotFound),
        ("building", "凌兆小区一", RecordNotFound),
        ("building", "凌兆小区一1幢", RecordNotFound),
        ("dwelling", "凌兆小区一1号", RecordNotFound),
        ("dwelling", "东明路301弄1号302室", RecordNotFound),
        ("dwelling", "凌兆小区一期2幢101", AmbiguousRecord),
        ("person", "闫英", RecordNotFound),
        ("person_tag", "独居老人", RecordNotFound),
        ("person", "01a1fc4f-4e55-7ea2-96fd-6b633ff0d5b2", RecordNotFound),
    ],
)
def test_what_names_no_one_record_is_refused(
    office: Office, ledger: str, said: str, refused: type[LedgerError]
) -> None:
    with office.session.reader() as reader, pytest.raises(refused):
        references.find(reader, catalog.named(ledger), said)


def test_a_reference_is_shown_with_its_name(office: Office) -> None:
    stays = browsing.page(office.session, catalog.named("residence"), Selection(everyone=True), Order()).rows
    assert {row["person_uid_label"] for row in stays} == {"闫英", "闫*萱", "梁涵玉"}
    assert {row["household_uid_label"] for row in stays} == {"凌兆小区一1号302室 闫英户", None}
    [vehicle] = browsing.page(office.session, catalog.named("topic_vehicle"), Selection(), Order()).rows
    assert (vehicle["plate"], vehicle["owner_person_label"]) == ("沪A***45", "闫*")


def test_where_people_live_and_are_registered_is_derived(office: Office) -> None:
    rows = browsing.page(office.session, catalog.named("residence"), Selection(everyone=True), Order()).rows
    matches = {row["person_uid_label"]: row["hukou_match_label"] for row in rows}
    assert matches == {"闫英": "人户一致", "闫*萱": "未核实", "梁涵玉": "人户都不在"}
    assert browsing.show(office.session, PERSON, HEAD).row["residence_address"] == "凌兆小区一1号**室"
    assert browsing.show(office.session, PERSON, TENANT).row["residence_address"] is None


def test_an_age_below_nought_is_told_in_its_own_words(office: Office) -> None:
    with pytest.raises(ValuesRefused) as refused:
        browsing.page(office.session, PERSON, Selection(filters=("age=-5",)), Order())
    assert refused.value.problems == (("age", "out_of_range"),)
