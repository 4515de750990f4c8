"""Attaching, looking, taking away: by rights, entered, undone; and what stays on the PC."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app import checking, messages
from app.access import Forbidden, Rights
from app.activities import creating
from app.attachments import attaching, looking, owners
from app.attachments.refusals import AlreadyAttached, AttachmentRefused, AttachmentsFull
from app.jobs import JobContext
from app.orders import intake
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.rights.revealing import RevealReasonNeeded
from app.stores import attachments as keeping
from app.stores.attachments import Tidied
from app.stores.session import Session
from app.undo import undoing
from app.visits import recording
from ledger import catalog, clock, ids
from ledger.errors import Cancelled, FieldsRefused, RecordNotFound
from ledger.permissions import Cell, Grant
from storage.errors import BytesNotHere, DiskFull, ReasonMissing
from storage.store import Store
from tests.app.attachments import papers
from tests.app.rights.staff import A_PERSON, a_committee, at_work, employ
from tests.storage.stores import a_home, files_of

PERSON = catalog.named("person")


@dataclass
class Office:
    store: Store
    sessions: dict[str, Session]
    person: str
    folder: Path

    @property
    def head(self) -> Session:
        return self.sessions["head"]

    def file(self, name: str = "合照.jpg", content: bytes | None = None) -> Path:
        path = self.folder / name
        path.write_bytes(papers.photograph() if content is None else content)
        return path

    def attach(self, **more: str) -> str:
        return attaching.attach(self.head, "person", self.person, self.file(), **more)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with a_committee(tmp_path) as (store, sessions):
        yield Office(store, sessions, editing.add(sessions["head"], PERSON, A_PERSON), tmp_path)


def test_a_photograph_is_attached_shown_and_looked_at(office: Office) -> None:
    made = office.attach(caption="门口的合照")
    (one,) = looking.listing(office.head, "person", office.person)
    assert (one.id, one.mime, one.width, one.height) == (made, "image/jpeg", 1600, 1200)
    assert (one.is_picture, one.has_small, one.is_here, one.made_by) == (True, True, True, "the_head")
    content = looking.original(office.head, "person", made)
    with Image.open(BytesIO(content)) as picture:
        assert (picture.size, picture.format) == ((1600, 1200), "JPEG")
    assert len(content) == one.size_bytes
    assert papers.POSITION not in content
    small = looking.look(office.head, "person", office.person).small
    assert list(small) == [made]
    assert len(small[made]) <= 20 * 1024
    assert checking.whole(office.store).is_sound


def test_a_paper_is_kept_as_it_is(office: Office) -> None:
    made = attaching.attach(office.head, "person", office.person, office.file("证明.pdf", papers.pdf()))
    assert looking.original(office.head, "person", made) == papers.pdf()
    (one,) = looking.listing(office.head, "person", office.person)
    assert (one.is_picture, one.has_small) == (False, False)


def test_nothing_of_a_photograph_lies_on_the_disk(office: Office) -> None:
    content = papers.photograph()
    path = office.file()
    attaching.attach(office.head, "person", office.person, path)
    kept = looking.original(office.head, "person", looking.listing(office.head, "person", office.person)[0].id)
    path.unlink()
    office.store.close()
    marks = [whole[at : at + 24] for whole in (content, kept) for at in range(64, len(whole) - 64, 5003)]
    files = files_of(office.store.folder)
    assert "attachments.db" in files
    for name, lies in files.items():
        assert not any(mark in lies for mark in marks), name
        assert "合照".encode() not in lies, name


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("表.xlsm", papers.with_part(papers.workbook(), "xl/vbaProject.bin"), "macro"),
        ("像照片.jpg", papers.with_part(papers.word(), "word/vbaProject.bin"), "macro"),
        ("空.pdf", b"", "empty"),
        ("长.pdf", papers.pdf() + bytes(20 * 1024 * 1024), "too_large"),
        ("大.jpg", b"\xff\xd8\xff" + bytes(64 * 1024 * 1024), "too_large"),
    ],
)
def test_what_is_refused_leaves_nothing(office: Office, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(AttachmentRefused) as told:
        attaching.attach(office.head, "person", office.person, office.file(name, content))
    assert told.value.reason == reason
    assert messages.exit_code_for(told.value) == 3
    assert looking.listing(office.head, "person", office.person) == []
    assert not office.store.attached.stands
    with pytest.raises(AttachmentRefused):
        attaching.attach(office.head, "person", office.person, office.folder / "没有.pdf")


def _new(head: Session, ledger: str) -> str:
    """A new visit, order or activity."""
    if ledger == "activity":
        return creating.create(head, {"title": "义诊"}).id
    home = a_home(head.store)
    if ledger == "visit":
        return recording.record(head, {"dwelling": ids.to_text(home["dwelling"])}).id
    said = {"description": "三楼渗水", "category": "C104", "building_uid": ids.to_text(home["building"])}
    return intake.create(head, said).id


@pytest.mark.parametrize(("ledger", "most"), [("visit", 9), ("work_order", 20), ("activity", 30)])
def test_a_record_has_as_many_as_the_dictionary_says_and_no_more(office: Office, ledger: str, most: int) -> None:
    head = at_work(office.store, "the_head")
    record = _new(head, ledger)
    files = [office.file(f"{at}.jpg", papers.photograph(40 + at, 30)) for at in range(most + 2)]
    added = attaching.attach_all(head, ledger, record, files)
    assert (len(added.ids), [name for name, _ in added.refused]) == (most, [f"{most}.jpg", f"{most + 1}.jpg"])
    assert {f"最多 {most} 份" in messages.message_for(error) for _, error in added.refused} == {True}
    with pytest.raises(AttachmentRefused, match="too_many"):
        attaching.attach(head, ledger, record, office.file("又一张.jpg", papers.photograph(90, 30)))
    with pytest.raises(AttachmentRefused, match="too_many"):
        attaching.taken(head, ledger, files)


def test_a_paper_of_an_order_is_at_most_10_mb(office: Office) -> None:
    head = at_work(office.store, "the_head")
    large = office.file("大.pdf", b"%PDF-1.4\n" + b"0" * (10 * 1024 * 1024) + b"\n%%EOF")
    with pytest.raises(AttachmentRefused, match="heavy"):
        attaching.attach(head, "work_order", _new(head, "work_order"), large)
    attaching.attach(head, "visit", _new(head, "visit"), large)


def test_every_reason_has_words_of_its_own() -> None:
    reasons = (
        "unknown",
        "heic",
        "macro",
        "locked",
        "broken",
        "huge",
        "too_large",
        "empty",
        "unreadable",
        "too_many",
        "heavy",
    )
    assert "最多 9 份" in messages.message_for(AttachmentRefused("too_many", 9))
    assert "最多 10 MB" in messages.message_for(AttachmentRefused("heavy", 10))
    said = {messages.message_for(AttachmentRefused(reason)) for reason in reasons}
    assert len(said) == len(reasons)


def test_the_same_twice_is_attached_once(office: Office) -> None:
    office.attach()
    with pytest.raises(AlreadyAttached):
        office.attach()
    other = editing.add(
        office.head, PERSON, {**A_PERSON, "name": "李四", "id_no": "110105195001010020", "birth_date": "1950-01-01"}
    )
    attaching.attach(office.head, "person", other, office.folder / "合照.jpg")
    (one,) = looking.listing(office.head, "person", other)
    (small,) = looking.look(office.head, "person", other).small.values()
    with office.store.attached.blobs() as blobs:
        assert blobs.total() == one.size_bytes + len(small)


def test_without_room_nothing_is_written(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(folder: Path, needed: int) -> None:
        raise DiskFull(folder, needed_bytes=needed, free_bytes=0)

    monkeypatch.setattr("app.attachments.attaching.place.require_free", full)
    with pytest.raises(DiskFull):
        office.attach()
    assert not office.store.attached.stands


def test_beyond_the_quota_nothing_is_taken_unless_something_can_go(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office.attach()
    (one,) = looking.listing(office.head, "person", office.person)
    monkeypatch.setattr(attaching, "quota", lambda _session: one.size_bytes + 100_000)
    other = office.file("b.jpg", papers.photograph(1500, 1100))
    with pytest.raises(AttachmentsFull) as told:
        attaching.attach(office.head, "person", office.person, other)
    assert messages.exit_code_for(told.value) == 8
    assert [each.id for each in looking.listing(office.head, "person", office.person)] == [made]
    with office.store.attached.transfers() as transfers:
        transfers.arrived([each.sha for each in transfers.uploads(0, 9)])
    attaching.attach(office.head, "person", office.person, other)
    newer, older = looking.listing(office.head, "person", office.person)
    assert (newer.is_here, older.is_here, older.has_small) == (True, False, True)


def test_several_files_are_one_action_and_a_cancel_leaves_none(office: Office) -> None:
    paths = [
        office.file("一.jpg", papers.photograph(500, 400)),
        office.file("空.pdf", b""),
        office.file("二.pdf", papers.pdf()),
    ]
    context = JobContext(lambda progress: context.cancel() if progress.done == progress.total else None)
    with pytest.raises(Cancelled):
        attaching.attach_all(office.head, "person", office.person, paths, context)
    assert looking.listing(office.head, "person", office.person) == []
    added = attaching.attach_all(office.head, "person", office.person, paths)
    assert [name for name, _ in added.refused] == ["空.pdf"]
    with office.store.reader() as reader:
        assert reader.operation_counts(added.action) == [("create", "attachment", 2)]


# -- rights


def test_who_may_not_edit_a_ledger_attaches_nothing_to_it(office: Office) -> None:
    refused = [name for name, session in office.sessions.items() if not session.rights.may("edit", "person")]
    assert refused
    for name in refused:
        with pytest.raises(Forbidden):
            attaching.attach(office.sessions[name], "person", office.person, office.file())


def test_a_look_is_entered_before_anything_is_handed_out(office: Office) -> None:
    made = office.attach()
    before = len(_looks(office))
    looking.original(office.sessions["worker"], "person", made)
    looking.look(office.sessions["worker"], "person", office.person)
    entries = _looks(office)
    assert len(entries) == before + 2
    assert {(one.user, one.ledger, one.detail["level"]) for one in entries[:2]} == {("the_worker", "person", "L3")}


def _looks(office: Office) -> list[object]:
    with office.store.reader() as reader:
        return [one for one in reader.actions(limit=1000) if one.class_ == "reveal"]  # type: ignore[return-value]


def test_who_may_not_look_behind_masks_sees_no_picture(office: Office) -> None:
    made = office.attach(caption="门口")
    every = (one for one in office.sessions.values() if one.rights.may("view", "person"))
    blind = [one for one in every if not one.rights.may("reveal", "person")]
    assert blind
    for session in blind:
        with pytest.raises(Forbidden):
            looking.original(session, "person", made)
        with pytest.raises(Forbidden):
            looking.look(session, "person", office.person)
        (one,) = looking.listing(session, "person", office.person)
        assert "门口" not in one.caption
        assert "合照" not in one.name


def test_a_childs_picture_is_looked_at_for_a_reason(office: Office) -> None:
    child = {**A_PERSON, "name": "小明", "id_no": "", "birth_date": f"{clock.today().year - 6}-01-01"}
    record = editing.add(office.head, PERSON, {name: value for name, value in child.items() if value})
    made = attaching.attach(office.head, "person", record, office.file())
    with pytest.raises(RevealReasonNeeded):
        looking.original(office.head, "person", made)
    assert looking.original(office.head, "person", made, reason="核对走失人员")


def test_an_attachment_is_found_through_what_it_belongs_to_alone(office: Office) -> None:
    made = office.attach()
    for ledger, said in (("dwelling", made), ("person", "没有"), ("compound", made), ("person", office.person)):
        with pytest.raises(RecordNotFound):
            looking.original(office.head, ledger, said)


def test_names_are_masked_by_the_rights_for_what_they_belong_to(office: Office) -> None:
    """Who is shown everything of places, and of people no more than others are, reads no caption of a person's."""
    office.attach(caption="门口的合照")
    held = office.sessions["worker"].rights
    more = {**held.matrix, Cell("worker", "view", "compound"): Grant("L4", "all")}
    office.sessions["worker"]._rights = Rights(held.login, held.roles, held.area, more, held.name)
    (one,) = looking.listing(office.sessions["worker"], "person", office.person)
    assert (one.name, one.caption) == ("已隐藏", "已隐藏")


