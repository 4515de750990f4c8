"""What becomes of one operation, by its kind. Reads and writes a `Working` committee; nothing here knows a database.

The rules are docs/sync_protocol.md's (merge rule, conflicts K1-K18). An operation that no rule can take is `Refused`,
with the whole group it belongs to; everything else gets a `Ruling`.
"""

from __future__ import annotations

from collections.abc import Callable

from cloud import belongings, confirming, conflicts, erased, signing, twins
from cloud.case import Case, Refused, Ruling
from cloud.conflicts import Clash
from cloud.orders import moves
from cloud.records import Record
from cloud.working import LEDGERS, stamp_of
from ledger import catalog, outside_facts
from ledger.departments import STATUS
from sync.merge import Side, Verdict, judge
from sync.natural_keys import key_groups
from sync.policies import policy
from sync.protocol import CONFLICT, MOST_FIELD_BYTES, MOST_RECORD_BYTES, Json, Op, dump, plain, same

CHOICES = frozenset(("mine", "theirs", "value", "keep", "open"))
_WIDEST = 4  # bytes of a character


def rule(case: Case) -> Ruling:
    """Decide; raises Refused."""
    _check(case.op, case.author.source)
    if erased.is_refused(case.working, case.op):
        raise Refused("create_dead" if case.op.k == "create" else "gone")
    why = signing.refusal(case.working, case.op, case.author.source)
    if why:
        raise Refused(why)
    return _RULES[case.op.k](case)


def _check(op: Op, source: str) -> None:
    if op.k == "resolve":
        if op.t != CONFLICT or op.f.get("choice") not in CHOICES:
            raise Refused("validation")
        return
    if op.t not in LEDGERS:
        raise Refused("unknown_type")
    if op.t in catalog.WRITTEN_ONCE and op.k != "create":
        raise Refused("append_only")
    strange = (op.f.keys() | op.was.keys()) - catalog.named(op.t).groups.keys()
    if not all(outside_facts.is_own(group, source) for group in strange):
        raise Refused("validation")
    if len(dump(op.f)) * _WIDEST <= MOST_FIELD_BYTES:
        return
    spelled = [len(dump(value).encode()) for value in op.f.values()]
    if sum(spelled) > MOST_RECORD_BYTES or any(one > MOST_FIELD_BYTES for one in spelled):
        raise Refused("too_large")


def _create(case: Case) -> Ruling:
    working, op = case.working, case.op
    key = (op.t, op.id)
    if working.record(key) is not None or working.survivor(op.t, op.id) != op.id:
        return Ruling()  # decided long ago, and its decision forgotten
    if working.life_in_grave(key):
        raise Refused("create_dead")
    f = working.renamed(op.t, op.f)
    if op.t in moves.APPEND_ONLY:
        return moves.keep(case, f)
    status = confirming.held_back(case.checkers, op.t, f, case.author.source)
    if status is not None:
        f.pop(STATUS)
    twin = working.holder(op.t, f)
    ruling = Ruling()
    if twin is not None:
        ruling.is_twin = True
        met = twins.meet(case, twin, op.id, f)
        ruling.groups |= met.groups
        for clash in met.clashes:
            case.contest(ruling, clash)
        return ruling
    made = Record(op.t, op.id, 0, 1, {}, {}, (case.author.user, case.author.at))
    made = case.put(made, f, {group: value for group, value in f.items() if plain(value) is not None})
    if status is not None:
        ruling.groups[STATUS] = "kept_server"
        case.contest(ruling, Clash("authority", made.key, STATUS, None, status, None))
    for clash in belongings.of_new(case, made):
        case.contest(ruling, clash)
    return ruling


def _patch(case: Case) -> Ruling:
    working, op = case.working, case.op
    record = _standing(case)
    was, new = working.renamed(op.t, op.was), working.renamed(op.t, op.f)
    ruling = Ruling()
    if not record.is_alive:
        case.contest(ruling, Clash("edit_of_deleted", record.key, "", was, new, None))
        return ruling
    f, written = dict(record.f), dict[str, Json]()
    for group, value in new.items():
        verdict = _judged(case, record, group, was.get(group), value)
        ruling.groups[group] = verdict.fate
        if verdict.writes:
            f[group], written[group] = value, value
        _trace(case, ruling, record, group, (verdict, was.get(group), value))
        if verdict.fate != "applied":
            conflicts.close_outdated(working, op, case.author, record.key, group, was.get(group))
    _give_up_twins(case, ruling, record, f, written)
    confirming.fall_back(record, case.author.source, f, written)
    if not written:
        return ruling
    made = case.put(record, f, written)
    for group in written:
        if ruling.groups.get(group) == "applied":
            conflicts.close_settled(working, op, case.author, record.key, group)
    for clash in belongings.of_changed(case, record, made, written):
        case.contest(ruling, clash)
    return ruling


