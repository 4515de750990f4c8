"""The log, what is noticed in it, incidents and the emergency plan (R100 to R104, R110, R113, R114, R117)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from app.compliance.inspection import ALERT_DAYS, Inspection
from app.compliance.rule import ComplianceRule, Finding, bad, good
from app.incidents import plan
from ledger import clock, permissions
from ledger.incident_levels import BY_CODE, Step, urgent_steps_of
from ledger.permissions import Cell
from storage.incidents import Incident
from storage.trail import archive

_LIMITS = ("watch_views", "watch_reveals", "watch_edits", "watch_removals", "watch_exports")
_MASS = ("views", "reveals", "exports")
_CHANGES = ("edits", "removals")
OPEN_DAYS: Final = 30
"""How long an incident may stay open before the page asks about it."""
_SEEN = "watch_seen"


def watched(look: Inspection) -> Finding:
    """The watch follows the log, with limits nobody raised, and somebody deals with what it notices."""
    if look.weakened(_LIMITS):
        return bad("异常提醒的界限被改得超出规定", "在安全策略里改回规定以内。")
    behind = _not_counted(look)
    if behind:
        return bad(f"{behind} 条一天以前的日志还没有查过异常", "打开里弄窗口，或运行一次 linongctl watch list。")
    waiting = look.forgotten(*_MASS)
    if waiting:
        return bad(f"{waiting} 条大量查看、导出的提醒超过 {ALERT_DAYS} 天没有处理", "到异常提醒里逐条处理。")
    return good("大量查看、大量导出、非工作时间、多次输错都会提醒")


def unusual_changes(look: Inspection) -> Finding:
    """Mass edits and deletes are noticed, dealt with, and can be put back."""
    waiting = look.forgotten(*_CHANGES)
    if waiting:
        return bad(f"{waiting} 次大量修改、删除超过 {ALERT_DAYS} 天没有人看", "到非正常变更里看，需要时一键恢复。")
    return good("每次修改前后都有记录；大量修改、删除会提醒，可以一键恢复")


def log_is_whole(look: Inspection) -> Finding:
    """The log is as it was written."""
    verdict = look.verdict
    if not verdict.is_whole:
        return bad(f"日志从第 {verdict.first_bad} 条起和当时记的不一样", "保留台账文件夹原样，登记安全事件，报告上级。")
    return good(f"日志 {verdict.entries:,} 条，前后相扣并有签名，刚才核查完好")


def log_is_kept(look: Inspection) -> Finding:
    """Half a year at least stays in the store, what is older in signed archives."""
    days = look.session.policy["log_days"]
    if look.weakened(("log_days",)):
        written = look.raw_policy["log_days"]
        return bad(
            f"台账里写的是保存 {written} 天，少于规定；程序仍按 {days} 天", "在安全策略里重新保存，并查明是谁改的。"
        )
    found = {one.path.name: one for one in archive.every(look.store.folder, look.store.log_key.public)}
    with look.session.reader() as reader:
        made = [one.source for one in reader.actions(kind=archive.KIND, limit=1000)]
    lost = [name for name in made if name not in found]
    broken = [one.path.name for one in found.values() if not one.is_sound]
    if lost or broken:
        return bad(f"日志归档丢失或被改动：{'、'.join([*lost, *broken])}", "从备份的文件夹里找回原来的归档文件。")
    return good(f"日志在台账里保存 {days} 天（法定至少 183 天），更早的归档 {len(found)} 份，都完好")


def log_readers(look: Inspection) -> Finding:
    """Auditors alone read the log, and change nothing themselves."""
    auditors = look.holding("auditor")
    if look.is_alone:
        return bad("只有一个账号，自己看自己的日志", "给审计员单独开一个账号。")
    if not auditors:
        return bad("没有审计员，没有人能看日志", "指定审计员，给他开账号。")
    both = [one.login for one in auditors if _changes_something(look.roles_of(one))]
    if both:
        return bad(f"审计员兼做业务：{'、'.join(both)}", "审计员和业务角色要分给两个人。")
    return good(f"审计员 {len(auditors)} 人，只看日志，不改内容")


def reported_in_time(look: Inspection) -> Finding:
    """Whoever leads heard of every incident in time, and what is to be done at once was done."""
    late = [one for one in look.incidents if _is_late(one)]
    if late:
        numbers = "、".join(str(one.id) for one in late)
        return bad(f"安全事件 {numbers} 过了时限还没有报告条线负责人", "马上电话报告，然后在安全事件里勾上。")
    undone = [one for one in look.incidents if _undone(one)]
    if undone:
        told = "；".join(
            f"事件 {one.id} 还有 {len(_undone(one))} 步，先做“{_undone(one)[0].text}”" for one in undone[:3]
        )
        return bad(f"{len(undone)} 件安全事件还没有做完启动步骤和书面报告：{told}", "做完后到安全事件里逐步勾上。")
    present = (
        f"没有办结的 {len(look.incidents)} 件都已启动处置、电话和书面报告" if look.incidents else "没有未办结的事件"
    )
    return good(f"有事件登记、处置步骤和报告；{present}")


def graded(look: Inspection) -> Finding:
    """Incidents have a level and come to an end."""
    line = look.since(OPEN_DAYS)
    old = [one for one in look.incidents if one.noted_at < line]
    if old:
        return bad(f"{len(old)} 件安全事件超过 {OPEN_DAYS} 天没有办结", "做完处置步骤，写明原因后办结。")
    levels = "、".join(level.label for level in BY_CODE.values())
    return good(f"按国家预案和 GB/Z 20986 分为{levels}四级，每级有处置步骤")


def emergency_plan(look: Inspection) -> Finding:
    """The committee has its own plan, people to call, and a drill every year."""
    present = plan.of(look.store.setting(plan.PLAN))
    if not present.is_own:
        return bad("应急预案还是通用的，没有通讯录", "到安全事件里改成自己的预案，写上通讯录。")
    due = look.status.emergency_drill
    if due.is_over:
        return bad(f"上一次应急演练：{due.last or '还没有'}，已超过一年", "组织一次演练并登记。")
    saved, people = clock.local_text(present.saved_at)[:10], len(present.contacts)
    return good(f"预案 {saved} 修订，通讯录 {people} 人，下次演练 {due.on:%Y-%m-%d} 前")


def alarms(look: Inspection) -> Finding:
    """What is urgent is heard."""
    has_sound, has_tray = look.session.settings["alarm_sound"], look.session.settings["alarm_tray"]
    if not has_sound and not has_tray:
        return bad("声音和任务栏提示都关了", "到设置的“安全”里至少打开一种。")
    ways = [name for name, on in (("声音", has_sound), ("任务栏提示", has_tray)) if on]
    return good(f"备份失败、磁盘不足、日志损坏、异常提醒用{'、'.join(ways)}报告；短信、邮件要接入上级平台后才有")


def _not_counted(look: Inspection) -> int:
    seen = look.store.setting(_SEEN)
    before = look.since(1)
    with look.session.reader() as reader:
        sql = "SELECT count(*) FROM action WHERE id > ? AND at < ?"
        return reader.connection.number(sql, (seen if isinstance(seen, int) else 0, before))


def _changes_something(held: tuple[str, ...]) -> bool:
    changing = ("edit", "remove", "act", "import", "merge")
    return any(
        Cell(role, action, ledger) in permissions.DEFAULT
        for role in held
        for action in changing
        for ledger in (*permissions.LEDGERS, "")
    )


def _undone(one: Incident) -> list[Step]:
    return [step for step in urgent_steps_of(one.level) if step.key not in one.ticked]


def _is_late(one: Incident) -> bool:
    noted = clock.moment_of(one.noted_at)
    return "phone_lead" not in one.ticked and clock.now() - noted > timedelta(minutes=BY_CODE[one.level].report_minutes)


RULES = (
    ComplianceRule(
        "R100", "街道信息化运维方案 三（一）", "风险评估、监测预警", ("app/watch/rules.py", "app/watch/watching.py"),
        "watch", watched,
    ),
    ComplianceRule(
        "R101", "街道信息化运维方案 三（三）", "防止泄露毁损丢失，立即处置并报告",
        ("app/incidents/recording.py", "app/incidents/report.py"), "incidents", reported_in_time,
    ),
    ComplianceRule(
        "R102", "街道信息化运维方案 二（一）", "检查非正常的数据修改、删除", ("app/watch/changes.py",), "watch",
        unusual_changes,
    ),
    ComplianceRule(
        "R103", "街道信息化运维方案 二（四）", "有系统数据操作日志",
        ("storage/audit.py", "storage/trail/chain.py", "storage/trail/verifying.py"), "audit", log_is_whole,
    ),
    ComplianceRule(
        "R104", "SZSD13 0060—2020 8.1 b", "日志保存半年以上，分类、导出、转存",
        ("app/auditing/archiving.py", "app/auditing/handing_out.py"), "audit", log_is_kept,
    ),
    ComplianceRule(
        "R110", "SZSD13 0060—2020 10.3.1 c", "日志、告警数据有权限管理",
        ("ledger/permissions.py", "app/auditing/reading.py"), "audit", log_readers,
    ),
    ComplianceRule(
        "R113", "沪民基发〔2022〕9号 第16条", "网络安全应急预案、培训、演练",
        ("app/incidents/plan.py", "app/incidents/drills.py"), "incidents", emergency_plan,
    ),
    ComplianceRule(
        "R114", "SZSD13 0060—2020 10.3.2", "事件分级、启动条件、处置、恢复",
        ("ledger/incident_levels.py", "app/incidents/recording.py"), "incidents", graded,
    ),
    ComplianceRule(
        "R117", "SZSD13 0060—2020 8.1 d", "故障有声音、短信等报警", ("app/status/happenings.py",), "settings", alarms,
    ),
)  # fmt: skip