@pytest.mark.parametrize("role", ["property", "entrusted"])
def test_whoever_is_kept_from_a_ledger_finds_nothing_that_is_attached_to_it(office: Office, role: str) -> None:
    head, home = at_work(office.store, "the_head"), a_home(office.store)
    party = creating.create(head, {"title": "义诊"}).id
    building = ids.to_text(home["building"])
    order = intake.create(head, {"description": "三楼渗水", "category": "C104", "building_uid": building}).id
    holders = {"activity": party, "work_order": order, "building": building}
    path = office.file()
    made = {ledger: attaching.attach(head, ledger, one, path, caption="合影") for ledger, one in holders.items()}
    area = (home["compound"],) if role == "property" else ()
    outsider = employ(office.store, "outsider", role, area=area)
    listed = browsing.page(outsider, owners.LEDGER, Selection(), Order())
    assert {row["id"] for row in listed.rows} == {made["building"]}
    assert looking.listing(outsider, "building", holders["building"])
    assert browsing.show(outsider, owners.LEDGER, made["building"]).row["id"] == made["building"]
    for ledger in ("activity", "work_order"):
        with pytest.raises(RecordNotFound):
            browsing.show(outsider, owners.LEDGER, made[ledger])
        with pytest.raises(RecordNotFound):
            owners.ledger_of(outsider, made[ledger])
        with pytest.raises(Forbidden):
            looking.listing(outsider, ledger, holders[ledger])


