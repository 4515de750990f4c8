"""Processes as data: a sound one for every category, each kind of flaw found, versions kept."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import product
from types import MappingProxyType

import pytest

from app.message_texts import orders as texts
from ledger import codes
from ledger.orders import rows, states
from ledger.orders.duties import MATRIX, Actor
from ledger.orders.facts import Order
from ledger.orders.flow import Request, Rules, allowed, move
from ledger.orders.placing import decided
from ledger.orders.process import STEPS, Flaw, Process, ProcessRefused, as_data, flaws, of_data, outline
from ledger.orders.process_book import ProcessBook, book_of, book_of_texts, shipped
from ledger.orders.refusals import MoveRefused, NotForYou, NotInProcess
from tests.ledger.orders.rounds import EVERY_PART, EVERYBODY, GRID_ZHAO, HEAD_CHEN, MONDAY, order_in

USUAL = shipped().of("C104")


@pytest.mark.parametrize("category", [line.code for line in codes.table("work_order_category").lines])
def test_every_category_has_a_sound_process(category: str) -> None:
    process = shipped().of(category)
    assert process.category == category
    assert flaws(process) == ()
    assert set(process.limits) == set(STEPS)


@pytest.mark.parametrize(
    ("category", "handling", "contact", "module", "priority"),
    [
        ("C202", "help", "safety", "", "2"),
        ("C6", "consult", "first_contact", "09", "1"),
        ("D101", "device", "device", "01", "1"),
        ("D102", "device", "device", "02", "1"),
        ("0505", "help", "first_contact", "08", "1"),
        ("C501", "help", "first_contact", "03", "1"),
        ("0199", "help", "first_contact", "", "1"),
    ],
)
def test_what_comes_with_this_version(category: str, handling: str, contact: str, module: str, priority: str) -> None:
    process = shipped().of(category)
    found = (process.limits["handling"], process.limits["contact"], process.module, process.priority)
    assert found == (handling, contact, module, priority)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"category": "Z9"}, {Flaw("unknown_category", "Z9")}),
        ({"states": (*states.CODES, "S99")}, {Flaw("unknown_state", "S99")}),
        ({"limits": dict.fromkeys(STEPS[1:], "help")}, {Flaw("missing_limit", "contact")}),
        ({"limits": dict(USUAL.limits) | {"handling": "soon"}}, {Flaw("unknown_limit", "soon")}),
        ({"limits": dict(USUAL.limits) | {"rest": "help"}}, {Flaw("unknown_step", "rest")}),
        ({"roles": {"check": ("inspector",)}}, {Flaw("unknown_role", "inspector")}),
        ({"roles": {"check": ("grid_worker",)}}, {Flaw("role_without_right", "check grid_worker")}),
        ({"roles": {"check": ()}}, {Flaw("nobody", "check")}),
        ({"roles": {"paint": ("committee_head",)}}, {Flaw("unknown_group", "paint")}),
        ({"module": "99"}, {Flaw("unknown_module", "99")}),
        ({"priority": "9"}, {Flaw("unknown_priority", "9")}),
        ({"states": ("S10", "S20", "S30", "S40", "S45", "S60", "S65", "S70", "S85", "S92", "S80")}, set()),
        ({"states": ("S10", "S60", "S65", "S70")}, {
            Flaw("unreachable_state", "S60"), Flaw("unreachable_state", "S65"), Flaw("unreachable_state", "S70"),
            Flaw("no_way_out", "S10"),
        }),
        ({"states": ("S10", "S20", "S40", "S91")}, {
            Flaw("no_way_out", "S10"), Flaw("no_way_out", "S20"), Flaw("no_way_out", "S40"),
        }),
    ],
)  # fmt: skip
def test_each_flaw_is_found_and_has_words(changes: dict[str, object], expected: set[Flaw]) -> None:
    process = replace(USUAL, **changes)  # type: ignore[arg-type]
    assert set(flaws(process)) == expected
    for flaw in expected:
        assert flaw.what in texts.flaw(flaw) or any("一" <= sign <= "鿿" for sign in texts.flaw(flaw))
    if expected:
        with pytest.raises(ProcessRefused) as refused:
            shipped().with_process(process)
        assert set(refused.value.flaws) == expected


def test_a_process_survives_its_keeping() -> None:
    process = replace(USUAL, roles={"check": ("committee_head",)}, states=tuple(c for c in states.CODES if c != "S80"))
    assert of_data(json.loads(json.dumps(as_data(process)))) == process
    with pytest.raises(ProcessRefused):
        of_data({})
    with pytest.raises(ProcessRefused):
        of_data(as_data(process) | {"limits": "nothing"})


def test_a_new_version_leaves_the_old_one_to_its_orders() -> None:
    book = shipped().with_process(replace(USUAL, limits=dict(USUAL.limits) | {"handling": "consult"}))
    assert (book.of("C104").version, book.of("C104").limits["handling"]) == (2, "consult")
    assert book.of("C104", 1) == USUAL
    assert book.of("C104", 9).version == 2
    assert shipped().of("C104") == USUAL
    kept = [one for one in book.versions["C104"] if one.version > 1]
    assert book_of(kept).of("C104") == book.of("C104")
    assert book_of(kept).of("C103") == shipped().of("C103")
    unheard_of = book.of("C1ZZ")
    assert unheard_of == shipped().of("C1")
    assert book.of("ZZ").category == ""


def test_what_no_version_writes_is_passed_over() -> None:
    sound = json.dumps(as_data(replace(USUAL, version=3)))
    book = book_of_texts(("[]", "3", "null", "{", '{"states": 4, "limits": {"handling": "help"}}', sound))
    assert [one.version for one in book.versions["C104"]] == [1, 3]
    later = json.dumps(as_data(replace(USUAL, version=3, priority="3")))
    assert book_of_texts((sound, later)).of("C104", 3).priority == "3"


def _narrowed(chance: random.Random) -> Process:
    while True:
        states_ = tuple(code for code in states.CODES if chance.random() > 0.2)
        roles = {group: (duty,) for group in MATRIX for duty in MATRIX[group] if chance.random() < 0.05}
        process = replace(USUAL, states=states_, roles=roles)
        if not flaws(process):
            return process


def _by(process: Process) -> Rules:
    return Rules(book=ProcessBook(MappingProxyType({"": (USUAL,), "C104": (process,)})))


def test_what_a_process_lets_somebody_do_it_lets_stand_and_nothing_else() -> None:
    """The move and the decision about it go by the same process to the same answer."""
    chance, told = random.Random(7), Counter[str]()  # noqa: S311 - a repeatable walk
    for _ in range(400):
        rules = _by(_narrowed(chance))
        for status, actor in product(("", *states.CODES), EVERYBODY):
            order = order_in(status, source=chance.choice(("01", "03")), asked=chance.choice(("", "void", "suspend")))
            action = chance.choice([row.action for row in rows.rows_from(status)] or ["comment"])
            request = Request(action, MONDAY + timedelta(hours=1), EVERY_PART)
            try:
                unaware = move(order, request, actor, _by(USUAL)).event
            except MoveRefused:
                with pytest.raises(MoveRefused):
                    move(order, request, actor, rules)
                continue
            try:
                event = move(order, request, actor, rules).event
            except (NotInProcess, NotForYou) as refused:
                found = decided(order, unaware, actor, rules.book)
                may_be = {"not_for_you"} if isinstance(refused, NotForYou) else {"not_for_you", "left_out"}
                assert found.outcome == "refused", (unaware, rules.book.of("C104"))
                assert found.why in may_be
                told[found.why] += 1
            else:
                assert decided(order, event, actor, rules.book).outcome == "apply", (event, rules.book.of("C104"))
                told["apply"] += 1
    assert min(told[one] for one in ("left_out", "not_for_you", "apply")) > 100, told


@pytest.mark.parametrize(
    ("order", "gone", "action", "actor"),
    [
        (order_in("S65"), "S65", "followup", HEAD_CHEN),
        (order_in("S60"), "S60", "comment", GRID_ZHAO),
        (order_in("S85", before="S45"), "S45", "extend_refuse", HEAD_CHEN),
        (order_in("S86", before="S30"), "S30", "return_refuse", HEAD_CHEN),
    ],
)
def test_no_later_version_shuts_an_order_in(order: Order, gone: str, action: str, actor: Actor) -> None:
    """Of two versions under one number the later one counts, also for what has come to a step that it leaves out."""
    rules = _by(replace(USUAL, states=tuple(code for code in states.CODES if code != gone)))
    assert action in {choice.action for choice in allowed(order, actor, MONDAY, rules)}
    request = Request(action, MONDAY + timedelta(hours=1), EVERY_PART)
    assert decided(order, move(order, request, actor, rules).event, actor, rules.book).outcome == "apply"


def test_a_preview_shows_every_step_with_its_people_and_its_limit() -> None:
    narrow = replace(USUAL, roles={"check": ("committee_head",)}, states=tuple(c for c in states.CODES if c != "S45"))
    lines = {(line.status, line.action): line for line in outline(narrow)}
    assert lines["S60", "check_pass"].duties == ("committee_head",)
    assert lines["S60", "check_pass"].limit == "check"
    assert lines["S40", "finish"].limit == "help"
    assert ("S40", "joint") not in lines
    assert ("S40", "progress") not in lines
    full = {(line.status, line.action) for line in outline(USUAL)}
    moving = {(status, row.action) for row in rows.ALL for status in row.sources if set(row.targets(status)) - {status}}
    assert full == moving
    assert all(
        set(line.duties) <= set(MATRIX[rows.row_at(*key).group]) for key, line in lines.items() if rows.row_at(*key)
    )


def test_the_words_of_a_process_are_all_there() -> None:
    assert set(texts.STEPS) == set(STEPS)
    assert isinstance(Process("").states, tuple)
