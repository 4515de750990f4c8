"""Journeys back and forward."""

from __future__ import annotations

from ui.desk import Place
from ui.frame.journey import Journey


def _went(*pages: str) -> Journey:
    journey = Journey()
    for page in pages:
        journey.go(Place(page))
    return journey


def test_back_and_forward_walk_the_places_in_order() -> None:
    journey = _went("today", "people", "homes")
    assert (journey.back().page, journey.back().page) == ("people", "today")
    assert not journey.can_go_back
    assert (journey.forward().page, journey.forward().page) == ("people", "homes")
    assert not journey.can_go_forward


def test_a_place_is_gone_back_to_as_it_stood_when_it_was_left() -> None:
    journey = _went("people")
    journey.note_standing({"row": 12})
    journey.go(Place("person", "P1"))
    assert journey.back() == Place("people", "", {"row": 12})


def test_going_somewhere_new_forgets_what_lay_ahead() -> None:
    journey = _went("today", "people", "homes")
    journey.back()
    journey.go(Place("settings"))
    assert not journey.can_go_forward
    assert journey.back().page == "people"


def test_the_same_place_again_is_no_new_step() -> None:
    journey = _went("today", "people")
    journey.go(Place("people", "", {"search": "zs"}))
    assert journey.present == Place("people", "", {"search": "zs"})
    assert journey.back().page == "today"
    assert not journey.can_go_back


def test_two_persons_are_two_places() -> None:
    journey = Journey()
    journey.go(Place("person", "P1"))
    journey.go(Place("person", "P2"))
    assert journey.back().record == "P1"
