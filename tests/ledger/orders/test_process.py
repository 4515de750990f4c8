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
from ledger.orders.process_book import (
    EVERYTHING,
    ProcessBook,
    book_of,
    book_of_texts,
    every_scope,
    scope_of,
    shipped,
)
from ledger.orders.refusals import MoveRefused, NotForYou, NotInProcess
from tests.ledger.orders.rounds import EVERY_PART, EVERYBODY, GRID_ZHAO, HEAD_CHEN, MONDAY, WORKER_WANG, order_in

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
    kept = book.own["C104"]
    assert book_of(kept).of("C104") == book.of("C104")
    assert book_of(kept).of("C103") == shipped().of("C103")
    unheard_of = book.of("C1ZZ")
    assert unheard_of == shipped().of("C1")
    assert book.of("ZZ").category == ""


def _handled_by(book: ProcessBook, category: str) -> tuple[str, int]:
    process = book.of(category)
    return process.category, process.version


def test_the_nearest_that_the_committee_published_holds_and_without_any_the_program_s() -> None:
    def published(book: ProcessBook, category: str, gone: str) -> ProcessBook:
        left = tuple(code for code in states.CODES if code != gone)
        return book.with_process(replace(book.of(category), category=category, states=left))

    general = published(shipped(), "", "S45")
    assert {_handled_by(general, code) for code in every_scope()} == {("", 2)}
    assert "S45" not in general.of("C101").states
    both = published(general, "C1", "S80")
    assert _handled_by(both, "C101") == _handled_by(both, "C1") == ("C1", 3), "numbered after what an order could name"
    assert _handled_by(both, "C201") == ("", 2)
    assert _handled_by(both, "C1ZZ") == ("C1", 3), "a category that only a newer version knows"
    own = published(both, "C101", "S50")
    assert _handled_by(own, "C101") == ("C101", 4)
    again = published(own, "", "S86")
    assert (_handled_by(again, "C101"), _handled_by(again, "C104")) == (("C101", 4), ("C1", 3)), "the nearer one stays"
    assert again.of("C201").version == 5
    assert again.of("C201", 2, EVERYTHING).states == general.of("C201").states
    assert "S80" in again.of("C101", 4).states
    assert "S80" not in again.of("C101", 3, "C1").states
    assert again.of("C101", 1) == shipped().of("C101")
    assert again.of("C101", 9, "C1") == again.of("C101"), "one that is not known"


def test_two_versions_with_one_number_are_told_apart_by_what_they_were_published_for() -> None:
    one = replace(shipped().of(""), version=2, states=tuple(code for code in states.CODES if code != "S45"))
    other = replace(shipped().of("C104"), version=2, states=tuple(code for code in states.CODES if code != "S80"))
    book = book_of([one, other])
    assert "S80" not in book.of("C104", 2).states
    assert "S45" not in book.of("C104", 2, EVERYTHING).states
    for version in (one, other):
        assert book.of("C104", version.version, scope_of(version, "C104")).states == version.states


def test_what_is_published_for_many_leaves_a_category_what_only_that_was_given() -> None:
    changed = replace(shipped().of(""), limits={**shipped().of("").limits, "contact": "device", "handling": "complex"})
    book = shipped().with_process(replace(changed, priority="3"))
    leak, lift, camera = book.of("C104"), book.of("C103"), book.of("D101")
    assert (leak.limits["contact"], leak.limits["handling"], leak.priority) == ("device", "complex", "3")
    assert leak.module == "04"
    assert (lift.limits["contact"], lift.limits["handling"], lift.priority) == ("safety", "complex", "2")
    assert (camera.limits["contact"], camera.limits["handling"], camera.priority) == ("device", "device", "3")
    assert not any(flaws(book.of(code)) for code in every_scope())


def test_an_order_says_for_what_its_process_was_published_and_keeps_it() -> None:
    general = shipped().with_process(replace(shipped().of(""), states=tuple(c for c in states.CODES if c != "S50")))
    request = Request("create", MONDAY, {"category": "C104", "description": "三楼渗水"})
    made = move(Order(id="order"), request, WORKER_WANG, Rules(book=general))
    assert (made.order.process_version, made.order.process_category) == (2, EVERYTHING)
    assert "process_category" not in move(Order(id="order"), request, WORKER_WANG).event.detail
    later = general.with_process(replace(USUAL, states=tuple(c for c in states.CODES if c != "S45")))
    assert "S50" not in Rules(book=later).process_of(made.order).states
    assert decided(Order(id="order"), made.event, WORKER_WANG, later).outcome == "apply"


def test_what_no_version_writes_is_passed_over() -> None:
    sound = json.dumps(as_data(replace(USUAL, version=3)))
    book = book_of_texts(("[]", "3", "null", "{", '{"states": 4, "limits": {"handling": "help"}}', sound))
    assert [one.version for one in book.own["C104"]] == [3]
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
    return Rules(book=ProcessBook(MappingProxyType({"C104": (process,)})))


def test_what_a_process_lets_somebody_do_it_lets_stand_and_nothing_else() -> None:
    """The move and the decision about it go by the same process to the same answer."""
    chance, told = random.Random(7), Counter[str]()  # noqa: S311 - a repeatable walk
    for _ in range(400):
        rules = _by(_narrowed(chance))
        for status, actor in product(("", *states.CODES), EVERYBODY):
            order = order_in(
                status,
                source=chance.choice(("01", "03")),
                asked=frozenset(chance.choice(((), ("void",), ("suspend",)))),
            )
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
