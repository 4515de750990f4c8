"""No print is without masks, whoever prints; a list that goes by what is sensitive follows the rule of exports."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import app
from app import access, printed
from app.exports import printed_lists
from app.exports.printed_lists import PrintNeedsApproval
from app.printed import PrintedFields, PrintedTable, Printout
from app.records import editing
from app.records.filters import Selection
from app.release import prints, register
from app.release.purposes import PurposeNeeded
from app.rights import matrix, revealing
from app.stores.session import Session
from app.tables import list_columns
from ledger import catalog, clock
from ledger.permissions import Cell, Grant, LawForbids
from storage.store import Store
from tests.app.rights.staff import A_PERSON, employ
from tests.committee import LOGIN, new_session
from tests.storage.stores import a_home, add

PERSON, TAG = catalog.named("person"), catalog.named("person_tag")
SECRETS = ("11010519491231002X", "13812345678", "13700001111", "佛教", "9902")
ROOMS = Path(app.__file__).parent


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def person(session: Session) -> str:
    """Somebody with something in fields of every level, at home in a dwelling."""
    one = editing.add(session, PERSON, {**A_PERSON, "phone2": "13700001111"})
    home = a_home(session.store, compound="凌兆小区", room="9902")
    add(
        session.store,
        "residence",
        {"person_uid": bytes.fromhex(one.replace("-", "")), "dwelling_uid": home["dwelling"], "relation": "03"},
    )
    editing.add(session, TAG, {"person_uid": one, "tag": "A01"})
    return one


def _texts(made: Printout) -> str:
    said = [made.title, *made.notes]
    for part in made.parts:
        if isinstance(part, PrintedTable):
            said += [text for row in part.rows for text in row]
        elif isinstance(part, PrintedFields):
            said += [text for pair in part.pairs for text in pair]
    return "\n".join(said)


def _every_column(ledger: str) -> tuple[str, ...]:
    return tuple(column.name for column in list_columns.of(ledger))


def test_whoever_may_everything_prints_behind_masks(session: Session, person: str) -> None:
    assert revealing.reveal(session, PERSON, person, "phone").text == "13812345678"  # what was shown changes no print
    whole = printed_lists.list_of(session, PERSON, Selection(), _every_column("person"))
    card = printed.person_card(session, person)
    for made in (whole, card):
        assert "张三明" in _texts(made)
        assert "138****5678" in _texts(made)
        assert not [secret for secret in SECRETS if secret in _texts(made)]
    tags = printed_lists.list_of(session, TAG, Selection(), ("person_uid", "tag"))
    assert "独居" not in _texts(tags)


def test_what_was_asked_for_is_not_told_where_it_is_hidden(session: Session, person: str) -> None:
    for asked in (
        Selection(filters=("phone=13812345678",)),
        Selection(filters=("religion=佛教",)),
        Selection(search="13812345678"),
        Selection(search="138-1234-5678"),
    ):
        made = printed_lists.list_of(session, PERSON, asked, ("name", "phone"))
        assert made.rows == 1
        assert not [one for one in (*SECRETS, "1234") if one in _texts(made)]
    assert "搜索：张三明" in printed_lists.list_of(session, PERSON, Selection(search="张三明"), ("name",)).notes


def test_no_print_has_a_way_round_the_masks() -> None:
    """What makes a print takes nothing that opens masks; nothing but the eye looks as somebody who sees everything."""
    makers = [printed_lists.list_of, printed.table, printed.person_card, printed.household_card]
    assert not [one for maker in makers for one in inspect.signature(maker).parameters if "mask" in one]
    looking = {path.relative_to(ROOMS).as_posix() for path in ROOMS.rglob("*.py") if "EVERYTHING" in path.read_text()}
    assert looking == {"access/__init__.py", "access/rights.py", "rights/revealing.py", "rights/unveiling.py"}
    open_ones = set()
    for path in (ROOMS / "printed.py", ROOMS / "exports" / "printed_lists.py", *ROOMS.rglob("on_paper.py")):
        called = {one.arg for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.keyword)}
        assert "unmasked" not in called
        open_ones |= {path.relative_to(ROOMS).as_posix()} if "is_open" in called else set()
    assert open_ones == {"roster/on_paper.py"}, "the roster of an emergency alone rings people"


def test_no_change_of_the_matrix_opens_prints(session: Session) -> None:
    with pytest.raises(LawForbids):
        matrix.change(session, {Cell("head", "view", "person"): Grant("L3")}, "想打印全部")
    assert session.rights.level_shown("person") == "L2"


def _entered(session: Session, made: Printout, folder: Path) -> register.Departed:
    made = replace(made, purpose="03", basis="01")
    stamp = prints.save_pdf(session, made, folder / "名单.pdf", lambda mark: b"%PDF " + mark.encode())
    return register.find(session, str(stamp.number))


def test_a_watermark_says_the_minute_of_its_entry(
    session: Session, person: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = printed_lists.list_of(session, PERSON, Selection(), ("name",))
    target, began = tmp_path / "名单.pdf", clock.now()

    def drawn(mark: str) -> bytes:
        monkeypatch.setattr(clock, "now", lambda: began + timedelta(minutes=1))  # drawing takes its time
        return mark.encode()

    stamp = prints.save_pdf(session, made, target, drawn)
    assert target.read_text("utf-8") == stamp.line
    with session.reader() as reader:
        (entry, *_) = reader.actions(kind="print")
    assert clock.local_text(entry.at) in stamp.line
    assert clock.local_text(entry.at) != clock.local_text(clock.instant_text(began))


def test_a_store_with_one_account_lets_a_sensitive_list_go_and_says_so(
    session: Session, person: str, tmp_path: Path
) -> None:
    plain = _entered(session, printed_lists.list_of(session, PERSON, Selection(), ("name",)), tmp_path)
    assert (plain.level, plain.approval) == ("L2", "")
    by_religion = Selection(filters=("religion=佛教",))
    alone = _entered(session, printed_lists.list_of(session, PERSON, by_religion, ("name",)), tmp_path)
    assert (alone.level, alone.approval, alone.is_unmasked) == ("L4", "只有一个账号，本人批准", False)
    assert register.self_approved(session).count == 1


def test_a_list_that_goes_by_what_is_sensitive_says_what_it_is_printed_for(
    session: Session, person: str, tmp_path: Path
) -> None:
    for asked in (Selection(filters=("tag=A01",)), Selection(search="13812345678"), Selection(search="5678")):
        made = printed_lists.list_of(session, PERSON, asked, ("name",))
        assert (made.level, prints.needs_purpose(made)) == ("L3", True)
        with pytest.raises(PurposeNeeded):
            prints.save_pdf(session, made, tmp_path / "名单.pdf", lambda _: b"%PDF")
        with pytest.raises(PurposeNeeded):
            prints.enter_paper(session, replace(made, purpose="03"))
        assert not (tmp_path / "名单.pdf").exists()
        line = _entered(session, made, tmp_path)
        assert (line.level, line.purpose, line.basis) == ("L3", "救助和补贴核对", "履行法定职责或者法定义务")
        (tmp_path / "名单.pdf").unlink()
    for plain in (Selection(), Selection(search="张三明"), Selection(filters=("age>=60",))):
        assert not prints.needs_purpose(printed_lists.list_of(session, PERSON, plain, ("name", "phone")))
    assert not prints.needs_purpose(printed.person_card(session, person))


def test_with_a_second_person_such_a_list_is_exported_and_not_printed(session: Session, person: str) -> None:
    worker = employ(session.store, "the_worker", "worker")
    with pytest.raises(PrintNeedsApproval) as refused:
        printed_lists.list_of(worker, PERSON, Selection(filters=("religion=佛教",)), ("name",))
    assert refused.value.level == "L4"
    few = printed_lists.list_of(worker, PERSON, Selection(filters=("tag=A01",)), ("name",))
    assert (few.level, few.rows) == ("L3", 1)
    _fill(session.store)
    with pytest.raises(PrintNeedsApproval) as refused:
        printed_lists.list_of(worker, PERSON, Selection(filters=("tag=A01",)), ("name",))
    assert (refused.value.level, refused.value.people) == ("L3", 52)
    assert printed_lists.list_of(worker, PERSON, Selection(), ("name",)).rows == 52


def _fill(store: Store) -> None:
    """Fifty-one more people with a tag."""
    people = [{"name": f"王{number}", "sex": "1", "birth_date": "1940-01-01"} for number in range(51)]
    for one in add(store, "person", *people):
        add(store, "person_tag", {"person_uid": one, "tag": "A01"})


def test_the_rights_of_the_operation_stay(session: Session) -> None:
    auditor = employ(session.store, "the_auditor", "auditor")
    with pytest.raises(access.Forbidden):
        printed_lists.list_of(auditor, PERSON, Selection(), ("name",))
    assert session.login == LOGIN
