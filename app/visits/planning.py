"""Recording a visit in a window: what its form begins with, and what would be recorded, told before it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app import access
from app.acts import act_choices
from app.acts.steps import live, several
from app.dossiers.dossier_parts import about_person
from app.records import browsing, row_texts
from app.records.choosing import Choice
from app.records.naming import Names
from app.records.record_groups import BY_ACTION, groups_of
from app.records.showing import person_name
from app.stores.session import Session
from app.visits import doubts, findings, following_up, recording
from app.visits.in_reach import Visited
from app.visits.recording import DWELLING, PERSON
from ledger import catalog, clock, codes, ids
from ledger.definition import Field, Ledger
from storage.reading import Reader
from storage.rows import id_in

_ADVICE = {
    following_up.VACANT: "没有人住：登记以后，可以接着把房屋的使用状态改为空置。",
    following_up.MOVE_OUT: "人已搬离：登记以后，可以接着办理迁出。",
    following_up.CHANGE: "信息有变：登记以后，可以接着把变了的内容改进台账；也可以写在下面，一起改好。",
}

_FIXED = {"person_tag": frozenset(("tag",))}
"""What a record is, beside what may be put right of it."""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the form of a visit begins with: the home and who may have been called on in it, now, and who was there."""

    home: Choice | None
    people: tuple[Choice, ...]
    ticked: tuple[str, ...]
    now: str
    visitor: str


@dataclass(frozen=True, slots=True)
class VisitSteps:
    """A visit as it would be recorded, in sentences, and the one action that records it."""

    said: Mapping[str, str]
    told: tuple[str, ...]
    changes_anything: bool = True
    record: str = field(default_factory=lambda: ids.to_text(ids.new_id()))
    """The id that the visit will have."""

    @access.operation("edit", ledger="visit")
    def write(self, session: Session, *, reason: str = "") -> int:
        """Record it; answers the action that takes it back. Raises as `recording.record`."""
        del reason  # a visit says itself why it was made
        return recording.record(session, self.said, record_id=self.record).action


@access.operation("edit", ledger="visit")
def begin(session: Session, about: str, record: str) -> Beginning:
    """The beginning of a visit to a person (`about` "person") or a home ("dwelling"); raises RecordNotFound.

    Who lives in the home can be ticked; ticked is the person, or who lives there alone.
    """
    with session.reader() as reader, reader.snapshot():
        names, own = Names(reader), tuple[Choice, ...]()
        if about == PERSON.name:
            own = (_as_choice(reader, names, record),)
            home = recording.home_of(reader, ids.from_text(record) or b"", clock.today())
        else:
            home = id_in(live(reader, DWELLING, record), "id")
        place = Choice(ids.to_text(home), names.of(DWELLING.name, home)) if home else None
    people = (*own, *(one for one in _living_in(session, place) if one.id != record))
    ticked = (record,) if own else tuple(one.id for one in people if len(people) == 1)
    visitor = session.user_name() or session.login
    return Beginning(place, people, ticked, clock.local_text(clock.now_text()), visitor)


@access.operation("edit", ledger="visit")
def plan(session: Session, said: Mapping[str, str]) -> VisitSteps:
    """What recording a visit would write; raises as `recording.record`, and nothing is written."""
    with session.reader() as reader, reader.snapshot():
        planned = recording.planned(session, reader, said)
        doubtful = tuple(doubts.of(reader, planned, said))
        names, visit = Names(reader), planned.visit
        home = visit.get("dwelling_uid")
        place = names.of(DWELLING.name, home) if isinstance(home, bytes) else ""
        who = several(names, list(planned.people)) if planned.people else f"{place}（没有选居民）"
    day, result = clock.day_of(str(visit["visited_at"])), str(visit["result"])
    told = [f"{day} 走访 {who}：{codes.table('visit_result').label(result)}。", *doubtful]
    if planned.next:
        told.append(f"{planned.next.told(clock.today())}。")
    told += [sentence for one in planned.findings for sentence in one.told()]
    if planned.order:
        told.append("登记一张工单；撤销走访时工单留着，要结束请在工单里“申请作废”。")
        if planned.order.values.get("confidential") and not planned.order.values.get("dwelling_uid"):
            told.append("工单保密：只写到楼栋，不写住处；要写明，请填工单的地址。")
    advice = following_up.ASKED.get(result)
    if advice and not planned.findings:
        told.append(_ADVICE[advice])
    return VisitSteps(said, tuple(told))


@dataclass(frozen=True, slots=True)
class Offer:
    """One record of which a visit may put something right: its `key` in findings, its title, (name, label) of fields.

    `objection` beside the fields is 异议: somebody disputes what the ledger says.
    """

    key: str
    title: str
    fields: tuple[tuple[str, str], ...]


@access.operation("edit", ledger="visit")
def offered(session: Session, people: Sequence[str], home: str) -> tuple[Offer, ...]:
    """What a visit to these people in this home may put right: the fields of forms that the account may change."""
    met = tuple(one for one in map(ids.from_text, people) if one is not None)
    with session.reader() as reader, reader.snapshot():
        in_reach = Visited(reader, Names(reader), met, ids.from_text(home)).all(session)
        return tuple(Offer(one.key, one.title, _fields(session, one.ledger)) for one in in_reach)


def _fields(session: Session, ledger: Ledger) -> tuple[tuple[str, str], ...]:
    most = session.rights.level("edit", ledger.name) or ""
    kept = BY_ACTION.get(ledger.name, frozenset()) | _FIXED.get(ledger.name, frozenset())
    typed = (item for group in groups_of(ledger.name) for item in group.typed)
    wanted = [(item.name, item.label) for item in typed if _may_change(item, most) and item.name not in kept]
    disputed = [(findings.OBJECTION, "有异议")] if ledger in (PERSON, DWELLING) else []
    return (*wanted, *disputed)


def _may_change(item: Field, most: str) -> bool:
    return item.kind != "ref" and item.level <= most


@access.operation("edit", ledger="visit")
def stands(session: Session, key: str, field_name: str) -> str:
    """What the ledger says now of a field that may be put right, behind its mask; "" for nothing."""
    ledger_name, _, record = key.partition(":")
    ledger = catalog.named(ledger_name)
    if not record or not ledger.has(field_name):
        return ""
    row = browsing.show(session, ledger, record, everyone=True).row
    return row_texts.text_of(ledger.field(field_name), row)


def _living_in(session: Session, home: Choice | None) -> list[Choice]:
    """Who lives in a home and is alive, for those who may look at homes."""
    if home is None or not session.rights.may("view", DWELLING.name):
        return []
    there = act_choices.residents_of(session, home.id)
    with session.reader() as reader:
        asked = [one for one in (ids.from_text(choice.id) for choice in there) if one is not None]
        dead = {ids.to_text(one) for one, alive in reader.brief(PERSON, ("id", "alive"), "id", asked) if alive == 0}
    return [one for one in there if one.id not in dead]


def _as_choice(reader: Reader, names: Names, record: str) -> Choice:
    row, today = live(reader, PERSON, record), clock.today()
    return Choice(record, person_name(names, id_in(row), today), about_person(row, today))
