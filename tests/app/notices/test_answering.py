"""A task is answered with a sheet out of the ledger: previewed, let go by the rule, registered, seen by the street."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app import checking
from app.accounts import changing
from app.accounts.details import Details
from app.exports.clearance import ApprovalNeeded
from app.messages import exit_code_for, message_for
from app.notices import answering, inbox, sheets
from app.notices.answering import AlreadyAnswered, AnswerEmpty, NoAnswerWanted, Reply
from app.release import approvals, register
from app.release.purposes import Purpose, PurposeNeeded
from app.stores.session import Session
from app.syncing import enrolling
from cloud.enrolling import new_code
from cloud.notices.standing import AnswerFileMissing, file_of
from ledger.wanted import Wanted
from storage.attachments.blobs import Blobs
from tests.app.notices.street import Street
from tests.app.syncing.office import URL, person, sync
from tests.cloud.callers import CID, House
from tests.committee import new_session
from tests.sync.exchange import Wire

OPEN = Wanted("person", ("name", "phone"), unmasked=True)
WHY = Purpose("03", "01")
_PASSWORD = "Zhuren-2026-Zm"


@pytest.fixture
def two(house: House, wire: Wire, tmp_path: Path) -> Iterator[Session]:
    """A PC at which two people have accounts."""
    with new_session(tmp_path / "two", code=CID) as session:
        changing.open_account(session, "zhao", Details("赵敏", ("head",)), _PASSWORD, reason="主任")
        enrolling.enrol(session, URL, new_code(house.means, CID))
        yield session


def _ledger(session: Session) -> None:
    person(session, "王桂珍", birth_date="1938-05-01", phone="13800000001")
    person(session, "陆小明", birth_date="1990-05-01", phone="13800000002")


def test_a_preview_shows_what_would_be_handed_in_and_writes_nothing(street: Street, one: Session) -> None:
    _ledger(one)
    notice = street.send()
    sync(one)
    seen = answering.preview(one, notice.number)
    assert seen.headings == ("姓名", "联系电话")
    assert (seen.total, len(seen.rows)) == (1, 1)
    assert seen.rows[0][1] == "138****0001"
    assert not seen.is_purpose_missing
    assert inbox.show(one, notice.number).answers == ()
    assert register.departed(one) == []


def test_one_key_hands_it_in_and_the_street_gets_the_very_file(house: House, street: Street, one: Session) -> None:
    _ledger(one)
    notice = street.send()
    sync(one)
    given = answering.answer(one, notice.number, Reply("已核对"))
    assert given.export is not None
    line = inbox.listing(one)[0]
    assert (line.state, line.is_done, line.is_read) == ("已回复", True, True)
    (entered,) = register.departed(one)
    assert (str(entered.number), entered.rows, entered.file) == (given.export.number, 1, f"{notice.number}.xlsx")
    assert entered.reason == f"{notice.number} 高龄名单，交给凌兆街道"
    assert entered.form == "交给上级的清单"
    with pytest.raises(AnswerFileMissing):
        file_of(house.means, CID, notice.id)
    sync(one)
    found, content = file_of(house.means, CID, notice.id)
    assert (found.who.name, found.text, found.rows, found.register_no) == ("王芳", "已核对", 1, given.export.number)
    assert found.sha == hashlib.sha256(content).hexdigest()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["姓名", "联系电话"],
        ["王桂珍", "138****0001"],
    ]
    assert [mark.name for mark in street.standing(notice).received] == ["王芳"]


def test_what_is_handed_in_lies_nowhere_in_the_clear_and_is_not_swept(street: Street, one: Session) -> None:
    _ledger(one)
    notice = street.send()
    sync(one)
    answering.answer(one, notice.number)
    assert all("王桂珍".encode() not in path.read_bytes() for path in one.store.folder.rglob("*") if path.is_file())
    with one.store.attached.blobs() as blobs:
        assert isinstance(blobs, Blobs)
        assert blobs.sweep(one.store.named_blobs().every) == 0
    assert not any(checking.check(one).parts.values())
    (answer,) = inbox.show(one, notice.number).answers
    assert answer.file == f"{notice.number}.xlsx"
    assert answer.handed_in == "居民：年龄 ≥ 80；2 列：姓名、联系电话；隐私内容打星号；交给凌兆街道"


def test_sensitive_columns_leave_for_a_purpose_that_is_said(street: Street, one: Session) -> None:
    _ledger(one)
    notice = street.send(wanted=OPEN)
    sync(one)
    assert answering.preview(one, notice.number).is_purpose_missing
    with pytest.raises(PurposeNeeded):
        answering.answer(one, notice.number)
    assert inbox.show(one, notice.number).answers == ()
    given = answering.answer(one, notice.number, Reply(purpose=WHY))
    assert given.export is not None
    assert given.export.rows == 2
    assert register.departed(one)[0].is_unmasked


def test_what_needs_a_second_person_waits_for_the_second_person(street: Street, two: Session) -> None:
    one = two
    _ledger(one)
    wanted = Wanted("person", ("name", "health_status"), unmasked=True, purpose="03", basis="01")
    notice = street.send(wanted=wanted)
    sync(one)
    assert answering.preview(one, notice.number).outlook.need == "ask"
    with pytest.raises(ApprovalNeeded):
        answering.answer(one, notice.number)
    asked = answering.ask(one, notice.number)
    assert asked.facts["reason"] == f"{notice.number} 高龄名单，交给凌兆街道"
    approvals.approve(one, asked.id, "zhao", _PASSWORD)
    given = answering.answer(one, notice.number)
    assert given.export is not None
    assert given.export.password
    assert register.departed(one)[0].request == asked.id


def test_a_task_that_wants_nothing_is_answered_in_words(street: Street, one: Session) -> None:
    notice = street.send(wanted=None)
    sync(one)
    for text in ("", "长" * 1001):
        with pytest.raises(AnswerEmpty):
            answering.answer_in_words(one, notice.number, text)
    with pytest.raises(sheets.NoSheetWanted):
        answering.answer(one, notice.number)
    answering.answer_in_words(one, notice.number, "已走访 6 户。")
    sync(one)
    (answer,) = street.standing(notice).answers
    assert (answer.text, answer.sha, answer.rows) == ("已走访 6 户。", "", None)


def test_a_wish_that_this_version_does_not_know_is_answered_in_words(street: Street, one: Session) -> None:
    notice = street.send(wanted=Wanted("person", ("name",), ("nobody_knows_this>3",)))
    sync(one)
    sheet = inbox.show(one, notice.number)
    assert not sheet.is_sheet_wanted
    assert sheet.trouble
    answering.answer_in_words(one, notice.number, "请告诉我们要哪些人。")
    assert inbox.listing(one)[0].is_done


def test_nothing_is_handed_in_twice_unless_that_is_meant(street: Street, one: Session) -> None:
    _ledger(one)
    notice = street.send()
    sync(one)
    first = answering.answer(one, notice.number)
    for answer_ in (
        lambda: answering.answer(one, notice.number, Reply("又一次")),
        lambda: answering.answer_in_words(one, notice.number, "又一次"),
    ):
        with pytest.raises(AlreadyAnswered) as refused:
            answer_()
        assert exit_code_for(refused.value) == 7
        assert "王芳" in message_for(refused.value)
        assert "--again" in message_for(refused.value)
    assert [str(entered.number) for entered in register.departed(one)] == [first.export and first.export.number]
    answering.answer(one, notice.number, Reply("更正", is_again=True))
    answering.answer_in_words(one, notice.number, "再更正", is_again=True)
    assert len(inbox.show(one, notice.number).answers) == 3


def test_a_notice_wants_no_answer(street: Street, one: Session) -> None:
    notice = street.tell()
    sync(one)
    for answer_ in (answering.preview, answering.answer, answering.ask):
        with pytest.raises(NoAnswerWanted):
            answer_(one, notice.number)
    with pytest.raises(NoAnswerWanted):
        answering.answer_in_words(one, notice.number, "知道了")
    assert inbox.show(one, notice.number).answers == ()
