"""Every SQL text of a committee's request is parsed and stays with it: each table is asked by the committee's key."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlglot
from sqlglot import exp

from cloud.postgres import migrating, statements

ROOT = Path(__file__).resolve().parents[2]
TEXTS = {name: text for name, text in vars(statements).items() if name.isupper() and isinstance(text, str)}
SQL = re.compile(r"\s*(select|insert into|update|delete from|with|create|drop|alter|truncate|copy)\s", re.IGNORECASE)
MAY_SPEAK_SQL = {"cloud/postgres/statements.py", "cloud/postgres/whole.py"}


def parsed(text: str) -> exp.Expression:
    """The one statement of a text as psycopg takes it."""
    plain = re.sub(r"%\((\w+)\)s", r":\1", text).replace("%s", "?").replace("%%", "%")
    (found,) = sqlglot.parse(plain, dialect="postgres")
    assert found is not None
    return found


def strays(text: str) -> list[str]:
    """The tables that a statement touches without the committee's key."""
    statement = parsed(text)
    if isinstance(statement, exp.Insert):
        return [] if _inserts_key(statement) else ["insert"]
    return [table.alias_or_name for table in statement.find_all(exp.Table) if not _is_bound(table)]


def _inserts_key(statement: exp.Insert) -> bool:
    into, values = statement.this, statement.expression
    if not isinstance(into, exp.Schema) or not isinstance(values, exp.Values):
        return False
    names = [column.name for column in into.expressions]
    if "cid" not in names:
        return False
    conflict = statement.args.get("conflict")
    keys = [one.name for one in conflict.args.get("conflict_keys") or []] if conflict else ["cid"]
    given = (row.expressions[names.index("cid")] for row in values.expressions)
    return "cid" in keys and all(isinstance(one, exp.Placeholder) for one in given)


def _is_bound(table: exp.Table) -> bool:
    """Whether the select, update or delete that names a table compares its `cid` with the request's."""
    around = table.find_ancestor(exp.Select, exp.Update, exp.Delete)
    assert around is not None
    where = around.args.get("where")
    conditions = (
        list(where.this.flatten()) if where and isinstance(where.this, exp.And) else [where.this] if where else []
    )
    tables = list(around.find_all(exp.Table))
    return any(_is_key(one, table, alone=len(tables) == 1) for one in conditions)


def _is_key(condition: exp.Expression, table: exp.Table, *, alone: bool) -> bool:
    if not isinstance(condition, exp.EQ):
        return False
    column, value = condition.this, condition.expression
    if not (isinstance(column, exp.Column) and column.name == "cid" and isinstance(value, exp.Placeholder)):
        return False
    return value.name == "cid" and (column.table == table.alias_or_name or (alone and not column.table))


@pytest.mark.parametrize("name", TEXTS)
def test_a_statement_stays_with_its_committee(name: str) -> None:
    assert strays(TEXTS[name]) == []


@pytest.mark.parametrize("name", [name for name, text in TEXTS.items() if "insert into" in text and "(%s" in text])
def test_an_insert_of_several_rows_stays_with_its_committee(name: str) -> None:
    several = statements.of_rows(TEXTS[name], 3)
    assert len(parsed(several).expression.expressions) == 3
    assert several.count("%s") == 3 * TEXTS[name].count("%s")
    assert strays(several) == []


@pytest.mark.parametrize("name", TEXTS)
def test_a_statement_touches_only_tables_that_are_spread_by_committee(name: str) -> None:
    tables = {table.name for table in parsed(TEXTS[name]).find_all(exp.Table)}
    assert tables <= {*migrating.TABLES, "page"}


@pytest.mark.parametrize(
    "text",
    [
        "select 1 from rec",
        "select 1 from rec where id = %(cid)s",
        "select 1 from rec where cid = %(cid)s or id = %(id)s",
        "select 1 from rec where cid = 'x'",
        "select 1 from rec where cid <> %(cid)s",
        "select 1 from rec where cid = %(other)s",
        "select 1 from rec r join ref f on f.id = r.id where r.cid = %(cid)s",
        "select 1 from rec where cid = %(cid)s and id in (select id from ref)",
        "select 1 from (select id from rec) as page where cid = %(cid)s",
        "update head set seq = %(seq)s",
        "delete from rec where id = %(id)s",
        "insert into rec (id) values (%s)",
        "insert into rec (cid, id) values ('x', %s)",
        "insert into rec (cid, id) select cid, id from ref where cid = %(cid)s",
        "insert into rec (cid, id) values (%s, %s) on conflict (id) do nothing",
        "with a as (select * from rec) select * from a where cid = %(cid)s",
    ],
)
def test_a_statement_that_strays_is_found(text: str) -> None:
    assert strays(text)


def test_every_statement_is_used() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "cloud").rglob("*.py"))
    assert [name for name in TEXTS if f"statements.{name}" not in texts and texts.count(name) < 2] == []


def _texts(path: Path) -> Iterator[str]:
    """String constants of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        body = getattr(node, "body", [])
        if documented and body and isinstance(body[0], ast.Expr):
            body[0].value = ast.Constant(0)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_other_module_speaks_sql() -> None:
    found = [
        (path.relative_to(ROOT).as_posix(), text)
        for path in sorted((ROOT / "cloud").rglob("*.py"))
        for text in _texts(path)
        if SQL.match(text)
    ]
    assert {name for name, _ in found} == MAY_SPEAK_SQL


def test_tables_are_what_the_migrations_make() -> None:
    made = {name for _, text in migrating.steps() for name in re.findall(r"^create table (\w+)", text, re.MULTILINE)}
    assert made == set(migrating.TABLES)


@pytest.mark.parametrize("table", migrating.TABLES)
def test_every_key_begins_with_the_committee(table: str) -> None:
    text = next(text for _, text in migrating.steps() if f"create table {table} (" in text)
    body = text.partition(f"create table {table} (")[2].partition(");")[0]
    assert re.search(r"primary key \(cid\b", body)
    later = "".join(text for _, text in migrating.steps())
    keys = re.findall(r"unique \(([^)]*)\)", body)
    keys += re.findall(rf"index \w+ on {table} \(([^)]*)\)", later)
    keys += re.findall(rf"alter table {table} add constraint \w+ primary key \(([^)]*)\)", later)
    for columns in keys:
        assert columns.startswith("cid")


def test_a_key_that_a_later_step_makes_is_looked_at() -> None:
    later = "".join(text for _, text in migrating.steps())
    assert "ref" in re.findall(r"alter table (\w+) add constraint \w+ primary key \(cid, ", later)
