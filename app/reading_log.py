"""The log of a store as people read it: when, what kind of thing, what happened, how it ended.

Log lines hold no personal data (`app.logs`), so neither does this. Lines of another version whose event is not known
here are told as such and not hidden.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from typing_extensions import override

from app import logs, words
from app.jobs import JobContext
from ledger import clock
from ledger.catalog import BY_NAME
from storage import files

KINDS = {
    "open": "打开和登录",
    "edit": "修改",
    "import": "导入",
    "check": "检查和维护",
    "fault": "程序出错",
    "other": "其他",
}
_TELLING: dict[str, tuple[str, str]] = {
    "store created": ("open", "新建了台账"),
    "opened": ("open", "登录，打开了台账"),
    "opened with recovery key": ("open", "用恢复密钥打开了台账"),
    "closed": ("open", "关闭了台账"),
    "locked": ("open", "锁定了窗口"),
    "unlocked": ("open", "解除了锁定"),
    "wrong password": ("open", "有人输错了密码"),
    "password changed": ("open", "修改了密码"),
    "password reset": ("open", "用恢复密钥重设了密码"),
    "recovery key renewed": ("open", "换了新的恢复密钥"),
    "ended badly": ("fault", "发现上一次程序没有正常关闭"),
    "acted": ("edit", "办理了一件事，改动 {records} 条"),
    "added": ("edit", "新增一条{ledger}"),
    "changed": ("edit", "修改一条{ledger}"),
    "removed": ("edit", "删除一条{ledger}"),
    "restored": ("edit", "恢复一条{ledger}"),
    "cells changed": ("edit", "一次修改了多个格子"),
    "undone": ("edit", "撤销了一次操作"),
    "merged": ("edit", "把重复的居民合并了"),
    "unmerged": ("edit", "把合并的居民分开了"),
    "kept apart": ("edit", "认定两个居民不是同一个人"),
    "duplicates looked for": ("check", "查找了可能重复的居民"),
    "import applied": ("import", "导入表格，{rows} 行，写入 {records} 条"),
    "import undone": ("import", "撤销一次导入，收回 {removed} 条，还原 {restored} 条"),
    "mapping not remembered": ("import", "没有记住表头的对应关系"),
    "checked": ("check", "检查了台账"),
    "store moved": ("check", "把台账搬到了另一个文件夹"),
    "not listening": ("check", "无法和第二次启动的程序通话"),
    "command": ("other", "从命令行使用"),
    "refused": ("other", "命令行的一次操作没有做成"),
    "bug": ("fault", "程序出了没有预料到的错误"),
    "crash": ("fault", "程序出了没有预料到的错误"),
    "died": ("fault", "程序突然中断"),
}
_MOST_ENTRIES = 5000  # the newest; what five files of a megabyte hold, and a table still opens at once


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `detail` is for those who maintain the program: class, files, lines."""

    at: str
    kind: str
    what: str
    result: str
    detail: str = ""

    @property
    def day(self) -> str:
        """The day in Shanghai, `2026-11-21`."""
        return self.at[:10]

    def line(self) -> str:
        """The entry as a line of a saved file."""
        return "\t".join((self.at, KINDS[self.kind], self.what, self.result, self.detail))


def read(folder: Path, ctx: JobContext) -> list[Entry]:
    """The entries of the store in `folder`, the newest first; what cannot be read is left out."""
    entries: list[Entry] = []
    for path in _files(folder):
        ctx.checkpoint()
        entries.extend(reversed(list(_entries(path))))
        if len(entries) >= _MOST_ENTRIES:
            break
    return entries[:_MOST_ENTRIES]


def save(entries: Sequence[Entry], path: Path) -> None:
    """Write entries as text, one a line; raises DiskFull, ReadOnlyFolder, DiskTrouble."""
    heading = "时间\t种类\t做了什么\t结果\t供维护人员"
    files.replace_file(path, ("\ufeff" + "\n".join((heading, *(one.line() for one in entries))) + "\n").encode())


def _files(folder: Path) -> list[Path]:
    """The log and the older ones that it was turned into, `.1` being the newest of these."""
    first = folder / logs.FOLDER / logs.FILE_NAME
    older = [path for path in first.parent.glob(f"{logs.FILE_NAME}.*") if path.suffix[1:].isdecimal()]
    return [first, *sorted(older, key=lambda path: int(path.suffix[1:]))]


def _entries(path: Path) -> Iterator[Entry]:
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        entry = _entry(line)
        if entry is not None:
            yield entry


def _entry(line: str) -> Entry | None:
    try:
        facts = json.loads(line)
        at = _to_seconds(str(facts["at"]))
        event = str(facts["event"])
    except (ValueError, KeyError, TypeError):
        return None
    kind, text = _TELLING.get(event, ("other", "做了一件这一版不认得的事"))
    return Entry(at, kind, text.format_map(_Worded(facts)), _result(event, facts), _detail(event, facts))


def _to_seconds(instant: str) -> str:
    minutes = clock.local_text(instant)
    return minutes + instant[16:19]


def _result(event: str, facts: Mapping[str, object]) -> str:
    if event == "checked":
        return "完好" if facts.get("ok") is True else "有不对的地方"
    if event in ("bug", "crash", "died"):
        return "已保存的内容不受影响"
    if event in ("refused", "wrong password", "mapping not remembered", "not listening"):
        return "没有做成"
    issues = facts.get("issues")
    if event == "import applied" and isinstance(issues, int) and issues:
        return f"完成，{issues:,} 处需要核对"
    return "完成"


def _detail(event: str, facts: Mapping[str, object]) -> str:
    parts = [str(facts[name]) for name in ("command", "error", "why") if name in facts]
    trace = facts.get("trace")
    if isinstance(trace, list):
        parts.extend(str(step).strip() for step in trace)
    if event not in _TELLING:
        parts.insert(0, event)
    return " · ".join(parts)


class _Worded(dict[str, object]):
    """Facts in words: ledgers by their label, numbers with separators; a fact that is not there is left open."""

    def __missing__(self, name: str) -> str:
        return "…"

    @override
    def __getitem__(self, name: str) -> object:
        value = super().__getitem__(name)
        if name == "ledger":
            return words.called(str(value)) if value in BY_NAME else "内容"
        return f"{value:,}" if isinstance(value, int) else value
