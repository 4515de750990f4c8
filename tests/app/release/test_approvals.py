"""Who may decide a request, by which password, and what the asker may do."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.release import approvals, approvers
from app.release.approvals import ApprovalDecided, ApprovalMissing, NotTheAsker, OwnRequest, RefusalNeedsReason, Wanted
from app.release.approvers import NotAnApprover
from app.stores.session import Session
from storage.errors import WrongPassword
from storage.journal import Entry
from tests.colleagues import LI, LI_PASSWORD, add_colleague
from tests.committee import LOGIN, PASSWORD, new_session

WANTED = Wanted(b"h" * 32, {"ledger": "person", "filter": ["全部"]}, "person", {"level": "L4", "people": 3})


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "store") as opened:
        add_colleague(opened.store)
        add_colleague(opened.store, "zhao", name="赵工", roles=("worker",))
        yield opened


def _as(session: Session, login: str) -> Session:
    return Session(session.store, login, session.settings)


def test_another_account_with_the_right_decides_by_its_own_password(session: Session) -> None:
    asked = approvals.ask(session, WANTED)
    with pytest.raises(OwnRequest):
        approvals.approve(session, asked.id, LOGIN, PASSWORD)
    with pytest.raises(NotAnApprover):
        approvals.approve(session, asked.id, "zhao", LI_PASSWORD)
    with pytest.raises(NotAnApprover):
        approvals.approve(session, asked.id, "nobody", LI_PASSWORD)
    with pytest.raises(WrongPassword):
        approvals.approve(session, asked.id, LI, PASSWORD)
    assert approvals.find(session, asked.id).state == "waiting"
    decided = approvals.approve(session, asked.id, LI, LI_PASSWORD)
    assert (decided.state, decided.decided_by) == ("approved", LI)
    with pytest.raises(ApprovalDecided):
        approvals.refuse(session, asked.id, LI, LI_PASSWORD, "晚了")
    with session.reader() as reader:
        (entry,) = reader.actions(kind="export-approve")
    assert (entry.user, entry.class_) == (LI, "export")
    assert (entry.detail["request"], entry.detail["asker"]) == (asked.id, LOGIN)


def test_a_refusal_has_a_reason_that_the_asker_reads(session: Session) -> None:
    asked = approvals.ask(session, WANTED)
    with pytest.raises(RefusalNeedsReason):
        approvals.refuse(session, asked.id, LI, LI_PASSWORD, "  ")
    approvals.refuse(session, asked.id, LI, LI_PASSWORD, "列太多")
    assert approvals.find(session, asked.id).answer == "列太多"
    assert approvals.waiting(session) == []
    assert approvals.open_for(session, WANTED.hash) is None
    assert approvals.ask(session, WANTED).id != asked.id, "who was refused may ask again"


def test_the_command_line_decides_as_whoever_opened_the_store(session: Session) -> None:
    asked = approvals.ask(session, WANTED)
    with pytest.raises(OwnRequest):
        approvals.decide_now(session, asked.id, "approved")
    theirs = _as(session, LI)
    with pytest.raises(RefusalNeedsReason):
        approvals.decide_now(theirs, asked.id, "refused")
    assert approvals.decide_now(theirs, asked.id, "approved").decided_by == LI
    assert approvals.open_for(session, WANTED.hash) is not None
    assert approvals.open_for(theirs, WANTED.hash) is None, "an approval is the asker's"
    assert approvals.open_for(session, b"x" * 32) is None


def test_only_the_asker_takes_a_request_back_and_others_do_not_see_it(session: Session) -> None:
    asked = approvals.ask(session, WANTED)
    worker = _as(session, "zhao")
    assert approvals.waiting(worker) == []
    assert [one.id for one in approvals.waiting(_as(session, LI))] == [asked.id]
    with pytest.raises(NotTheAsker):
        approvals.withdraw(worker, asked.id)
    assert approvals.withdraw(session, asked.id).state == "withdrawn"
    with pytest.raises(ApprovalDecided):
        approvals.withdraw(session, asked.id)
    with pytest.raises(ApprovalMissing):
        approvals.find(session, 999)


def test_candidates_are_the_others_who_may_and_a_stopped_colleague_leaves_one_alone(tmp_path: Path) -> None:
    with new_session(tmp_path / "store") as session:
        assert approvers.is_alone(session)
        assert approvers.candidates(session, LOGIN) == []
        li = add_colleague(session.store)
        assert not approvers.is_alone(session)
        assert [one.login for one in approvers.candidates(session, LOGIN)] == [LI]
        assert [one.login for one in approvers.candidates(session, LI)] == [LOGIN], (
            "the first account is a head from now on"
        )
        with session.store.change_accounts(Entry(LOGIN, "account-stop", class_="account")) as change:
            change.put(replace(li, state="stopped"))
            change.audit_detail(login=LI)
        assert approvers.is_alone(session)
        assert approvers.candidates(session, LOGIN) == []
