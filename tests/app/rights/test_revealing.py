"""Looking behind a mask: by right and level, for a reason, entered without the value; and who looked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.access import Forbidden
from app.records import browsing, editing
from app.rights import looking, revealing
from app.rights.revealing import RevealReasonNeeded
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.errors import RecordNotFound, UnknownField
from storage.audit import Action
from storage.store import Store
from tests.app.rights.staff import A_PERSON, a_committee

PERSON = catalog.named("person")


@dataclass
class Committee:
    store: Store
    sessions: dict[str, Session]
    record: str

    def entries(self, *classes: str) -> list[Action]:
        with self.store.reader() as reader:
            return [one for one in reader.actions(limit=1000) if one.class_ in classes]


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Committee]:
    with a_committee(tmp_path) as (store, sessions):
        yield Committee(store, sessions, editing.add(sessions["head"], PERSON, A_PERSON))


def test_a_masked_field_shows_as_it_is_and_the_look_is_entered_first(committee: Committee) -> None:
    session = committee.sessions["worker"]
    found = revealing.reveal(session, PERSON, committee.record, "id_no")
    assert found.text == A_PERSON["id_no"]
    assert found.level == "L3"
    assert found.seconds == 60
    assert A_PERSON["id_no"] not in repr(found)
    (entry,) = committee.entries("reveal")
    assert (entry.user, entry.ledger, entry.record) == ("the_worker", "person", ids.from_text(committee.record))
    assert entry.detail == {"fields": ["id_no"], "level": "L3"}
    assert A_PERSON["id_no"] not in repr(entry)


def test_codes_and_dates_show_in_words(committee: Committee) -> None:
    head = committee.sessions["head"]
    assert revealing.reveal(head, PERSON, committee.record, "religion", "核实低保").text == "佛教"
    assert revealing.reveal(head, PERSON, committee.record, "birth_date").text == "1949-12-31"
    assert browsing.show(head, PERSON, committee.record).row["birth_date"] == "1949-**-**"  # covered as before


def test_the_highest_level_needs_a_reason(committee: Committee) -> None:
    head = committee.sessions["head"]
    for reason in ("", "  "):
        with pytest.raises(RevealReasonNeeded):
            revealing.reveal(head, PERSON, committee.record, "religion", reason)
    assert not committee.entries("reveal")
    revealing.reveal(head, PERSON, committee.record, "religion", "核实低保")
    assert committee.entries("reveal")[0].reason == "核实低保"
    about = revealing.behind(head, PERSON, committee.record, "religion")
    assert (about.level, about.needs_reason, about.refusal) == ("L4", True, None)


def test_a_role_looks_up_to_its_level(committee: Committee) -> None:
    grid = committee.sessions["grid"]
    assert revealing.reveal(grid, PERSON, committee.record, "phone").text == A_PERSON["phone"]
    with pytest.raises(Forbidden) as refused:
        revealing.reveal(grid, PERSON, committee.record, "religion", "好奇")
    assert refused.value.holders == ("head", "worker")
    assert len(committee.entries("reveal")) == 1
    for role in ("viewer", "entrusted", "auditor", "accounts"):
        with pytest.raises(Forbidden):
            revealing.reveal(committee.sessions[role], PERSON, committee.record, "phone", "好奇")
    about = revealing.behind(committee.sessions["viewer"], PERSON, committee.record, "phone")
    assert about.refusal is not None


def test_everything_about_a_child_is_one_level_higher(committee: Committee) -> None:
    born = f"{clock.today().year - 6}-01-01"
    typed = {**A_PERSON, "id_type": "414", "id_no": "E12345678", "birth_date": born}
    child = editing.add(committee.sessions["head"], PERSON, typed)
    grid = committee.sessions["grid"]
    assert browsing.show(grid, PERSON, child).row["name"] == "张*明"
    assert revealing.reveal(grid, PERSON, child, "name").text == "张三明"
    with pytest.raises(Forbidden):
        revealing.reveal(grid, PERSON, child, "phone")
    with pytest.raises(RevealReasonNeeded):
        revealing.reveal(committee.sessions["head"], PERSON, child, "phone")


def test_what_is_not_there_is_not_shown(committee: Committee) -> None:
    head = committee.sessions["head"]
    with pytest.raises(UnknownField):
        revealing.reveal(head, PERSON, committee.record, "salary")
    with pytest.raises(RecordNotFound):
        revealing.reveal(head, PERSON, ids.to_text(ids.new_id()), "phone")


def test_roles_outside_the_committee_see_names_behind_masks(committee: Committee) -> None:
    row = browsing.show(committee.sessions["entrusted"], PERSON, committee.record).row
    assert row["name"] == "张*明"
    assert row["phone"] == "138****5678"
    assert row["religion"] == "已隐藏"
    assert browsing.show(committee.sessions["viewer"], PERSON, committee.record).row["name"] == "张三明"


def test_the_head_reads_who_looked_at_what(committee: Committee) -> None:
    looking.note(committee.sessions["grid"], "person", committee.record)
    revealing.reveal(committee.sessions["worker"], PERSON, committee.record, "religion", "办残疾证")
    looks = looking.who_looked(committee.sessions["head"], "person", committee.record)
    assert [(one.login, one.what, one.reason) for one in looks] == [
        ("the_worker", "看了宗教信仰", "办残疾证"),
        ("the_grid", "打开了页面", ""),
    ]
    assert [one.is_sensitive for one in looks] == [True, False]
    with pytest.raises(Forbidden):
        looking.who_looked(committee.sessions["worker"], "person", committee.record)
    with pytest.raises(RecordNotFound):
        looking.note(committee.sessions["grid"], "person", ids.to_text(ids.new_id()))


def test_a_look_leaves_lists_and_undo_as_they_are(committee: Committee) -> None:
    head = committee.sessions["head"]
    with committee.store.reader() as reader:
        before = reader.last_action()
    looking.note(head, "person", committee.record)
    with committee.store.reader() as reader:
        assert reader.last_action() == before
