"""Photographs before and after: what counts as before, that a finished order then shows how it is, and what is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.attachments import attaching
from app.orders import intake, keeping, moving, showing
from app.orders.attached import NotAttached, PhotoNeeded
from app.visits import recording
from ledger.orders.refusals import NotForYou, RecordMissing
from tests.app.attachments import papers
from tests.app.orders.crew import DUTY, GRID, HEAD, Crew, hand_over
from tests.storage.stores import a_home

SAID = {"description": "三楼渗水", "category": "C104"}
DONE = {"result": "已修好", "result_kind": "实际解决", "minutes_spent": "40"}


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "前.jpg"
    path.write_bytes(papers.photograph(400, 300))
    return path


def _after(tmp_path: Path) -> Path:
    path = tmp_path / "后.jpg"
    path.write_bytes(papers.photograph(420, 300))
    return path


def _with(crew: Crew, *paths: Path, **more: str) -> str:
    files = attaching.taken(crew.at[GRID], "work_order", paths)
    return intake.create(crew.at[GRID], {**SAID, **more}, files).id


def _to_hands(crew: Crew, order: str) -> None:
    crew.move(DUTY, order, "accept")
    crew.move(DUTY, order, "dispatch", to_person=GRID, opinion="请办")
    crew.move(GRID, order, "take")


def _needs(crew: Crew, order: str) -> tuple[str, ...]:
    [finish] = [one for one in moving.choices(crew.at[GRID], order) if one.action == "finish"]
    return finish.needs


def _finish_lacks(crew: Crew, order: str) -> tuple[str, ...]:
    with pytest.raises(RecordMissing) as refused:
        crew.move(GRID, order, "finish", **DONE)
    return refused.value.parts


def _shots(crew: Crew, order: str) -> list[tuple[str, str, int]]:
    """(step, label, how many) of what came with the steps, the first one first."""
    story = showing.dossier(crew.head, order).story[::-1]
    return [
        (told.title.split(" ")[0], one.label, len(one.attachments) or one.count) for told in story for one in told.shots
    ]


def test_an_order_that_was_registered_with_a_photo_is_not_finished_without_one(
    crew: Crew, photo: Path, tmp_path: Path
) -> None:
    order = _with(crew, photo)
    assert [one["attachments"] is not None for one in crew.events(order)] == [True]
    _to_hands(crew, order)
    assert "attachments" in _needs(crew, order)
    assert _finish_lacks(crew, order) == ("photo_after",)
    after = attaching.attach(crew.at[GRID], "work_order", order, _after(tmp_path))
    crew.move(GRID, order, "finish", **DONE, attachments=after)
    assert crew.row(order)["status"] == "S60"
    assert _shots(crew, order) == [("登记", "处置前", 1), ("处置完成", "处置后", 1)]
    assert crew.faults() == []


def test_a_paper_is_no_photo(crew: Crew, tmp_path: Path) -> None:
    path = tmp_path / "申请.pdf"
    path.write_bytes(papers.pdf())
    order = _with(crew, path)
    _to_hands(crew, order)
    crew.move(GRID, order, "finish", **DONE)
    assert _shots(crew, order) == [("登记", "处置前", 1)]


def test_a_file_that_is_not_taken_registers_nothing(crew: Crew, tmp_path: Path) -> None:
    path = tmp_path / "坏.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0 no picture")
    with pytest.raises(attaching.AttachmentRefused):
        _with(crew, path)
    with crew.store.reader() as reader:
        assert reader.connection.number("SELECT count(*) FROM work_order") == 0


def test_a_photo_of_the_order_s_page_counts_as_before_until_somebody_has_it_in_hands(
    crew: Crew, photo: Path, tmp_path: Path
) -> None:
    early, late = crew.register(GRID), crew.register(GRID)
    attaching.attach(crew.at[GRID], "work_order", early, photo)
    for order in (early, late):
        _to_hands(crew, order)
    attaching.attach(crew.at[GRID], "work_order", late, photo)
    assert _finish_lacks(crew, early) == ("photo_after",)
    crew.move(GRID, late, "finish", **DONE)
    assert _shots(crew, early) == [("登记", "处置前", 1)]
    assert _shots(crew, late) == []
    after = attaching.attach(crew.at[GRID], "work_order", early, _after(tmp_path))
    crew.move(GRID, early, "finish", **DONE, attachments=after)


def test_the_photos_of_the_visit_that_it_came_from_count(crew: Crew, photo: Path) -> None:
    home = a_home(crew.store)["dwelling"].hex()
    said = {"dwelling": home, "result": "1", "order": "楼道堆物", "order.category": "C202"}
    visit = recording.record(crew.head, said)
    attaching.attach(crew.head, "visit", visit.id, photo)
    assert _shots(crew, visit.order) == [("登记", "处置前", 1)]
    [shots] = showing.dossier(crew.head, visit.order).story[0].shots
    assert (shots.visit, shots.text) == (visit.id, "处置前：走访时的照片 1 张")
    _to_hands(crew, visit.order)
    assert _finish_lacks(crew, visit.order) == ("photo_after",)


def test_the_finishing_event_says_it_so_another_side_without_the_pictures_comes_to_the_same_order(
    crew: Crew, photo: Path, tmp_path: Path
) -> None:
    order = crew.register(GRID)
    attaching.attach(crew.at[GRID], "work_order", order, photo)
    _to_hands(crew, order)
    after = attaching.attach(crew.at[GRID], "work_order", order, _after(tmp_path))
    crew.move(GRID, order, "finish", **DONE, attachments=after)
    crew.place(order)
    other = Crew(tmp_path / "other")
    try:
        hand_over(crew, other, order)
        with crew.store.reader() as here, other.store.reader() as there:
            mine, theirs = (keeping.read(reader, order).placed.order for reader in (here, there))
        assert theirs == mine
        assert theirs.had_photo
        other.move(HEAD, order, "check_fail", opinion="不符合")
        with pytest.raises(RecordMissing):
            other.move(GRID, order, "finish", **DONE)
    finally:
        other.close()


def test_a_draft_keeps_its_photos_until_it_is_registered(crew: Crew, photo: Path) -> None:
    order = _with(crew, photo, is_draft="是")
    crew.move(GRID, order, "create")
    _to_hands(crew, order)
    assert _finish_lacks(crew, order) == ("photo_after",)


@pytest.mark.parametrize("word", ["无", "foo", "0123456789abcdef0123456789abcdef"])
def test_a_word_is_no_photo(crew: Crew, photo: Path, word: str) -> None:
    """Nothing is written where what was named is not attached to this very order."""
    with pytest.raises(NotAttached) as refused:
        crew.register(attachments=word)
    assert refused.value.word == word
    order, other = _with(crew, photo), crew.register()
    with pytest.raises(NotAttached):
        crew.move(GRID, order, "comment", opinion="看过", attachments=word)
    with pytest.raises(NotAttached):
        crew.move(GRID, order, "comment", opinion="看过", attachments=crew.photo(other))
    _to_hands(crew, order)
    with pytest.raises(NotAttached):
        crew.move(GRID, order, "finish", **DONE, attachments=word)
    assert [one["action"] for one in crew.events(order)] == ["create", "accept", "dispatch", "take"]


def test_where_a_photo_is_needed_a_paper_is_not_enough(crew: Crew, photo: Path, tmp_path: Path) -> None:
    path = tmp_path / "说明.pdf"
    path.write_bytes(papers.pdf())
    order = _with(crew, photo)
    crew.move(HEAD, order, "verify", to_person=GRID, new_due_at="2099-01-01")
    paper = attaching.attach(crew.at[GRID], "work_order", order, path)
    with pytest.raises(PhotoNeeded):
        crew.move(GRID, order, "verify", opinion="属实", attachments=paper)
    crew.move(GRID, order, "verify", opinion="属实", attachments=f"{paper}、{crew.photo(order)}")
    _to_hands(crew, order)
    with pytest.raises(PhotoNeeded):
        crew.move(GRID, order, "finish", **DONE, attachments=paper)
    crew.move(GRID, order, "finish", **DONE, attachments=crew.photo(order))


def test_a_photo_of_a_step_is_written_with_it_or_not_at_all(crew: Crew, photo: Path) -> None:
    """Somebody who may not take the step leaves no photo behind, which would ask for another at the end."""
    order = crew.register()
    files = attaching.taken(crew.at[GRID], "work_order", [photo], order)
    with pytest.raises(NotForYou):
        moving.move(crew.at[GRID], order, "accept", {}, files)
    with crew.store.reader() as reader:
        assert reader.connection.number("SELECT count(*) FROM attachment") == 0
    moving.move(crew.at[DUTY], order, "accept", {}, files)
    [event] = [one for one in crew.events(order) if one["action"] == "accept"]
    with crew.store.reader() as reader:
        [entry] = [one for one in reader.actions() if one.kind == moving.KIND]
        assert [one.ledger for one in reader.operations(action=entry.id)] == ["attachment", "work_order_event"]
    assert event["attachments"] is not None
    assert crew.faults() == []