def _judged(case: Case, record: Record, group: str, was: Json, value: Json) -> Verdict:
    stamp = stamp_of(record, group)
    stands = Side(record.f.get(group), stamp.at, stamp.op_id, stamp.source)
    new = Side(value, case.author.at, case.op.op_id, case.author.source)
    if group.startswith(outside_facts.MARK):
        return Verdict("same" if same(stands.value, value) else "applied")
    told = confirming.verdict(case.checkers, record.type, group, (stands, new), case.op.reason)
    return told or judge(policy(record.type, group), stands, was, new, is_clock_trusted=case.is_clock_trusted)


def _trace(case: Case, ruling: Ruling, record: Record, group: str, contested: tuple[Verdict, Json, Json]) -> None:
    verdict, was, value = contested
    if not verdict.trace:
        return
    stands = record.f.get(group)
    if verdict.writes:
        case.contest(ruling, Clash(verdict.trace, record.key, group, was, value, stands, stands="mine"))
    else:
        case.contest(ruling, Clash(verdict.trace, record.key, group, was, value, stands))


def _give_up_twins(case: Case, ruling: Ruling, record: Record, f: dict[str, Json], written: dict[str, Json]) -> None:
    """A change that would make the record the same as another leaves out the groups that do it (K12)."""
    named = key_groups(record.type) & written.keys()
    other = case.working.holder(record.type, f) if named else None
    if other is None or other == record.key:
        return
    for group in sorted(named):
        wanted, stands = written.pop(group), record.f.get(group)
        f[group] = stands
        ruling.groups[group] = "kept_server"
        more = {"other": other[1]}
        case.contest(ruling, Clash("possible_duplicate", record.key, group, stands, wanted, stands, more=more))


def _delete(case: Case) -> Ruling:
    op, record = case.op, _standing(case)
    ruling = Ruling()
    if not record.is_alive:
        return ruling
    unseen = [group for group, stamp in record.fm.items() if stamp.rv > op.base and stamp.device != case.author.device]
    if unseen:
        now = {group: record.f.get(group) for group in unseen}
        was = case.working.before(record.key, unseen, op.base, case.author.device)
        case.contest(
            ruling, Clash("delete_vs_edit", record.key, "", was or None, None, now, more={"reason": op.reason})
        )
        return ruling
    held = belongings.held_by(case.working, record)
    if held:
        if all(one.rv <= case.seen for one in held):
            raise Refused("ref_in_use")
        more = {"reason": op.reason, "children": [[one.type, one.id] for one in held]}
        newest = max(held, key=lambda one: one.rv)
        case.contest(ruling, Clash("parent_delete", record.key, "", None, None, None, more=more, against=newest.key))
        return ruling
    rv = case.working.next_rv()
    gone = (case.author.user, case.author.at, op.reason)
    case.working.put(record.with_(rv=rv, life=record.life + 1, gone=gone))
    case.note(record.key, rv, {}, {})
    return ruling


def _restore(case: Case) -> Ruling:
    op, record = case.op, _standing(case)
    ruling = Ruling()
    if record.is_alive:
        return ruling
    f = case.working.renamed(record.type, record.f)  # whom it names may have been merged while it was gone
    twin = case.working.holder(record.type, f)
    if twin is not None:
        case.contest(ruling, Clash("possible_duplicate", record.key, "", None, None, None, more={"other": twin[1]}))
        return ruling
    life = max(record.life + 1, op.life if op.life % 2 else 0)
    rv = case.working.next_rv()
    made = record.with_(rv=rv, life=life, gone=("", "", ""), f=f)
    case.working.put(made)
    case.note(record.key, rv, {}, {})
    for clash in belongings.of_new(case, made):
        case.contest(ruling, clash)
    return ruling


def _resolve(case: Case) -> Ruling:
    conflict = case.working.record((CONFLICT, case.op.id))
    if conflict is None:
        raise Refused("unknown_record")
    if conflict.f["status"] == "resolved" and case.op.f["choice"] != "open":
        raise Refused("already_resolved")
    conflicts.resolve(case.working, conflict, case.op, case.author)
    return Ruling()


def _standing(case: Case) -> Record:
    """The record an operation speaks of, through aliases; raises Refused where there never was one."""
    op = case.op
    record = case.working.record((op.t, case.working.survivor(op.t, op.id)))
    if record is None:
        raise Refused("gone" if case.working.life_in_grave((op.t, op.id)) else "unknown_record")
    return record


_RULES: dict[str, Callable[[Case], Ruling]] = {
    "create": _create,
    "patch": _patch,
    "delete": _delete,
    "restore": _restore,
    "resolve": _resolve,
}
