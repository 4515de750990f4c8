"""Every expected error has a sentence for people and an exit code for scripts."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import messages, words
from app.message_texts import (
    accounts,
    activities,
    acts,
    asked,
    attachments,
    backups,
    orders,
    packages,
    release,
    rights,
    sheets,
    stores,
    syncing,
    topics,
)
from ledger.errors import ChangedBeneath, FieldsRefused, LedgerError, RecordNotFound

ROOT = Path(__file__).parents[2]
ROOMS = ("ledger", "storage", "sync", "app")
DOCUMENTED = {1, 2, 3, 4, 5, 6, 7, 8, 9, 20, 21, 22, 30, 31, 32, 33, 40, 43, 130}
NEVER_SAID = ("数据库", "异常", "同步冲突", "Traceback", "Error", "None", "{", "}")


def _modules() -> Iterator[str]:
    for room in ROOMS:
        package = importlib.import_module(room)
        for found in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not found.name.endswith("_windows"):
                yield found.name


def _errors() -> set[type[LedgerError]]:
    for name in _modules():
        importlib.import_module(name)
    found: set[type[LedgerError]] = set()
    waiting: list[type[LedgerError]] = [LedgerError]
    while waiting:
        for child in waiting.pop().__subclasses__():
            if child.__module__.partition(".")[0] in ROOMS and child not in found:
                found.add(child)
                waiting.append(child)
    return found


def test_every_expected_error_has_its_own_text_and_a_documented_code() -> None:
    errors = _errors()
    assert len(errors) > 40
    for kind in errors:
        assert kind.__name__ in messages.TEXTS, f"{kind.__module__}.{kind.__name__}"
        assert messages.TEXTS[kind.__name__].code in DOCUMENTED, kind.__name__
        assert kind.retry in ("now", "later", "never")


def test_no_error_is_worded_twice() -> None:
    every = [*accounts.TEXTS, *acts.TEXTS, *asked.TEXTS, *rights.TEXTS, *stores.TEXTS, *sheets.TEXTS, *syncing.TEXTS]
    assert len(every) == len(set(every))
    assert set(every) < set(messages.TEXTS)


def test_no_text_speaks_of_what_people_do_not_know() -> None:
    for name, told in messages.TEXTS.items():
        if isinstance(told.text, str):
            said = told.text.format_map(messages._Facts({"ledger": "person", "referrer": "residence"}))
            assert len(said) > 10, name
            for word in NEVER_SAID:
                assert word not in said, name
            assert said.endswith(("。", "、", "商户。")), name


COMMAND_LINE_ONLY = {
    "ErrorsNotXlsx", "ErrorsOverSource", "MappingFileRefused", "SecretFileUnreadable", "SecretMissing", "WrongUsage"
}  # fmt: skip


def test_a_window_names_no_command_and_no_option() -> None:
    wordings = [
        activities,
        accounts,
        attachments,
        backups,
        packages,
        sheets,
        stores,
        asked,
        acts,
        rights,
        release,
        syncing,
        orders,
        topics,
    ]
    for name, told in messages.TEXTS.items():
        text = told.window or told.text
        if name in COMMAND_LINE_ONLY:
            continue
        if callable(text):
            module = next(one for one in wordings if one.__name__ == text.__module__)
            text = inspect.getsource(getattr(module, text.__name__))
        assert not re.search(r"linongctl|(?<![A-Za-z0-9])--[a-z]", text), name
    assert messages.window_message_for(RecordNotFound("dwelling")) == (
        "没有找到要的房屋，可能已被删除。没有做任何事。请刷新后再看。"
    )


def test_a_message_is_made_of_facts_in_the_offices_words() -> None:
    assert messages.message_for(RecordNotFound("dwelling")).startswith("没有找到要的房屋")
    changed = ChangedBeneath("person", ("phone",), user="li", at="2026-11-21T01:30:00.000Z")
    assert messages.message_for(changed).startswith("联系电话已被 li 在 2026-11-21 09:30 改过")
    refused = FieldsRefused("person", (("id_no", "checksum"), ("name", "required")))
    said = messages.message_for(refused)
    assert "证件号码：最后一位校验码对不上" in said
    assert "姓名：必须填写" in said
    assert messages.exit_code_for(refused) == 2
    assert messages.details_for(refused) == {
        "fields": [{"field": "id_no", "rule": "checksum"}, {"field": "name", "rule": "required"}]
    }


def test_an_error_without_a_text_of_its_own_takes_its_parents() -> None:
    class Odder(RecordNotFound):
        """Only here."""

    assert messages.exit_code_for(Odder("person")) == 4
    assert Odder.__name__ not in messages.TEXTS


def _rules_named_in_code() -> set[str]:
    found = set()
    for room in ("ledger", "app/importing"):
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                if is_call and node.func.id in ("Broken", "Problem"):
                    at = 0 if node.func.id == "Broken" else 1
                    if len(node.args) > at and isinstance(node.args[at], ast.Constant):
                        found.add(str(node.args[at].value))
    return found


def test_every_rule_of_the_readers_has_words() -> None:
    rules = _rules_named_in_code()
    assert {"checksum", "precision_lost", "unknown_compound"} <= rules
    for rule in rules:
        assert re.search(r"[\u4e00-\u9fff]", words.rule(rule)), rule


@pytest.mark.parametrize(("name", "said"), [("not a date", "不是日期"), ("disagrees with id_no", "和证件号码不符")])
def test_rules_are_found_with_blanks_as_imports_write_them(name: str, said: str) -> None:
    assert words.rule(name) == said


def test_fields_are_named_by_their_label_whatever_the_ledger() -> None:
    assert words.any_field("id_no") == "证件号码"
    assert words.any_field("building_no") == "楼栋号"
    assert words.any_field("unheard_of") == "unheard_of"
