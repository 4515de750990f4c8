"""The own password, once it has to be changed within a week."""

from __future__ import annotations

from app import access
from app.jobs import JobContext
from app.stores.session import Session
from app.today.groups import Group, Line

_SECTION = "safety"  # of the settings


@access.operation(access.OWN)
def tell(session: Session, ctx: JobContext) -> tuple[Group, ...]:
    """How many days are left."""
    del ctx
    left = session.password_days_left()
    if left is None:
        return ()
    why = f"还能用 {left} 天，之后登录只能先改密码" if left > 1 else "今天是最后一天，明天登录只能先改密码"
    line = Line("您的密码", f"账号 {session.login}", why, "settings", _SECTION)
    sentence = "密码至少每月换一次，在“设置 → 安全”里修改。"
    return (
        Group(
            "password",
            "密码快到期",
            sentence,
            "key-round",
            1,
            (line,),
            "settings",
            way="去修改密码",
            facts={"section": _SECTION},
        ),
    )