# -- words, away, back


def test_words_change_and_are_held_to_their_length(office: Office) -> None:
    made = office.attach(caption="旧")
    attaching.put_caption(office.head, "person", made, "新的说明")
    with office.store.reader() as reader:
        (row,) = reader.children(owners.LEDGER, "person_uid", [_raw(office.person)])
    assert row["caption"] == "新的说明"
    attaching.put_caption(office.head, "person", made, "")
    with pytest.raises(FieldsRefused):
        attaching.put_caption(office.head, "person", made, "长" * 201)


def _raw(record: str) -> bytes:
    return ids.from_text(record) or b""


def test_what_is_taken_away_comes_back_with_an_undo(office: Office) -> None:
    made = office.attach()
    with pytest.raises(ReasonMissing):
        attaching.detach(office.head, "person", made, reason="")
    attaching.detach(office.head, "person", made, reason="传错了人")
    assert looking.listing(office.head, "person", office.person) == []
    undo = undoing.Undoing(office.head)
    undo.close()
    with office.store.write(user="the_head", kind="restore") as write:
        write.restore(owners.LEDGER, [_raw(made)])
    assert looking.original(office.head, "person", made)


def test_what_belongs_to_a_person_goes_and_comes_back_with_them(office: Office) -> None:
    made = office.attach()
    editing.remove(office.head, PERSON, office.person, reason="误录")
    with office.store.reader() as reader:
        assert reader.get(owners.LEDGER, _raw(made)) is None
    editing.restore(office.head, PERSON, office.person)
    assert looking.original(office.head, "person", made)
    assert checking.whole(office.store).is_sound


