"""The list of accounts ready for paper: who has one, in which role, for which compounds, who looks after them.

How it leaves and is entered is `app.release.prints.OF_ACCOUNTS`: who keeps accounts need not print residents.
"""

from __future__ import annotations

from app import access
from app.accounts import listing
from app.accounts.listing import Line
from app.printed import PrintedColumn, PrintedTable, Printout, printout
from app.stores.session import Session
from ledger import clock

LEDGER = "account"
"""What register and log call what is printed; no ledger of residents."""

_HEADINGS = ("账号", "姓名", "角色", "岗位", "状态", "小区", "启用日", "到期日", "上次登录", "开通")
_SHORT = frozenset(("账号", "姓名", "启用日", "到期日", "上次登录"))


@access.operation("accounts")
def as_print(session: Session) -> Printout:
    """Every account as one table, with who looks after them and what is still to be filed above it."""
    lines = listing.everyone(session)
    names = {line.login: line.account.name for line in lines}
    columns = tuple(PrintedColumn(heading, wraps=heading not in _SHORT) for heading in _HEADINGS)
    rows = tuple(_row(line, names) for line in lines)
    return printout(session, "账号清单", _notes(lines), [PrintedTable(columns, rows)], (LEDGER, "L1"), is_wide=True)


def _notes(lines: tuple[Line, ...]) -> tuple[str, ...]:
    working = [line for line in lines if line.state == "active"]
    keepers = [line.account.name for line in working if "accounts" in line.roles]
    unfiled = sum(not line.account.is_filed for line in working)
    notes = [f"共 {len(lines):,} 个账号，{len(working):,} 个在用", f"专人管理：{'、'.join(keepers) or '还没有指定'}"]
    return (*notes, f"{unfiled:,} 个待备案") if unfiled else tuple(notes)


def _row(line: Line, names: dict[str, str]) -> tuple[str, ...]:
    one = line.account
    opened = f"{clock.local_text(one.created_at)[:10]} {names.get(one.created_by, one.created_by)}".strip()
    return (
        one.login,
        one.name,
        line.roles_label,
        one.post or "",
        line.state_label,
        "、".join(line.area) or "全部",
        one.starts_on or "",
        one.ends_on or "",
        line.last_log_in or "还没有",
        opened if one.created_at else "",
    )
