"""Taking back and doing again, for one session: its user's actions, the newest first.

Hears of every committed action and keeps the numbers of those that can be taken back. Taking one back is itself an
action (`app.undo.taking_back`); doing it again takes that one back. A new action forgets what could be done again.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from app import access, events, logs, words
from app.events import Committed
from app.jobs import SILENT, JobContext, without_collections
from app.objections import settling
from app.records import kept_apart
from app.stores.session import Session
from app.undo import action_words, obstacle_names, staying, taking_back
from app.undo.taking_back import IMPORT_UNDO, UNDO, UNDO_KINDS, UndoBlocked
from ledger.errors import LedgerError
from storage.audit import Action
from storage.reading import Reader

REASON = "撤销"
_NEVER = frozenset(("demo", "sync", settling.AGREED))
"""An invented committee is removed by its own door; what the cloud brought, or follows, is nobody's step here."""
_COUNTED = {
    "person": "位居民",
    "dwelling": "套房屋",
    "building": "幢楼",
    "unit": "个单元",
    "compound": "个小区",
    "household": "户",
    "residence": "条居住关系",
    "person_tag": "个标签",
    "topic_vehicle": "辆车",
    "topic_merchant": "家商户",
    "visit": "次走访",
    "visit_person": "位走访对象",
    "work_order": "件工单",
    "work_order_event": "步办理",
    "duty": "天值班",
    "activity": "个活动",
    "activity_person": "位参与人",
    "campaign": "次年度核对",
    "campaign_compound": "个核对小区",
    "campaign_check": "户核对",
    "muster": "次应急清点",
    "muster_check": "人的清点",
    "topic_definition": "个专题台账",
    "topic_row": "条专题台账内容",
    "topic_report": "次数据异常上报",
    "objection": "条数据异议",
    "notice": "件任务通知",
    "notice_read": "个阅读标记",
    "notice_answer": "个回复",
    "question": "个问题建议",
    "question_message": "条问题建议的往来",
    "question_read": "个问题建议的阅读标记",
    "attachment": "份附件",
    "conflict": "条“两处都改了”",
}
_VERBS = {"create": "新增", "patch": "修改", "delete": "删除", "restore": "恢复", "resolve": "处理"}
_PARTS_TOLD = 2


class NothingToUndo(LedgerError):
    """This session has no action left to take back, or to do again; or this one cannot be."""


