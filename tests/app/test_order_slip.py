"""The reply slip: what was told and done for whoever may print it, who told it never; it leaves for a purpose alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app import order_slip
from app.orders import intake, moving
from app.printed import PrintedFields, PrintedTable, Printout
from app.release import prints
from app.release.purposes import PurposeNeeded
from app.stores.session import Session
from tests.colleagues import LI, add_colleague
from tests.committee import new_session

TOLD, DONE = "楼上漏水三天了", "已请物业换管"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "store") as opened:
        yield opened


@pytest.fixture
def order(session: Session) -> str:
    """An order that was finished, its number."""
    said = {"description": TOLD, "category": "C104", "reporter_name": "王小明", "reporter_phone": "13800000001"}
    made = intake.create(session, said)
    for act, given in (
        ("accept", {}),
        ("take", {}),
        ("finish", {"result": DONE, "result_kind": "实际解决", "minutes_spent": "30"}),
    ):
        moving.move(session, made.id, act, given)
    return made.order_no


def _texts(made: Printout) -> str:
    pairs = [text for part in made.parts if isinstance(part, PrintedFields) for pair in part.pairs for text in pair]
    cells = [cell for part in made.parts if isinstance(part, PrintedTable) for row in part.rows for cell in row]
    return "\n".join((*pairs, *cells))


def test_words_stand_open_and_each_look_is_entered_but_nobody_is_named(session: Session, order: str) -> None:
    made = order_slip.slip(session, order)
    said = _texts(made)
    assert TOLD in said
    assert DONE in said
    assert ("实际解决" in said, "承办人签字" in said, made.level) == (True, True, "L3")
    assert "王小明" not in said
    assert "13800000001" not in said
    with session.reader() as reader:
        looked = [one.detail["fields"] for one in reader.actions(kind="reveal")]
    assert sorted(looked) == [["description"], ["result"]]


def test_it_leaves_for_a_purpose_alone(session: Session, order: str, tmp_path: Path) -> None:
    made, path = order_slip.slip(session, order), tmp_path / "回复单.pdf"
    with pytest.raises(PurposeNeeded):
        prints.save_pdf(session, made, path, lambda mark: mark.encode())
    assert not path.exists()
    told = replace(made, purpose="02", basis="01")
    stamp = prints.save_pdf(session, told, path, lambda mark: mark.encode())
    assert stamp.line.encode() == path.read_bytes(), "the watermark says who, when and the number"


def test_whoever_may_not_look_so_far_gets_it_covered(session: Session, order: str) -> None:
    add_colleague(session.store, roles=("viewer",))
    made = order_slip.slip(Session(session.store, LI, session.settings), order)
    assert TOLD not in _texts(made)
    assert DONE not in _texts(made)
    assert made.level == "L2"


def test_a_receipt_says_number_words_who_until_when_and_how_to_ask_but_names_nobody(session: Session) -> None:
    said = {"description": TOLD, "category": "C104", "reporter_name": "王小明", "reporter_phone": "13800000001"}
    made = intake.create(session, said)
    session.settings["office_phone"] = "021-58880000"
    slip = order_slip.receipt(session, made.order_no)
    told = _texts(slip)
    assert (TOLD in told, made.order_no in told, "021-58880000" in told) == (True, True, True)
    pairs = dict(pair for part in slip.parts if isinstance(part, PrintedFields) for pair in part.pairs)
    assert pairs["谁来办理"].endswith("（受理后安排承办人）")
    assert pairs["最晚联系您"] < pairs["办结期限（按规定）"]
    assert "王小明" not in told
    assert "13800000001" not in told
    moving.move(session, made.id, "accept", {})
    moving.move(session, made.id, "take", {})
    slip = order_slip.receipt(session, made.id)
    pairs = dict(pair for part in slip.parts if isinstance(part, PrintedFields) for pair in part.pairs)
    assert pairs["谁来办理"] == session.store.account_names()[session.login]
    assert ("最晚联系您" in pairs, "办结期限" in pairs) == (False, True)


def test_a_receipt_is_written_as_text_for_a_purpose_alone_and_entered(
    session: Session, order: str, tmp_path: Path
) -> None:
    slip, path = order_slip.receipt(session, order), tmp_path / "回执.txt"
    with pytest.raises(PurposeNeeded):
        prints.save_text(session, slip, path)
    assert not path.exists()
    stamp = prints.save_text(session, replace(slip, purpose="02", basis="01"), path)
    text = path.read_text(encoding="utf-8")
    assert (TOLD in text, stamp.line in text, "王小明" in text) == (True, True, False)
    with session.reader() as reader:
        [entry] = reader.actions(kind="print")
    assert (entry.detail["form"], entry.detail["purpose"]) == ("text", "02")
