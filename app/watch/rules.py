"""The rules of the watch as data: what each counts, over how long, and from which number on it is unusual.

The numbers are the committee's policy (`ledger.policy`), which bounds them. Counting is `watching`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from app.orders.keeping import BY_PROGRAM
from storage.audit import Action, EntryClass
from storage.trail.beside import CHANGED
from storage.trail.verifying import LOST

Measure = Literal["entries", "rows", "removals", "failures"]
"""What an entry counts for: itself, the operations it wrote, those that removed something, wrong passwords."""

WINDOW_MINUTES: Final = 60


@dataclass(frozen=True, slots=True)
class WatchRule:
    """One rule. `limit` is the policy with its number, "" for what is always told; `kinds` narrow the classes."""

    name: str
    label: str
    told: str
    limit: str
    measure: Measure
    classes: frozenset[EntryClass]
    kinds: frozenset[str] = frozenset()
    unmeant: frozenset[str] = frozenset()

    def counts(self, entry: Action) -> bool:
        """Whether an entry is one that this rule counts."""
        if entry.class_ not in self.classes or entry.kind in self.unmeant:
            return False
        return not self.kinds or entry.kind in self.kinds


OFF_HOURS: Final = "off_hours"
NEW_DEVICE: Final = "new_device"
LOG_GAP: Final = "log_gap"
EDITED: Final = "edited"
REPORTED: Final = "reported"
_WORK: frozenset[EntryClass] = frozenset(("view", "reveal", "data", "import", "export", "print"))
_IMPORTS = frozenset(("import", "demo"))
_NOBODYS = _IMPORTS | frozenset(BY_PROGRAM)

ALL: tuple[WatchRule, ...] = (
    WatchRule(
        "views", "大量查看", "一小时内查看 {count:,} 次", "watch_views", "entries", frozenset(("view", "reveal"))
    ),
    WatchRule(
        "reveals", "大量看遮盖的内容", "一小时内看遮盖的内容 {count:,} 次", "watch_reveals", "entries",
        frozenset(("reveal",)),
    ),
    WatchRule(
        "edits", "大量修改", "一小时内修改 {count:,} 条", "watch_edits", "rows", frozenset(("data",)), unmeant=_NOBODYS
    ),
    WatchRule(
        "removals", "大量删除", "一小时内删除 {count:,} 条", "watch_removals", "removals",
        frozenset(("data", "import")), unmeant=_IMPORTS,
    ),
    WatchRule(
        "exports", "频繁导出打印", "一小时内导出、打印 {count:,} 次", "watch_exports", "entries",
        frozenset(("export", "print")), unmeant=frozenset(("export-ask", "export-withdraw")),
    ),
    WatchRule(
        "failures", "多次密码不对", "一小时内输错密码 {count:,} 次", "watch_failures", "failures",
        frozenset(("login",)), frozenset(("log-in", "log-in-refused", "unlock-refused")),
    ),
    WatchRule(OFF_HOURS, "非工作时间使用", "非工作时间操作 {count:,} 次", "", "entries", _WORK, unmeant=_NOBODYS),
    WatchRule(
        NEW_DEVICE, "在新电脑上登录", "第一次在这台电脑上登录", "", "entries", frozenset(("login",)),
        frozenset(("log-in",)),
    ),
    WatchRule(
        LOG_GAP, "日志缺失", "打开台账时发现日志有缺失", "", "entries", frozenset(("security",)),
        frozenset((LOST,)),
    ),
    WatchRule(
        EDITED, "台账文件被改动", "账号、权限、审批或安全事件被绕过程序改动过", "", "entries", frozenset(("security",)),
        frozenset((CHANGED,)),
    ),
    WatchRule(
        REPORTED, "本人报告账号异常", "本人报告账号异常", "", "entries", frozenset(("security",)),
        frozenset(("account-reported",)),
    ),
)  # fmt: skip
BY_NAME = {rule.name: rule for rule in ALL}


def failures(entry: Action) -> int:
    """How many wrong passwords an entry tells of: those before a log-in, or the one at a lock."""
    if entry.kind == "unlock-refused":
        return int(entry.detail.get("why") == "WrongPassword")
    wrong = entry.detail.get("wrong")
    return wrong if isinstance(wrong, int) else 0
