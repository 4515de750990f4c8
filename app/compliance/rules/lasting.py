"""Backups, recovery, holes, resources (R111, R112, R115, R116, R118)."""

from __future__ import annotations

from app import words
from app.backups import shelf
from app.compliance.inspection import Inspection
from app.compliance.rule import ComplianceRule, Finding, bad, good, later
from app.compliance.rules import privacy, watching
from app.status import concerns
from ledger import clock


def backed_up(look: Inspection) -> Finding:
    """There is a sound backup of these days, and another one elsewhere."""
    kept = look.status.backups
    if kept.last is None:
        return bad("没有备份", "到备份里现在就做一份。")
    if kept.is_backup_overdue:
        return bad(f"最近的备份是 {kept.days_since_backup} 天前的", "现在就做一份，并安排每晚自动备份。")
    unsound = [one.path.name for one in shelf.everything(look.session) if one.manifest is None]
    if unsound:
        return bad(f"备份读不出来：{'、'.join(unsound[:3])}", "删掉坏的，重新做一份。")
    if kept.second is None:
        return bad("备份只存在这台电脑上", "到备份里指定第二个文件夹或磁盘。")
    if not kept.is_second_reached:
        return bad("备份的第二个位置现在用不了", "接上移动硬盘，或换一个位置。")
    nightly = "每晚自动" if look.status.is_scheduled else "窗口打开时每天"
    return good(
        f"{nightly}备份，写完即核对，留 7 天、4 周、12 月；最近 {clock.local_text(kept.last.made_at)}，另存一份"
    )


def drilled(look: Inspection) -> Finding:
    """There is something to come back from, coming back was tried, and it worked."""
    kept = look.status.backups
    if kept.last is None:
        return bad("没有备份，出了事恢复不了", "到备份里现在就做一份，再演练一次。")
    if kept.is_backup_overdue:
        return bad(f"没有定期备份：最近的备份是 {kept.days_since_backup} 天前的", "现在就做一份，并安排每晚自动备份。")
    if kept.last_drill is None:
        return bad("有备份，还没有做过恢复演练", "到备份里按“演练”，几分钟就好。")
    last = clock.local_text(kept.last_drill)[:10]
    if not kept.is_drill_good:
        return bad("上一次恢复演练没有通过", "另做一份备份，再演练一次，查明原因。")
    if kept.is_drill_due:
        return bad(f"恢复演练到期了，上一次：{last}", "到备份里按“演练”，几分钟就好。")
    return good(f"最近的备份 {clock.local_text(kept.last.made_at)}；上一次恢复演练 {last}，备份能恢复")


def measured(look: Inspection) -> Finding:
    """Disk, sizes, queue, last sync and backup are shown, and enough of the disk is free."""
    free = words.gigabytes(look.status.disk.free)
    if concerns.is_disk_low(look.status):
        return bad(f"磁盘只剩 {free}", "清理磁盘，或把台账搬到大一些的磁盘。")
    return good(f"磁盘还剩 {free}；运行状况页有磁盘、文件大小、待上报条数、备份和日志")


def protected(look: Inspection) -> Finding:
    """What stands on the pages of encryption, the log and backups, taken together."""
    parts = (
        ("加密", privacy.encrypted),
        ("日志", watching.log_is_whole),
        ("备份", backed_up),
        ("预案", watching.emergency_plan),
    )
    wrong = [name for name, check in parts if check(look).state == "bad"]
    if wrong:
        return bad(f"{'、'.join(wrong)}不符合", "先解决上面对应的条目。")
    return good("加密、日志、备份、应急预案都符合；交换规则在接入上级平台时配置")


RULES = (
    ComplianceRule(
        "R111", "SZSD13 0060—2020 10.3.1 d", "识别漏洞和恶意代码", ("app/excel/child.py", "app/excel/refusals.py"),
        "", later("外来表格在隔离的进程里读，带宏的不执行；程序更新还没有签名", "更新包由维护人员当面提供。"),
    ),
    ComplianceRule(
        "R112", "江苏省政府办公厅意见 四（五）", "等级保护、风险评估、应急、个人信息保护",
        ("app/compliance/rules/lasting.py",), "", protected,
    ),
    ComplianceRule(
        "R115", "街道信息化运维方案 二（四）", "有数据备份策略", ("app/backups/making.py", "app/backups/keeping.py"),
        "backups", backed_up,
    ),
    ComplianceRule(
        "R116", "SZSD13 0060—2020 10.3.3", "定期备份，按影响和次序恢复",
        ("app/backups/restoring.py", "app/backups/drilling.py"), "backups", drilled,
    ),
    ComplianceRule(
        "R118", "SZSD13 0060—2020 8.1 e", "资源监测", ("app/status/standing.py",), "status", measured,
    ),
)  # fmt: skip