# -- what stays here


class Days:
    day = 0

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 4, tzinfo=UTC) + timedelta(days=self.day)


def test_what_nobody_names_is_swept_and_the_quota_is_kept(office: Office) -> None:
    days = Days()
    assert keeping.tidy(office.head) == Tidied()
    with clock.use(days):
        kept, gone = (
            office.attach(),
            attaching.attach(office.head, "person", office.person, office.file("b.jpg", papers.photograph(1000, 900))),
        )
        attaching.detach(office.head, "person", gone, reason="误传")
        with office.store.attached.blobs() as blobs:
            blobs.put(b"bytes whose record was never written")
        days.day = 3
        assert keeping.tidy(office.head) == Tidied(orphans=1)  # a removed record may come back, its bytes stay
        office.head.settings["attachments_mb"] = 100
        assert keeping.tidy(office.head) == Tidied()
        assert looking.original(office.head, "person", kept)


def test_an_original_that_went_is_asked_for_when_it_is_opened(office: Office) -> None:
    made = office.attach()
    with office.store.attached.transfers() as transfers, office.store.attached.blobs() as blobs:
        transfers.arrived([one.sha for one in transfers.uploads(0, 9)])
        assert blobs.make_room(0) > 0
    (one,) = looking.listing(office.head, "person", office.person)
    assert (one.is_here, one.has_small) == (False, True)
    with pytest.raises(BytesNotHere):
        looking.original(office.head, "person", made)
    with office.store.attached.transfers() as transfers:
        assert len(transfers.downloads(0, 9, small=False)) == 1


def test_by_night_more_travels_than_by_day(office: Office) -> None:
    by_day, at_night = (keeping.limits(office.head, at_night=one) for one in (False, True))
    assert (by_day.quota, by_day.recheck) == (0, False)
    assert (at_night.quota, at_night.recheck) == (2_000_000_000, True)
    assert at_night.most_up > by_day.most_up


# -- the check


def _parts(office: Office) -> list[tuple[str, int]]:
    return [(one.rule, one.count) for one in checking.whole(office.store).parts["attachments"]]


def test_the_check_finds_damaged_and_lost_bytes(office: Office) -> None:
    office.attach()
    with office.store.attached.blobs() as blobs:
        blobs.put(b"an orphan is swept, and no fault")
        blobs.connection.run("UPDATE piece SET bytes = zeroblob(length(bytes)) WHERE nr = 1")
    assert _parts(office) == [("attachment_damaged", 1)]
    with office.store.attached.blobs() as blobs:
        blobs.drop(blobs.damaged())
    assert _parts(office) == [("attachment_missing", 1)]


def test_the_check_finds_a_damaged_file_and_one_that_is_gone(office: Office) -> None:
    office.attach()
    office.store.attached.close()
    path = office.store.folder / "attachments.db"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    assert [rule for rule, _ in _parts(office)] == ["attachment_pages"]
    office.store.attached.close()
    path.unlink()
    assert _parts(office) == [("attachment_missing", 1)]
