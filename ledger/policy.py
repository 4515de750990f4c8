"""The security policy of a committee as data: each number with what the rules demand of it at least.

A committee may be stricter than the rules, never milder: whatever was written down is bounded when it is read
(`Policy.of`), and a change beyond the bounds is refused (`checked`). Who may change it and where it lies is `app`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ledger.errors import LedgerError


@dataclass(frozen=True, slots=True)
class Rule:
    """One number. It lies within `least` and `most`, which no setting leaves; `basis` says which rule demands that."""

    key: str
    label: str
    default: int
    least: int
    most: int
    unit: str
    basis: str

    def bounded(self, value: object) -> int:
        """`value` as far as the rules let it go; the default for what is no number."""
        if isinstance(value, bool) or not isinstance(value, int):
            return self.default
        return min(max(value, self.least), self.most)


ALL: tuple[Rule, ...] = (
    Rule("password_length", "密码最少位数", 8, 8, 64, "位", "R083：不少于 8 位，字母、数字和特殊符号都要有"),
    Rule("password_days", "密码最长使用天数", 30, 1, 30, "天", "R083：至少每月更换一次"),
    Rule("password_warn_days", "到期前几天开始提醒", 7, 7, 29, "天", "R083：到期前 7 天提醒"),
    Rule("password_history", "不能与最近几次的密码相同", 5, 5, 24, "次", "R083：不得重复最近 5 次"),
    Rule("wrong_tries", "连续输错几次后锁定", 5, 3, 5, "次", "R083：输错多次锁定"),
    Rule("first_wait", "第一次锁定多久", 60, 60, 3600, "秒", "R083：之后每错一次加倍"),
    Rule("longest_wait", "最长锁定多久", 3600, 3600, 86_400, "秒", "R083：锁定逐次延长的上限"),
    Rule("account_admins", "账号管理员最多几人", 2, 1, 3, "人", "R082：账号由专人管理"),
    Rule("log_days", "日志在台账里保存多久", 400, 183, 3660, "天", "R104：日志至少保存半年，之后归档"),
    Rule("watch_views", "一小时内查看多少次算异常", 200, 20, 1000, "次", "R100：大量查看要提醒"),
    Rule("watch_reveals", "一小时内看遮盖内容多少次算异常", 30, 5, 200, "次", "R100：大量查看敏感信息要提醒"),
    Rule("watch_edits", "一小时内修改多少条算异常", 300, 20, 2000, "条", "R102：大量修改要提醒"),
    Rule("watch_removals", "一小时内删除多少条算异常", 20, 3, 200, "条", "R102：大量删除要提醒"),
    Rule("watch_exports", "一小时内导出、打印几次算异常", 10, 2, 50, "次", "R100：频繁导出要提醒"),
    Rule("watch_failures", "一小时内输错几次密码要提醒", 5, 3, 10, "次", "R085：多次登录失败要上报"),
    Rule("day_from", "几点以前算非工作时间", 7, 5, 10, "点", "R085：非工作时间使用要提醒"),
    Rule("day_to", "几点以后算非工作时间", 20, 16, 23, "点", "R085：非工作时间使用要提醒"),
)
BY_KEY = {rule.key: rule for rule in ALL}


class UnknownPolicy(LedgerError):
    """No number of the policy is called `key`."""

    def __init__(self, key: str) -> None:
        super().__init__(f"no policy {key}")
        self.key = key


class PolicyRefused(LedgerError):
    """The policy `key` may not become what was asked for: it lies within `least` and `most`."""

    def __init__(self, rule: Rule) -> None:
        super().__init__(f"policy {rule.key} within {rule.least} and {rule.most}")
        self.key, self.label, self.unit = rule.key, rule.label, rule.unit
        self.least, self.most = rule.least, rule.most


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers that hold, each within its bounds."""

    numbers: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, written: object) -> Policy:
        """The policy that was written down, bounded; the usual one for what cannot be read."""
        said = written if isinstance(written, dict) else {}
        return cls({rule.key: rule.bounded(said.get(rule.key, rule.default)) for rule in ALL})

    def __getitem__(self, key: str) -> int:
        rule = BY_KEY.get(key)
        if rule is None:
            raise UnknownPolicy(key)
        return rule.bounded(self.numbers.get(key, rule.default))

    def with_changes(self, changes: Mapping[str, int]) -> Policy:
        """The policy with some numbers changed; raises UnknownPolicy, PolicyRefused."""
        for key, value in changes.items():
            checked(key, value)
        return Policy({**{rule.key: self[rule.key] for rule in ALL}, **changes})


USUAL = Policy()


def checked(key: str, value: int) -> int:
    """`value` when the policy `key` may have it; raises UnknownPolicy, PolicyRefused."""
    rule = BY_KEY.get(key)
    if rule is None:
        raise UnknownPolicy(key)
    if rule.bounded(value) != value:
        raise PolicyRefused(rule)
    return value
