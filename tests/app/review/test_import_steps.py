"""What the wizard asks: what is in a file, what a column may be, what is open, what a plan looks like."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.importing.applying import apply
from app.importing.plan import ImportOptions, ImportPlan
from app.review import import_questions, import_steps
from app.review.plan_view import PlanView
from ledger import ids
from tests.office import Office, an_id, an_office
from tests.samples import sample

HEAD = ["小区", "楼栋", "室号", "姓名", "证件号码", "联系电话", "政治面貌"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as made:
        yield made


def _row(name: str, number: str = "", phone: str = "", party: str = "", room: str = "101") -> list[object]:
    return ["凌兆小区一", "1", room, name, number, phone, party]


def _plan(office: Office, path: Path, **options: object) -> ImportPlan:
    return import_steps.plan(office.session, path, ImportOptions(**options))


def test_a_look_tells_sheets_headings_examples_and_why(office: Office) -> None:
    path = office.sheet(HEAD, _row("张三", an_id(1), "13812345678"), _row("李四", an_id(2), "13912345678"))
    (sheet,) = import_steps.look(office.session, path, ImportOptions()).sheets
    assert (sheet.subject_label, sheet.rows, sheet.heading_rows, sheet.skipped) == ("居民", 2, (1,), "")
    columns = {column.heading: column for column in sheet.columns}
    assert columns["姓名"].target_label == "人 · 姓名"
    assert columns["姓名"].how == "exact"
    assert columns["联系电话"].examples == ("138****5678", "139****5678")
    assert all("*" in example for example in columns["证件号码"].examples)
    assert [column.letter for column in sheet.columns][:3] == ["A", "B", "C"]


def test_numbers_of_a_column_nobody_knows_are_not_shown(office: Office) -> None:
    path = office.sheet([*HEAD, "奇怪的列"], [*_row("张三"), "310115198001011234"])
    (sheet,) = import_steps.look(office.session, path, ImportOptions()).sheets
    strange = sheet.columns[-1]
    assert strange.is_open
    assert strange.examples == ("310" + "*" * 15,)


def test_sheets_that_were_not_chosen_and_headings_given_by_hand_are_told(office: Office) -> None:
    path = office.sheet(HEAD, _row("张三"))
    options = ImportOptions(sheets=("另一张",), headings={"政治面貌": "person.religion"})
    (sheet,) = import_steps.look(office.session, path, options).sheets
    assert sheet.skipped == "not chosen"
    assert sheet.columns[-1].target == "person.religion"
    assert sheet.columns[-1].how == "given"


def test_a_column_may_be_any_field_of_its_subject(office: Office) -> None:
    keys = [choice.key for choice in import_steps.targets("person")]
    assert len(keys) == len(set(keys))
    assert {"dwelling.full_address", "person.phone", "residence.kinship", "person_tag.tag"} <= set(keys)
    assert "手机" in next(one.words for one in import_steps.targets("person") if one.key == "person.phone")
    assert {key.partition(".")[0] for key in (one.key for one in import_steps.targets("topic_merchant"))} == {
        "topic_merchant"
    }


def test_recent_files_are_kept_newest_first_and_only_while_they_stand(office: Office, tmp_path: Path) -> None:
    first, second = office.sheet(HEAD), office.sheet(HEAD)
    for path in (first, second, first, tmp_path / "gone.xlsx"):
        import_steps.remember_file(office.session, path)
    assert import_steps.recent(office.session) == [first, second]


def test_an_unknown_word_is_asked_once_and_its_answer_is_taken(office: Office) -> None:
    path = office.sheet(
        HEAD, *(_row(f"张三{n}", an_id(n), party="党 员吧") for n in range(1, 4)), _row("李四", an_id(9))
    )
    plan = _plan(office, path)
    (question,) = import_questions.questions(office.session, path, plan).values
    assert (question.heading, question.value, question.count) == ("政治面貌", "党 员吧", 3)
    assert "中国共产党党员" in [choice.label for choice in question.choices]
    again = _plan(office, path, values={question.key: "中国共产党党员"})
    assert again.issues == []
    kept = import_questions.questions(office.session, path, again, import_questions.Questions((question,), ()))
    assert kept.values == (question,)
    apply(office.session, again)
    assert {row["political_status"] for row in office.rows("person")} == {"01", None}


def test_a_doubt_shows_both_sides_and_each_answer_is_taken(office: Office) -> None:
    office.take(HEAD, _row("张三", "", "13812345678"))
    path = office.sheet(HEAD, _row("张三", an_id(1), "13812345678", room="202"))
    plan = _plan(office, path)
    (doubt,) = import_questions.questions(office.session, path, plan).doubts
    (candidate,) = doubt.candidates
    assert doubt.name == candidate.name == "张三"
    assert "凌兆小区一" in candidate.where
    phones = [fact for fact in candidate.facts if fact.label == "联系电话"]
    assert [(fact.value, fact.agrees) for fact in phones] == [("138****5678", True)]
    key = (doubt.sheet, doubt.row)
    for answer, count in ((candidate.decision, 1), ("new", 2), ("skip", 1)):
        decided = _plan(office, path, rows={key: answer})
        assert not decided.doubts
        assert 1 + len(decided.creates.get("person", ())) == count, answer


def test_a_row_can_be_somebody_whom_another_row_brings(office: Office) -> None:
    path = office.sheet(HEAD, _row("张三", an_id(1)), _row("张三", "", "13812345678", room="202"))
    plan = _plan(office, path)
    (doubt,) = import_questions.questions(office.session, path, plan).doubts
    (candidate,) = doubt.candidates
    assert candidate.decision == "row:2:Sheet1"
    apply(office.session, _plan(office, path, rows={(doubt.sheet, doubt.row): candidate.decision}))
    assert office.person("张三")["phone"] == "13812345678"
    assert len(office.rows("residence")) == 2


def test_somebody_gone_since_is_asked_about_again(office: Office) -> None:
    office.take(HEAD, _row("张三", "", "13812345678"))
    path = office.sheet(HEAD, _row("张三", an_id(1), "13812345678", room="202"))
    gone = f"same:{ids.to_text(ids.new_id())}"
    assert len(_plan(office, path, rows={("Sheet1", 2): gone}).doubts) == 1


def test_a_plan_is_shown_by_pages_and_field_by_field(office: Office) -> None:
    office.take(HEAD, _row("张三", an_id(1), "13812345678"), _row("李四", an_id(2)))
    path = office.sheet(
        HEAD,
        _row("张三", an_id(1), "13987654321"),
        _row("李四", an_id(2)),
        _row("王五", an_id(3), room="303"),
        _row("赵六", an_id(4)[:17]),
    )
    plan = _plan(office, path)
    view = PlanView.of(plan)
    assert view.counts == {
        "new": 1,
        "changed": 1,
        "unchanged": 1,
        "repeated": 0,
        "doubtful": 0,
        "refused": 1,
        "left_out": 0,
    }
    (changed,) = view.rows(office.session, "changed", 0, 10).lines
    assert (changed.name, changed.row, changed.what) == ("张三", 2, "改：联系电话")
    detail = view.detail(office.session, changed.place)
    assert detail is not None
    person = next(one for one in detail.records if one.ledger == "人")
    assert [(one.label, one.old, one.new) for one in person.fields] == [("联系电话", "138****5678", "139****4321")]
    (new,) = view.rows(office.session, "new", 0, 10).lines
    assert new.where.endswith("303室")
    assert "新增" in new.what
    (refused,) = view.rows(office.session, "refused", 0, 10).lines
    assert refused.what == "证件号码：位数不对"
    (trouble,) = view.troubles(0, 10)
    assert (trouble.column, trouble.heading, trouble.done) == ("E", "证件号码", "整行退回")
    view.dismantle()
    assert view.detail(office.session, refused.place) is None
    assert view.rows(office.session, "new", 0, 10).lines == ()


def test_nothing_that_a_view_shows_lies_open(office: Office) -> None:
    numbers = [an_id(n) for n in range(1, 6)]
    path = office.sheet(HEAD, *(_row("张三丰", number, "13812345678") for number in numbers))
    plan = _plan(office, path)
    view = PlanView.of(plan)
    shown = repr([view.detail(office.session, line.place) for line in view.rows(office.session, "new", 0, 10).lines])
    shown += repr(import_steps.look(office.session, path, ImportOptions()))
    assert all(number not in shown for number in numbers)
    assert "13812345678" not in shown
    assert "birth_date" not in shown


def test_a_sample_with_two_heading_rows_is_looked_at(office: Office) -> None:
    (sheet,) = import_steps.look(office.session, sample("02"), ImportOptions()).sheets
    assert sheet.heading_rows == (3, 4)
    assert sheet.rows == 365
    assert "person.name" in {column.target for column in sheet.columns}
