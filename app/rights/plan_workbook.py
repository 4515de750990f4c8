"""The permission plan 权限分配方案 as a workbook: who may do what, the duties of the roles, what was changed when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app import words
from app.excel import writer
from app.excel.sheets import Row, SheetColumn
from app.excel.stamp import SheetStamp
from app.rights.matrix_words import Told, worded
from ledger import clock, permissions, roles
from ledger.permissions import Cell, Matrix


def content(matrix: Matrix, changed: Iterable[Told], committee: str, stamp: SheetStamp) -> bytes:
    """The workbook of a matrix as it is today, with its register number."""
    plan, of_roles, history = (
        writer.Sheet("权限分配方案", _plan_columns(), _plan(matrix)),
        writer.Sheet("角色", _columns("角色", "职责", "始终遮盖", "只看本小区", "有期限"), _roles()),
        writer.Sheet(
            "变更记录",
            _columns("时间", "变更人", "角色", "操作", "台账", "原来", "现在", "原因"),
            [
                (
                    one.at,
                    one.who,
                    one.role,
                    one.action,
                    words.ledger(one.ledger),
                    one.was,
                    one.now,
                    one.reason,
                )
                for one in changed
            ],
        ),
    )
    about = writer.Sheet("说明", _columns("项目", "内容"), _about(committee))
    return writer.workbook_of([plan, of_roles, history, about], in_memory=True, stamp=stamp)


def _plan_columns() -> list[SheetColumn]:
    return _columns("操作", "台账", *(role.label for role in roles.ALL))


def _plan(matrix: Matrix) -> Iterator[Row]:
    for action in permissions.ACTIONS:
        for ledger in permissions.LEDGERS if action.by_ledger else ("",):
            cells = [Cell(role.code, action.name, ledger) for role in roles.ALL]
            told = [worded(cell, matrix.get(cell)) for cell in cells]
            yield (action.label, words.ledger(ledger) if ledger else "不分台账", *told)


def _roles() -> Iterator[Row]:
    for role in roles.ALL:
        yield (role.label, role.duty, *("是" if so else "否" for so in (role.is_masked, role.own_area, role.ends)))


def _about(committee: str) -> list[Row]:
    return [
        ("居委会", committee),
        ("生成日期", clock.today().isoformat()),
        ("级别", "一级公开，二级一般，三级敏感（证件、电话、住址等），四级高度敏感（健康、重点人群等）"),
        ("查看", "到二级：列表直接显示二级内容；到一级：姓名等也遮盖。三级、四级在列表里始终遮盖"),
        ("看遮盖的内容", "逐项查看，四级须写原因，每次都记入日志"),
        ("不可放开", "物业和委托机构始终看不到三级、四级内容；审计员不改台账；日志只给审计员看"),
    ]


def _columns(*headings: str) -> list[SheetColumn]:
    return [SheetColumn(heading, width=20) for heading in headings]
