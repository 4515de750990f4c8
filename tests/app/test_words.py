"""Every name that the code can hand to people has words, and no words stand for a name that nobody hands on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from app import checking, words
from app.backups import making, restoring
from app.importing import looking, people
from app.importing.rows import _TOLD_NOTES
from app.messages import message_for
from ledger import catalog
from storage import backup, backup_file, rekeying
from storage import restoring as unpacking
from storage.attachments.checking import FaultKind as AttachmentFault
from storage.checking import FaultKind
from storage.errors import BackupDamaged, CopyUnsound
from sync import blobs, pulling, pushing

ROOT = Path(__file__).resolve().parents[2]
ELSEWHERE = {"commands", "demo", "excel", "message_texts", "compliance"}
SOURCES = [
    *(ROOT / "ledger").glob("*.py"),
    *(path for path in (ROOT / "app").rglob("*.py") if path.parent.name not in ELSEWHERE),
]
# Where the name of a rule or hint stands: function or list, and the place among its arguments or in its tuple.
RULE_CALLS = {"Broken": 0, "Problem": 1, "issue": 3, "_missing": 2}
RULE_LISTS = {"bad": 2, "problems": 1, "found": 1}
HINT_CALLS = {"hint": 2, "_hint": 2}
HINT_LISTS = {"hints": 1}
RULE_MAKERS = ("fault_rule",)


def _texts(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may give; the test of a conditional is none of them."""
    if isinstance(node, ast.IfExp):
        yield from _texts(node.body)
        yield from _texts(node.orelse)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name) and node.id == "DISAGREES":
        yield "disagrees with id_no"


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _listed(node: ast.Call) -> str:
    """The list that a call appends to or extends."""
    if not (isinstance(node.func, ast.Attribute) and node.func.attr in ("append", "extend")):
        return ""
    of = node.func.value
    return of.attr if isinstance(of, ast.Attribute) else getattr(of, "id", "")


def _named(tree: ast.Module, calls: dict[str, int], lists: dict[str, int]) -> Iterator[str]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        place = calls.get(_called(node))
        if place is not None and len(node.args) > place:
            yield from _texts(node.args[place])
        place = lists.get(_listed(node))
        for one in node.args if place is not None else ():
            if isinstance(one, ast.Tuple) and place is not None and len(one.elts) > place:
                yield from _texts(one.elts[place])
            yield from _texts(one)


def _assigned(tree: ast.Module, name: str) -> Iterator[str]:
    """Texts that a variable may hold, lists of them included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            targets = node.targets[0].elts if isinstance(node.targets[0], ast.Tuple) else node.targets[:1]
            values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
            for target, value in zip(targets, values, strict=False):
                if isinstance(target, ast.Name) and target.id == name:
                    parts = value.elts if isinstance(value, ast.List) else [value]
                    for part in parts:
                        yield from _texts(part)


REFUSALS = ("FieldsRefused", "ValuesRefused")


def _refusals(tree: ast.Module) -> Iterator[str]:
    """Rules in `FieldsRefused(ledger, ((field, rule),))` or its child, and tuples (field, rule) of a comprehension."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in REFUSALS and isinstance(node.args[1], ast.Tuple):
            for pair in node.args[1].elts:
                if isinstance(pair, ast.Tuple):
                    yield from _texts(pair.elts[1])


def _made(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in RULE_MAKERS:
            for part in ast.walk(node):
                if isinstance(part, ast.Return) and part.value is not None:
                    yield from _texts(part.value)


def _plain(name: str) -> str:
    return name.replace(" ", "_")


@pytest.fixture(scope="module")
def trees() -> list[ast.Module]:
    return [ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES]


_OF_A_MOVE = ("COPYING", "VERIFYING", "SETTLING", "CLEARING")


def test_every_rule_has_words_and_every_word_its_rule(trees: list[ast.Module]) -> None:
    rules: set[str] = set()
    for tree in trees:
        rules.update(_named(tree, RULE_CALLS, RULE_LISTS), _assigned(tree, "rule"), _refusals(tree), _made(tree))
    assert {_plain(rule) for rule in rules} == words.RULES.keys()


def test_every_hint_has_words_and_every_word_its_hint(trees: list[ast.Module]) -> None:
    hints = set(_TOLD_NOTES)
    for tree in trees:
        hints.update(_named(tree, HINT_CALLS, HINT_LISTS), _assigned(tree, "hints"))
    assert {_plain(hint) for hint in hints} == words.HINTS.keys()


def test_every_doubt_phase_fault_and_skipped_sheet_has_words() -> None:
    assert {people.OTHER_NAME, people.OTHER_NUMBER, people.MAYBE_KNOWN} == words.DOUBTS.keys()
    assert {looking.HIDDEN, looking.NO_TABLE, looking.NOT_CHOSEN} == words.SKIPPED.keys()
    faults = {*get_args(FaultKind), *get_args(AttachmentFault), checking.VIEW}
    assert faults == words.FAULTS.keys() == checking._PART_OF.keys()
    assert set(checking._PART_OF.values()) == words.CHECKED.keys()


def test_every_reported_phase_has_words(trees: list[ast.Module]) -> None:
    phases: set[str] = set()
    beside = [*(ROOT / "app" / "demo").glob("*.py"), ROOT / "storage" / "refreshing.py"]
    phases.update((backup.COPYING, backup.LOOKING, backup.PACKING, backup.READING_BACK, making.COPYING_AWAY))
    phases.update((unpacking.UNPACKING, restoring.SETTLING, rekeying.COPYING, rekeying.LOOKING, rekeying.SWITCHING))
    phases.update((pushing.PUSHING, pulling.PULLING, pulling.APPLYING, blobs.SENDING, blobs.FETCHING))
    for tree in [*trees, *(ast.parse(path.read_text(encoding="utf-8")) for path in beside)]:
        phases.update(_named(tree, {"report": 2}, {}))
        for name in ("PHASE", "_COLLECTING", "_EXPORTING", "_SORTING", "_INDEXING", *_OF_A_MOVE):
            phases.update(_assigned(tree, name))
    assert phases == words.PHASES.keys()


def test_words_are_chinese_and_never_name_the_machinery() -> None:
    never = ("同步冲突", "本地", "远端", "数据库", "异常", "无效", "字段", "索引")
    tables = (words.RULES, words.HINTS, words.DOUBTS, words.PHASES, words.FAULTS, words.CHECKED, words.HOW)
    for table in tables:
        for name, text in table.items():
            assert any("一" <= sign <= "鿿" for sign in text), name
            assert not any(word in text for word in never), (name, text)


def test_a_fault_names_its_field_by_the_label() -> None:
    name = catalog.named("person").field("name")
    assert words.fault_place("person", "name_sort") == name.label
    assert words.fault_place("", "cipher") == "加密校验"


def test_where_a_backup_is_damaged_is_said_in_words() -> None:
    parts = {"end", backup_file.MANIFEST, backup_file.DATABASE, backup_file.KEYS}
    for what in parts | {"pages", "structure", "counts", "audit", "manifest"}:
        for error in (BackupDamaged(Path("备份"), what), CopyUnsound(what)):
            told = message_for(error)
            assert f"（{words.BACKUP_PARTS[what]}）" in told
            assert what not in told


def test_taking_back_is_no_import() -> None:
    assert words.phase("undoing") == "撤销改动"
