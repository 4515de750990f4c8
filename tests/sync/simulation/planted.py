"""Bugs that were once made, or could be: each plants itself into the product. The simulation has to catch every one."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from cloud import cursors, deciding, devices, pushing, rulings, working
from cloud.deciding import Result, Sending
from cloud.memory_store import _Turn, _View
from cloud.records import Record, Written
from storage import base, overlays, state
from storage.database import Connection
from storage.syncing import cloud_state, outbox, stage
from sync import applying, catching_up, histories, leading, local_side, outgoing, rebasing
from sync.merge import Verdict, judge
from sync.protocol import Lineage, Op, same
from tests.sync.simulation.setting import USUAL, Setting
from tests.sync.simulation.world import SimulatedWorld

Patch = pytest.MonkeyPatch
Plant = Callable[[Patch], None]


# -- at the cloud


def no_dedupe(patch: Patch) -> None:
    """An operation that comes again is decided again."""
    patch.setattr(_Turn, "decisions", lambda _turn, _op_ids: {}, raising=False)


def version_test(patch: Patch) -> None:
    """Whether somebody else wrote is told by versions: the group is not newer than the base, or this PC wrote it."""
    judged = rulings._judged

    def by_version(case: Any, record: Record, group: str, was: Any, value: Any) -> Verdict:
        stamp = working.stamp_of(record, group)
        if stamp.rv <= case.op.base or stamp.device == case.author.device:
            return Verdict("same" if same(record.f.get(group), value) else "applied")
        return judged(case, record, group, was, value)

    patch.setattr(rulings, "_judged", by_version)


def blind_overwrite(patch: Patch) -> None:
    """The last one to send wins."""

    def blind(policy: Any, stands: Any, was: Any, new: Any, **more: Any) -> Verdict:
        found = judge(policy, stands, was, new, **more)
        return found if found.fate in ("same", "applied") else Verdict("applied")

    patch.setattr(rulings, "judge", blind)


def numbers_without_operations(patch: Patch) -> None:
    """A known number is a repeat, whichever operation bears it: a PC that was put back loses what it writes next."""
    decide = deciding.decide

    def by_number(look: Any, ops: Sequence[Op], sending: Sending, keyed: Any) -> tuple[list[Result], Written]:
        results, written = decide(look, ops, sending, keyed)
        device = sending.device
        known = look.decisions_by_n(device.id, device.gen, ops[0].n, ops[-1].n) if ops else {}
        if not known:
            return results, written
        fresh = [op for op in ops if op.n not in known]
        results, written = decide(look, fresh, sending, keyed)
        told = {result["n"]: result for result in results}
        told |= {n: {"n": n, **one.outcome} for n, one in known.items()}
        return [told[op.n] for op in ops], written

    patch.setattr(pushing, "decide", by_number)
    patch.setattr(devices, "_check_repeats", lambda *_: None)


def no_graveyard(patch: Patch) -> None:
    """Nothing is remembered of records whose rows are gone."""
    patch.setattr(_View, "graves", lambda _view, _keys: {})


def patch_that_creates(patch: Patch) -> None:
    """An edit of a record that is not there makes it."""
    standing = rulings._standing

    def made(case: Any) -> Record:
        try:
            return standing(case)
        except rulings.Refused:
            return Record(case.op.t, case.op.id, 0, 1, {}, {}, ("", ""))

    patch.setattr(rulings, "_standing", made)


def patch_that_revives(patch: Patch) -> None:
    """An edit of a removed record brings it back."""
    standing = rulings._standing

    def revived(case: Any) -> Record:
        found = standing(case)
        is_edit = case.op.k == "patch" and not found.is_alive
        return found.with_(life=found.life + 1) if is_edit else found

    patch.setattr(rulings, "_standing", revived)


def numbers_before_the_lock(patch: Patch) -> None:
    """A sequence gives the numbers; who took higher ones may be seen first."""
    chance, nested = random.Random(7), list[bool]()  # noqa: S311 - no secret
    worlds = list[SimulatedWorld]()
    begin, keep = SimulatedWorld.__init__, _Turn.keep

    def began(world: SimulatedWorld, *told: Any) -> None:
        worlds[:] = [world]
        begin(world, *told)

    def kept_late(turn: _Turn) -> None:
        written = [one for wait in turn._waiting for one in wait.__closure__ or () if _is_written(one.cell_contents)]
        if written and not nested and not worlds[0].is_peaceful and chance.random() < 0.3:
            seq = max(one.cell_contents.seq for one in written)
            turn._kept.head = replace(turn._kept.head, seq=max(seq, turn._kept.head.seq))
            nested.append(True)
            worlds[0].meanwhile()
            nested.clear()
        keep(turn)

    patch.setattr(SimulatedWorld, "__init__", began)
    patch.setattr(_Turn, "keep", kept_late)


def _is_written(found: object) -> bool:
    return isinstance(found, Written) and bool(found.records)


def decisions_without_numbers(patch: Patch) -> None:
    """A decision that changes nothing takes no number."""

    def next_rv(self: working.Working) -> int:
        if sys._getframe(1).f_code.co_name not in ("group", "_refused"):
            self._written.seq += 1
        return self._written.seq

    patch.setattr(working.Working, "next_rv", next_rv)


def last_restore_only(patch: Patch) -> None:
    """Histories part where the cloud was restored last."""

    def newest(one: Lineage, other: Lineage) -> int | None:
        return None if one == other else max(one[-1][1], other[-1][1])

    patch.setattr(catching_up, "divergence", newest)
    patch.setattr(cursors, "divergence", newest)
    patch.setattr(cursors, "_end_of", lambda epoch, head: head.seq if epoch == head.epoch else head.lineage[-1][1])


def groups_by_halves(patch: Patch) -> None:
    """Every operation of a form is decided alone."""
    patch.setattr(deciding, "_groups", lambda ops: ([op] for op in ops))


def alias_not_mapped(patch: Patch) -> None:
    """What became of a merged record is not asked."""
    patch.setattr(working.Working, "survivor", lambda _self, _type, record_id: record_id)


# -- at the PC


def cursor_before_rows(patch: Patch) -> None:
    """The cursor is saved when a page comes, the rows later, from memory."""
    waiting = dict[int, list[stage.Page]]()
    changes = dict[tuple[int, int], list[Any]]()

    def put(connection: Connection, several: Sequence[Any], cursor: str, seq: int, *, is_last: bool) -> None:
        pages = waiting.setdefault(id(connection), [])
        pages.append(stage.Page(len(changes), len(several), cursor, seq, is_last))
        changes[id(connection), pages[-1].number] = list(several)
        state.put(connection, cloud_state.CURSOR, cursor)
        state.put(connection, cloud_state.SEQ, seq)

    readers = local_side.LocalSide

    def pages(connection: Connection) -> list[stage.Page]:
        return list(waiting.get(id(connection), ()))

    def apply(self: local_side.LocalSide) -> applying.Applied:
        return self._store.land(applying.apply)

    def drop(connection: Connection, _taken: object) -> None:
        waiting.pop(id(connection), None)

    patch.setattr(stage, "put", put)
    patch.setattr(stage, "pages", pages)
    patch.setattr(stage, "changes", lambda connection, page: changes[id(connection), page.number])
    patch.setattr(stage, "drop", drop)
    patch.setattr(stage, "clear", lambda connection: drop(connection, None))
    patch.setattr(readers, "apply", apply)


def outbox_cleared_early(patch: Patch) -> None:
    """What was sent counts as done."""

    def sent(connection: Connection, first_n: int, last_n: int) -> None:
        seq = state.number(connection, cloud_state.SEQ)
        done = "UPDATE operation SET state = 2, ack_rv = ? WHERE state < 2 AND n BETWEEN ? AND ?"
        connection.run(done, (seq, first_n, last_n))

    patch.setattr(outbox, "mark_sent", sent)


def no_new_generation(patch: Patch) -> None:
    """A PC that was put back goes on counting where it stands."""
    patch.setattr(catching_up, "renumber", lambda *_: None)


def was_rebased(patch: Patch) -> None:
    """What the author saw is made to be what came since."""
    told = outbox.wires

    def rebased(connection: Connection, operations: Sequence[Any]) -> list[outbox.Wire]:
        wires = told(connection, operations)
        for wire, operation in zip(wires, operations, strict=True):
            copy = base.copies_of(connection, operation.ledger, [operation.id]).get(operation.id)
            if wire["k"] == "patch" and copy is not None:
                wire["was"] = {group: copy.f.get(group) for group in operation.was}
        return wires

    patch.setattr(outbox, "wires", rebased)


def whole_record_pushed(patch: Patch) -> None:
    """An edit sends every field of the form."""
    told = outbox.wires

    def whole(connection: Connection, operations: Sequence[Any]) -> list[outbox.Wire]:
        wires = told(connection, operations)
        for wire, operation in zip(wires, operations, strict=True):
            copy = base.copies_of(connection, operation.ledger, [operation.id]).get(operation.id)
            if wire["k"] == "patch" and copy is not None:
                there = {group: value for group, value in copy.f.items() if value is not None}
                wire["was"], wire["f"] = {**there, **operation.was}, {**there, **operation.f}
        return wires

    patch.setattr(outbox, "wires", whole)


def acked_not_kept(patch: Patch) -> None:
    """What the cloud decided is forgotten, so that a restored cloud does not get it again."""
    patch.setattr(outbox, "wait_again", lambda _connection, _after: [])


def cursor_kept_in_the_middle(patch: Patch) -> None:
    """After the cloud was restored the cursor stays where it is, if that is before the point."""
    back = histories.go_back

    def kept(connection: Connection, lineage: Lineage, divergence: int) -> None:
        seq, cursor = state.number(connection, cloud_state.SEQ), cloud_state.text(connection, cloud_state.CURSOR)
        back(connection, lineage, divergence)
        if seq <= divergence:
            state.put(connection, cloud_state.SEQ, seq)
            state.put(connection, cloud_state.CURSOR, cursor)

    patch.setattr(histories, "go_back", kept)


def group_sent_in_parts(patch: Patch) -> None:
    """A batch ends in the middle of a form."""
    patch.setattr(outgoing, "groupby", lambda pairs, key: ((key(pair), [pair]) for pair in pairs))


def merged_row_kept(patch: Patch) -> None:
    """What became of another record stays beside it."""
    patch.setattr(leading, "_absorb", lambda *_: None)


def overlay_dropped_at_the_ack(patch: Patch) -> None:
    """Once the cloud has decided, an operation is no longer shown, until the page with it comes."""
    receive = outgoing.receive

    def early(connection: Connection, batch: Any, answer: Mapping[str, Any]) -> tuple[Any, Any]:
        told, _ = receive(connection, batch, answer)
        rows = connection.rows("SELECT DISTINCT type, id FROM operation WHERE state = 2")
        connection.run("UPDATE operation SET state = 3 WHERE state = 2")
        again = rebasing.Rebasing(connection)
        again.reckon_touched(outbox.Touched(*cast("tuple[str, bytes]", row)) for row in rows)
        return told, again.finish()

    patch.setattr(outgoing, "receive", early)


def rows_without_overlay(patch: Patch) -> None:
    """What comes is written over what waits."""
    patch.setattr(overlays, "overlays", lambda *_: {})


_SMALL = Setting(pcs=3, page=4, batch=3, fetched=4, at_once=4, killed=40)
_RESTORED = Setting(pcs=3, happens={**USUAL, "exchange": 16, "copy": 0, "copy_cloud": 14})
_PUT_BACK = Setting(pcs=2, happens={**USUAL, "copy": 8})
_FORGETFUL = Setting(
    pcs=2,
    cloud_keeps=timedelta(minutes=3),
    acts={"add_family": 6, "add_person": 4, "remove": 8, "edit": 8},
    happens={"act": 50, "exchange": 24, "copy": 18, "forget": 12},
)
_IN_THE_MIDDLE = Setting(pcs=4, page=2, at_once=2, pages=2, happens={**USUAL, "exchange": 12, "copy_cloud": 10})
_CLASHING = Setting(
    pcs=2,
    acts={"add_person": 1, "edit_one": 20},
    happens={"act": 60, "exchange": 40},
    killed=30,
    troubled=40,
    faults=("edited", "lost_after", "killed_after"),
)
_REMOVING = Setting(pcs=2, acts={"add_person": 3, "edit": 6, "remove": 3}, happens={"act": 80, "exchange": 20})
_ANSWERING = Setting(pcs=2, acts={"add_person": 1, "edit": 10, "settle": 12}, happens={"act": 70, "exchange": 30})
_TWINS = Setting(
    pcs=2,
    acts={"add_person": 4, "add_tag": 4, "add_home": 4, "move_in": 6, "edit": 4},
    happens={"act": 90, "exchange": 10},
)

PLANTS: Mapping[Plant, Setting | None] = {
    no_dedupe: None,
    version_test: _CLASHING,
    blind_overwrite: None,
    numbers_without_operations: _PUT_BACK,
    no_graveyard: _FORGETFUL,
    patch_that_creates: _FORGETFUL,
    patch_that_revives: _REMOVING,
    numbers_before_the_lock: None,
    decisions_without_numbers: None,
    last_restore_only: _RESTORED,
    groups_by_halves: _ANSWERING,
    alias_not_mapped: _TWINS,
    cursor_before_rows: _SMALL,
    outbox_cleared_early: None,
    no_new_generation: _PUT_BACK,
    was_rebased: _CLASHING,
    whole_record_pushed: None,
    acked_not_kept: None,
    cursor_kept_in_the_middle: _IN_THE_MIDDLE,
    group_sent_in_parts: _SMALL,
    merged_row_kept: _TWINS,
    overlay_dropped_at_the_ack: None,
    rows_without_overlay: _SMALL,
}
