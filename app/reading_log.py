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
    "sealed": ("open", "锁定后收起了台账"),
    "wrong password": ("open", "有人输错了密码"),
    "password changed": ("open", "修改了密码"),
    "account opened": ("open", "开通了一个账号"),
    "account stopped": ("open", "停用了一个账号"),
    "ended accounts stopped": ("open", "停用了到期的账号"),
    "older log": ("open", "发现台账文件夹是更早的"),
    "password reset": ("open", "重置了一个账号的密码"),
    "policy changed": ("open", "变更了安全策略"),
    "entries of the audit wait": ("fault", "有 {count} 条日志审计还没有写进去，正在再试"),
    "watch not kept": ("fault", "异常提醒没有记下来，下次登录时补记"),
    "not entered": ("fault", "磁盘满了或正忙，一次登录没有记进日志审计"),
    "recovery key renewed": ("open", "换了新的恢复密钥"),
    "ended badly": ("fault", "发现上一次程序没有正常关闭"),
    "acted": ("edit", "办理了一件事，改动 {records} 条"),
    "objection raised": ("edit", "登记了一条数据异议"),
    "objection settled": ("edit", "核实了一条数据异议"),
    "orders registered": ("edit", "登记了 {count} 件工单"),
    "order moved": ("edit", "办理了一件工单"),
    "order told": ("edit", "一件工单超时或没有办理，自动催办、督办"),
    "order marked": ("edit", "改了工单是不是重大问题"),
    "order corrected": ("edit", "更正了工单的登记"),
    "order unreadable": ("fault", "有一件工单的流转记录读不出来，自动催办、恢复跳过了它"),
    "orders verified": ("check", "核对了 {orders} 件工单的流转记录，{faults} 件不对"),
    "duty changed": ("edit", "安排了 {people} 人值班"),
    "visit recorded": ("edit", "登记了一次走访，{people} 人"),
    "activity planned": ("edit", "登记了一个活动"),
    "activity series made": ("edit", "排定了 {count} 次例会"),
    "activities put off": ("edit", "{count} 个活动改了期"),
    "activity moved": ("edit", "变更了一个活动的状态"),
    "activity signed up": ("edit", "登记了活动报名，{people} 人"),
    "activity signed in": ("edit", "登记了活动签到，{people} 人"),
    "annual check started": ("edit", "开始了一次年度核对，{compounds} 个小区，{homes} 套房屋"),
    "door checked": ("edit", "核对了一户，核实 {confirmed} 条"),
    "annual check summed up": ("edit", "汇总了一次年度核对"),
    "annual check signed": ("edit", "确认了一次年度核对"),
    "annual check opened again": ("edit", "重新打开了一次年度核对"),
    "annual check put off": ("edit", "改了一次年度核对的截止日期"),
    "topic ledger defined": ("edit", "设好了一个专题台账，第 {version} 版，{fields} 个栏目"),
    "topic row saved": ("edit", "改了专题台账的一条，{fields} 项"),
    "topic rows checked": ("edit", "核对了专题台账的 {rows} 条"),
    "topic rows imported": ("edit", "导入了专题台账的 {rows} 条"),
    "upward package made": ("other", "做了一份上报材料，{rows} 行"),
    "opinions told upward": ("edit", "把 {rows} 条意见建议记为已上报"),
    "ledger data reported": ("edit", "上报了一条数据异常"),
    "muster begun": ("edit", "开始了一次应急清点"),
    "muster ended": ("edit", "结束了一次应急清点"),
    "mustered": ("edit", "清点了 {people} 人"),
    "order process published": ("edit", "发布了工单流程第 {version} 版"),
    "added": ("edit", "新增一条{ledger}"),
    "changed": ("edit", "修改一条{ledger}"),
    "removed": ("edit", "删除一条{ledger}"),
    "restored": ("edit", "恢复一条{ledger}"),
    "cells changed": ("edit", "一次修改了多个格子"),
    "undone": ("edit", "撤销了一次操作"),
    "merged": ("edit", "把重复的居民合并了"),
    "unmerged": ("edit", "把合并的居民分开了"),
    "kept apart": ("edit", "认定两个居民不是同一个人"),
    "settled": ("edit", "处理了 {count} 处两处都改了的"),
    "resent": ("edit", "把没有上报成功的一条又写了一次"),
    "synced": ("other", "和上级平台上报、更新了一次"),
    "enrolled": ("open", "接入了上级平台"),
    "notice read": ("edit", "看了一件任务或通知"),
    "notice received": ("edit", "签收了一件任务或通知"),
    "notice answered": ("edit", "回复了一件任务，交出 {rows} 行"),
    "question asked": ("edit", "向上级提了一个问题或建议"),
    "question continued": ("edit", "对一个问题或建议接着说了一条"),
    "question read": ("edit", "看了一个问题或建议的答复"),
    "attached": ("edit", "添加了一份附件"),
    "attachment saved": ("other", "把一份附件另存成文件"),
    "transfer offered": ("other", "向别的居委会提出了转出"),
    "package out": ("other", "存了一份上报用的文件"),
    "night not arranged": ("fault", "没有安排好夜里的自动上报"),
    "duplicates looked for": ("check", "查找了可能重复的居民"),
    "import applied": ("import", "导入表格，{rows} 行，写入 {records} 条"),
    "import undone": ("import", "撤销一次导入，收回 {removed} 条，还原 {restored} 条"),
    "mapping not remembered": ("import", "没有记住表头的对应关系"),
    "checked": ("check", "检查了台账"),
    "backup made": ("check", "做了备份"),
    "backup not made": ("fault", "备份没有做成"),
    "second folder not reached": ("fault", "备份没有存到第二个位置"),
    "drill held": ("check", "做了恢复演练"),
    "backup restored": ("check", "从备份恢复了一份台账"),
    "no backup before restoring": ("fault", "恢复前的台账打不开，没有另做备份，原样保存"),
    "unattended runs allowed": ("check", "允许了无人时自动备份"),
    "unattended runs forbidden": ("check", "取消了无人时自动备份"),
    "night planned": ("check", "安排了每晚备份"),
    "night cancelled": ("check", "取消了每晚备份"),
    "restore finished": ("check", "把中断的恢复做完了"),
    "rekeyed": ("check", "换了新的密钥"),
    "incident noted": ("check", "登记了一次安全事件"),
    "support bundle saved": ("check", "存了一份诊断包"),
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
    for path in files_of(folder):
        ctx.checkpoint()
        entries.extend(reversed(list(_entries(path))))
        if len(entries) >= _MOST_ENTRIES:
            break
    return entries[:_MOST_ENTRIES]


def is_known(event: str) -> bool:
    """Whether an event is one that this version writes."""
    return event in _TELLING


def save(entries: Sequence[Entry], path: Path) -> None:
    """Write entries as text, one a line; raises DiskFull, ReadOnlyFolder, DiskTrouble."""
    heading = "时间\t种类\t做了什么\t结果\t供维护人员"
    files.replace_file(path, ("\ufeff" + "\n".join((heading, *(one.line() for one in entries))) + "\n").encode())


def files_of(folder: Path) -> list[Path]:
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
