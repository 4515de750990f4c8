"""What a table of the desktop asks for: rows by place, counts of values, cells for the clipboard, saved views."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.records import editing
from app.records.filters import Selection
from app.tables import copying, filter_words, list_columns, value_counts, views
from app.tables.row_source import RowSource
from app.tables.views import Shape, View, ViewMissing, ViewNameTaken, ViewRefused
from ledger import catalog
from ledger.errors import UnknownField
from tests.flows.small import SMALL, TENANT
from tests.office import Office, an_office

PERSON, DWELLING = catalog.named("person"), catalog.named("dwelling")
COLUMNS = ("name", "residence_address", "sex", "age", "id_no", "occupation_status")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with an_office(tmp_path_factory.mktemp("office")) as made:
        for ledger, *words in SMALL:
            editing.add(made.session, catalog.named(ledger), dict(word.split("=", 1) for word in words))
        yield made


def people(office: Office, **asked: object) -> RowSource:
    return RowSource(office.session, PERSON, Selection(), COLUMNS, **asked)  # type: ignore[arg-type]


def test_every_row_is_found_at_its_place_whatever_the_order(office: Office) -> None:
    for asked in (
        {},
        {"descending": True},
        {"order_by": "id_no"},
        {"order_by": "occupation_status", "descending": True},
    ):
        source = people(office, **asked)
        part = source.part(0, 100)
        assert part.total == len(part.rows) > 1
        assert [source.place(row.id) for row in part.rows] == list(range(part.total))


def test_a_search_keeps_its_own_order_of_places(office: Office) -> None:
    source = replace(people(office), selection=Selection(search="东明路300弄1号302室"))
    part = source.part(0, 10)
    assert [source.place(row.id) for row in part.rows] == list(range(len(part.rows)))
    assert people(office).place("no id") is None


def test_a_record_outside_the_list_has_no_place(office: Office) -> None:
    women = replace(people(office), selection=Selection(filters=("sex=女",)))
    men = replace(people(office), selection=Selection(filters=("sex=男",)))
    everyone = people(office).part(0, 100).rows
    for row in everyone:
        assert (women.place(row.id) is None) != (men.place(row.id) is None)


def test_values_are_counted_in_the_list_without_their_own_filter(office: Office) -> None:
    found = value_counts.count(office.session, PERSON, "sex", Selection(filters=("sex=男",)))
    assert sum(one.count for one in found.values) == people(office).part(0, 1).total
    assert {one.label for one in found.values} <= {"男", "女"}
    for one in found.values:
        chosen = replace(people(office), selection=Selection(filters=(f"sex={one.value}",)))
        assert chosen.part(0, 1).total == one.count


def test_several_values_mean_any_of_them(office: Office) -> None:
    both = replace(people(office), selection=Selection(filters=("sex=男|女",)))
    assert both.part(0, 1).total == people(office).part(0, 1).total
    some = replace(people(office), selection=Selection(filters=("population_type=户籍人口|",)))
    found = value_counts.count(office.session, PERSON, "population_type", Selection())
    assert some.part(0, 1).total == sum(one.count for one in found.values if one.label in ("户籍人口", "（空）"))


def test_masked_columns_tell_only_whether_there_is_something(office: Office) -> None:
    found = value_counts.count(office.session, PERSON, "id_no", Selection())
    assert [one.label for one in found.values] == ["有", "（空）"]


def test_tags_and_compounds_are_counted_beside_the_columns(office: Office) -> None:
    tags = value_counts.count(office.session, PERSON, "tag", Selection())
    assert tags.values[-1].label == "（没有标签）"
    for one in tags.values:
        chosen = replace(people(office), selection=Selection(filters=(f"tag={one.value}",)))
        assert chosen.part(0, 1).total == one.count
    compounds = value_counts.count(office.session, DWELLING, "compound_uid", Selection())
    assert all(one.count for one in compounds.values)
    with pytest.raises(UnknownField):
        value_counts.count(office.session, PERSON, "nothing", Selection())


def test_filters_are_worded_for_people(office: Office) -> None:
    written = ("age>=60", "tag=A01", "sex=1|2", "education=", "phone!=", "name~王", "是否死亡=是", "bad")
    tag = catalog.named("person_tag").field("tag")
    assert filter_words.worded(office.session, PERSON, written) == (
        "年龄 ≥ 60",
        f"标签：{filter_words.code_label(tag, 'A01')}",
        "性别：男、女",
        "学历：空",
        "联系电话：有",
        "姓名含王",
        "是否死亡：是",
        "bad",
    )
    compound = value_counts.count(office.session, DWELLING, "compound_uid", Selection()).values[0]
    assert filter_words.worded(office.session, PERSON, (f"compound_uid={compound.value}",)) == (
        f"小区：{compound.label}",
    )


def test_cells_are_copied_as_shown_and_keep_their_digits(office: Office) -> None:
    source = people(office)
    copied = copying.copied(source, [(0, 1)], ("name", "id_no"), headings=True)
    lines = copied.text.split("\r\n")
    assert lines[0] == "姓名\t证件号码"
    assert copied.rows == 2
    assert all("*" in line.split("\t")[1] for line in lines[1:])
    assert copied.html.count("<tr>") == 3
    assert copying.as_text([("两\n行", 'a"b', "c")]) == '"两\n行"\t"a""b"\tc'
    assert "&lt;" in copying.as_html([("<b>",)], headings=False)


def test_tags_are_counted_by_those_that_lists_name(office: Office) -> None:
    ledger = catalog.named("person_tag")
    person = people(office).part(0, 1).rows[0].id
    editing.add(office.session, ledger, {"person_uid": person, "tag": "D01", "start_date": "2020-01-01"})
    found = value_counts.count(office.session, ledger, "tag", Selection())
    assert found.values
    assert "D01" not in {one.value for one in found.values}
    for one in found.values:
        listed = RowSource(office.session, ledger, Selection(filters=(f"tag={one.value}",)), ("tag",))
        assert {row.texts[0] for row in listed.rows(0, one.count - 1)} == {one.label}


def test_a_column_says_why_it_cannot(office: Office) -> None:
    for ledger in catalog.ALL:
        first = list_columns.AT_FIRST[ledger.name]
        assert list_columns.known(ledger.name, first) == first
        assert list_columns.frozen(ledger.name, first) >= 1
        for column in list_columns.of(ledger.name):
            assert bool(column.how_filtered) != bool(column.why_unfiltered)
            source = RowSource(office.session, ledger, Selection(everyone=True), first, column.name)
            if not column.why_unsorted:
                source.part(0, 1)
    health = list_columns.named("person", "health_status")
    assert health.why_unfiltered
    assert health.why_unsorted
    assert health.why_unedited
    assert list_columns.frozen("person", ("sex", "name")) == 1
    assert list_columns.known("person", ("gone", "sex")) == ("sex",)


def test_views_are_kept_renamed_and_forgotten(office: Office) -> None:
    session = office.session
    kept = views.save(session, View(ledger="person", name=" 独居老人 ", filters=("tag=A01",), columns=("name", "gone")))
    assert kept == View(ledger="person", name="独居老人", filters=("tag=A01",), columns=("name",))
    views.save(session, View(ledger="person", name="党员", order_by="age", descending=True, columns=("name",)))
    views.make_default(session, "person", "党员")
    assert [(one.name, one.is_default) for one in views.of_ledger(session, "person")] == [
        ("党员", True),
        ("独居老人", False),
    ]
    views.save(session, replace(kept, name="党员", search="王"))
    assert views.of_ledger(session, "person")[0].is_default
    with pytest.raises(ViewNameTaken):
        views.rename(session, "person", "党员", "独居老人")
    assert views.rename(session, "person", "党员", "老党员").search == "王"
    views.make_default(session, "person", "")
    assert not any(one.is_default for one in views.of_ledger(session, "person"))
    views.remove(session, "person", "老党员")
    with pytest.raises(ViewMissing):
        views.remove(session, "person", "老党员")
    for bad in ("", "长" * 31):
        with pytest.raises(ViewRefused):
            views.save(session, View(ledger="person", name=bad))


def test_a_table_is_found_as_it_was_left(office: Office) -> None:
    session = office.session
    assert views.shape(session, "dwelling") == Shape(list_columns.AT_FIRST["dwelling"])
    left = Shape(("full_address", "remark"), {"remark": 20})
    views.keep_shape(session, "dwelling", left)
    assert views.shape(session, "dwelling") == left


def test_the_tenant_is_found_by_place_after_a_change(office: Office) -> None:
    source = people(office, order_by="id_no")
    with office.session.reader() as reader:
        found = reader.find_by_keys(PERSON, ("id_no",), [(TENANT,)])
    assert found
    first = source.part(0, 100)
    editing.change(office.session, PERSON, first.rows[0].id, {"employer": "甲厂"})
    assert source.place(first.rows[0].id) == 0