@dataclass(frozen=True, slots=True)
class Step:
    """An action that can be taken back: `label` says what it did, and `stays` what taking it back leaves."""

    action: int
    label: str
    stays: str = ""

    @property
    def undo_label(self) -> str:
        """What taking it back takes back, and what it leaves."""
        return "；".join(filter(None, (self.label, self.stays)))


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back or done again: `label` says what, and what stayed; `action` is the action that did it."""

    action: int
    label: str


class Undoing:
    """What one session can take back and do again. Its methods may be called from any thread.

    `changed` is called whenever the next step may be another one, in the thread that made it so.
    """

    def __init__(self, session: Session, changed: Callable[[], None] = lambda: None) -> None:
        self._session = session
        self._changed = changed
        self._lock = threading.Lock()
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._own: set[int] = set()
        self._end = events.watch(session, self._on_committed)

    def close(self) -> None:
        """Follow the session no longer."""
        self._end()

    @property
    def next_undo(self) -> Step | None:
        """What would be taken back now."""
        with self._lock:
            return self._done[-1] if self._done else None

    @property
    def next_redo(self) -> Step | None:
        """What would be done again now."""
        with self._lock:
            return self._undone[-1] if self._undone else None

    @access.operation("edit")
    def undo(self, ctx: JobContext = SILENT, action: int = 0) -> Undone:
        """Take the newest action back, or the given one of this session.

        Raises:
            NothingToUndo: there is none.
            NeverChanged: the given one is a step of a work order, or a published process; another puts it right.
            UndoBlocked: later changes stand in the way, each is named; nothing was taken back, and the next call goes
                on with the action before.
            Cancelled: the person stopped it; nothing was taken back.
        """
        step, number = self._turn(self._done, self._undone, action, ctx)
        return Undone(number, step.undo_label)

    @access.operation("edit")
    def redo(self, ctx: JobContext = SILENT) -> Undone:
        """Do again what was taken back last; raises as `undo`."""
        step, number = self._turn(self._undone, self._done, 0, ctx)
        return Undone(number, step.label)

    def _turn(self, source: list[Step], target: list[Step], action: int, ctx: JobContext) -> tuple[Step, int]:
        with self._lock:
            steps = [step for step in source if not action or step.action == action]
        if not steps:
            self._refuse_written_once(action)
            raise NothingToUndo
        step = steps[-1]
        try:
            number = self._take_back(step, ctx)
        except UndoBlocked as blocked:
            self._forget(source, step)
            raise obstacle_names.named(self._session, blocked) from blocked
        except NothingToUndo:
            self._forget(source, step)
            raise
        self._forget(source, step)
        settling.agree(self._session)
        with self._lock:
            target.append(replace(step, action=number))
        self._changed()
        logs.event("undone", action=step.action, by=number)
        return step, number

    def _refuse_written_once(self, action: int) -> None:
        if action:
            with self._session.reader() as reader:
                staying.refuse_if_written_once(reader, _action(reader, action))

    def _take_back(self, step: Step, ctx: JobContext) -> int:
        session, source = self._session, str(step.action)
        with session.reader() as reader:
            action = _action(reader, step.action)
        kind = IMPORT_UNDO if action.kind == "import" else UNDO
        if kind == IMPORT_UNDO:
            session.rights.require("undo_import")
        number = 0
        try:
            writing = session.store.write(user=session.login, kind=kind, source=source, reason=REASON)
            with without_collections(), writing as write:
                number = write.action
                self._expect(number)
                with session.reader() as reader:  # looked at while nobody else can write
                    if taking_back.is_taken_back(reader, action.id):
                        raise NothingToUndo
                    operations = taking_back.operations_of(reader, action.id)
                    taking_back.refuse_if_blocked(reader, action, operations)
                taking_back.take_back(write, operations, REASON, ctx)
                write.audit_detail(batch=source)
                kept_apart.turn_back(session, write, action.detail)
        finally:
            with self._lock:
                self._own.discard(number)
        return number

    def _expect(self, number: int) -> None:
        with self._lock:
            self._own.add(number)

    def _forget(self, steps: list[Step], step: Step) -> None:
        with self._lock:
            if step in steps:
                steps.remove(step)
        self._changed()

    def _step(self, reader: Reader, number: int) -> Step:
        action = _action(reader, number)
        with access.seen_by(self._session.rights):
            return Step(number, label(reader, action), staying.told(reader, action))

    def _on_committed(self, committed: Committed) -> None:
        is_step = committed.user == self._session.login and _can_be_taken_back(committed)
        with self._lock:
            if committed.action in self._own:
                return
        if is_step:
            with self._session.reader() as reader:
                step = self._step(reader, committed.action)
            with self._lock:
                self._done.append(step)
                self._undone.clear()
            self._changed()


def _can_be_taken_back(committed: Committed) -> bool:
    """What was told to the level above, or signed for, stands: only what is of the ledgers comes back.

    What was done with a work order, or published as its process, stands too; another step or version puts it right.
    """
    is_step = staying.comes_back(committed.kind, committed.ledgers) or committed.kind == kept_apart.KIND
    return is_step and committed.kind not in _NEVER


def label(reader: Reader, action: Action) -> str:
    """What an action did, in words: 修改 1 位居民; 导入 1,530 行; 迁入：新增 1 条居住关系. Without what stays of it."""
    named = action_words.action(action.kind)
    rows = action.detail.get("rows")
    if action.kind == "import" and isinstance(rows, int):
        return f"{named} {rows:,} 行"
    every = reader.operation_counts(action.id)
    stays = staying.ledgers(action.kind, {name for _, name, _ in every})
    counted = [one for one in every if one[1] not in stays]
    parts = [f"{_VERBS[kind]} {number:,} {_COUNTED.get(name, words.ledger(name))}" for kind, name, number in counted]
    told = "、".join(parts[:_PARTS_TOLD]) + (" 等" if len(parts) > _PARTS_TOLD else "")
    if action.kind in UNDO_KINDS or named in _VERBS.values():  # what was taken back elsewhere is told by what it did
        return told
    return f"{named}：{told}" if told else named


def _action(reader: Reader, number: int) -> Action:
    found = reader.actions(action=number)
    if not found:
        raise NothingToUndo
    return found[0]
