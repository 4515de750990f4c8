"""The compliance page is true: green for a committee that keeps the rules, red as soon as one of them is broken."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.access import Forbidden
from app.accounts import listing
from app.compliance import checking
from app.compliance.checking import ALL, everything
from app.compliance.rule import STATES
from app.compliance.rules import privacy
from app.incidents import recording
from app.incidents.recording import NewIncident
from app.status import concerns
from app.stores.session import Session
from ledger import catalog
from ledger.incident_levels import urgent_steps_of
from tests.app.compliance.office import FLIPS, PATCHED, Change, enter, lawful, stop_all_but_the_first
from tests.app.rights.staff import a_committee
from tests.committee import LOGIN, new_session

ROOT = Path(__file__).parents[3]
NOT_BUILT = {"R080", "R084", "R089", "R090", "R091", "R111"}
OUTSIDE = {"R097"}
OTHERWISE = {"R109", "R118"}  # flipped by tests of their own below


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with lawful(tmp_path) as opened:
        yield opened


def _states(session: Session) -> dict[str, str]:
    return {line.rule.code: line.finding.state for line in everything(session)}


def test_every_requirement_about_security_has_its_line() -> None:
    assert [rule.code for rule in ALL] == [f"R{number:03}" for number in range(80, 119)]


def test_what_keeps_a_rule_is_there() -> None:
    for rule in ALL:
        for path in rule.where:
            assert (ROOT / path).exists(), f"{rule.code}: {path}"


def test_every_rule_that_can_be_red_is_flipped_here() -> None:
    assert set(FLIPS) | set(PATCHED) | OTHERWISE | NOT_BUILT == {rule.code for rule in ALL}


def test_a_lawful_committee_sees_green_and_what_is_not_built_is_grey(session: Session) -> None:
    lines = everything(session)
    red = {line.rule.code: line.finding.setting for line in lines if line.finding.state == "bad"}
    assert red == {}
    assert {line.rule.code for line in lines if line.finding.state == "later"} == NOT_BUILT
    assert {line.rule.code for line in lines if line.finding.state == "outside"} == OUTSIDE
    assert all(line.finding.setting for line in lines)


FLIP_CASES = [(code, number) for code, ways in FLIPS.items() for number in range(len(ways))]


@pytest.mark.parametrize(("code", "number"), FLIP_CASES)
def test_a_broken_rule_is_red_and_says_what_to_do(session: Session, code: str, number: int) -> None:
    broken: Change = FLIPS[code][number]
    broken(session)
    line = next(line for line in everything(session) if line.rule.code == code)
    assert line.finding.state == "bad", line.finding.setting
    assert line.finding.todo
    assert line.state_label == "不符合"


@pytest.mark.parametrize("code", sorted(PATCHED))
def test_a_rule_that_the_code_keeps_is_red_when_it_does_not(
    session: Session, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, name, worse = PATCHED[code]
    monkeypatch.setattr(module, name, worse)
    assert _states(session)[code] == "bad"


def test_a_field_with_faces_is_red(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    field = namedtuple("field", "name label level mask_rule")("face", "人脸照片", "L4", "hide")
    ledger = namedtuple("ledger", "label fields")("居民", (field,))
    monkeypatch.setattr(privacy.catalog, "ALL", (*catalog.ALL, ledger))
    look = checking.Inspection(session)
    assert privacy.no_faces(look).state == "bad"


def test_a_full_disk_is_red(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(concerns, "is_disk_low", lambda _status: True)
    assert _states(session)["R118"] == "bad"


def test_one_account_alone_is_red_where_a_second_person_is_asked_for(tmp_path: Path) -> None:
    with new_session(tmp_path / "store") as session:
        states = _states(session)
    assert {code for code in ("R082", "R096", "R110", "R113", "R115") if states[code] != "bad"} == set()


def test_an_incident_is_green_once_it_was_dealt_with_at_once_and_reported(session: Session) -> None:
    number = recording.note(session, NewIncident("leak", "larger", "x"))
    urgent = [step.key for step in urgent_steps_of("larger")]
    assert {"phone_lead", "phone_centre", "written_report"} < set(urgent)
    for key in urgent:
        assert _states(session)["R101"] == "bad"
        recording.tick(session, number, key)
    assert _states(session)["R101"] == "good"


def test_what_the_rule_lets_leave_plain_is_not_held_against_anybody(session: Session) -> None:
    enter(session, "export", "export", unmasked=True, highest_level="L3", people=50, purpose="01", basis="01")
    enter(session, "export", "export", unmasked=True, highest_level="L4", encrypted=True, purpose="01", basis="01")
    assert _states(session)["R099"] == "good"


def test_the_accounts_that_wait_to_be_filed_are_those_of_the_list(tmp_path: Path) -> None:
    with new_session(tmp_path / "store") as session:
        line = next(line for line in everything(session) if line.rule.code == "R081")
        listed = [one for one in listing.everyone(session) if one.state_label.endswith("待备案")]
    assert [one.login for one in listed] == [LOGIN]
    assert line.finding.state == "bad"
    assert line.finding.setting == f"1 个账号在用，1 个待备案：{LOGIN}"


def test_a_weakened_number_still_does_not_hold(session: Session) -> None:
    FLIPS["R083"][0](session)
    assert session.policy["password_length"] == 8


def test_the_page_on_paper_says_what_the_page_says(session: Session) -> None:
    stop_all_but_the_first(session)
    lines = everything(session)
    paper = "\n".join(checking.paper(session, lines))
    for line in lines:
        assert f"{line.rule.code}　{line.state_label}" in paper
        assert line.finding.setting in paper
    told = checking.counts(lines)
    assert list(told) == list(STATES)
    assert sum(told.values()) == len(ALL)
    checking.note_printed(session, lines)
    with session.reader() as reader:
        assert reader.actions(limit=1)[0].detail["count"] == told["bad"]


def test_who_may_look_at_it(tmp_path: Path) -> None:
    with a_committee(tmp_path) as (_, sessions):
        for role in ("head", "accounts", "auditor"):
            assert everything(sessions[role])
        for role in ("worker", "grid", "viewer", "entrusted"):
            assert not checking.may_look(sessions[role])
            with pytest.raises(Forbidden):
                everything(sessions[role])
