"""What may be written behind `linongctl`."""

from __future__ import annotations

import importlib
import inspect

import pytest

from app.commands import grammar

COMMON = ["--store", "DIR", "--user", "wang", "--password-file", "-", "--json"]


def test_common_options_stand_before_or_behind_the_command() -> None:
    before = grammar.parse([*COMMON, "list", "person", "--search", "wj"])
    behind = grammar.parse(["list", *COMMON, "person", "--search", "wj"])
    after = grammar.parse(["list", "person", "--search", "wj", *COMMON])
    assert vars(before) == vars(behind) == vars(after)
    assert (before.store, before.user, before.password_file, before.json) == ("DIR", "wang", "-", True)


def test_an_option_behind_the_command_wins_over_one_before_it() -> None:
    assert grammar.parse(["--store", "A", "check", "--store", "B"]).store == "B"


def test_without_common_options_their_defaults_stand() -> None:
    found = grammar.parse(["check"])
    assert (found.store, found.user, found.password_file, found.json) == (None, None, None, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nope"], "没有“nope”这个命令"),
        (["list"], "缺少：LEDGER"),
        (["init"], "缺少：--committee-code, --committee-name"),
        (["list", "person", "--limit", "many"], "--limit 的值不对，应当是整数"),
        (["list", "person", "--search"], "--search 后面要写内容"),
        (["list", "person", "extra"], "多出了不认识的内容：extra"),
        (["layout", "burn", "flat"], "save|list|remove 没有“burn”这一项"),
        (["form", "burn"], "list|remove 没有“burn”这一项"),
        (["mapping"], "缺少：list|remove"),
        (["list", "person", "--sear", "x"], "多出了不认识的内容：--sear x"),
        (["remove", "person", "1"], "缺少：--reason"),
    ],
)
def test_wrong_usage_is_told_in_chinese(words: list[str], said: str) -> None:
    with pytest.raises(grammar.WrongUsage) as caught:
        grammar.parse(words)
    assert caught.value.detail == said


def test_every_command_leads_to_a_function_of_two_arguments() -> None:
    commands = grammar.build()._subparsers._group_actions[0].choices
    assert {"init", "import", "import-undo", "export", "template", "list", "show", "add", "set", "remove"} <= set(
        commands
    )
    assert {"check", "demo", "password", "restore", "layout", "form", "mapping", "fill"} <= set(commands)
    for name, parser in commands.items():
        module, _, function = parser.get_default("handler").partition(":")
        command = getattr(importlib.import_module(f"app.commands.{module}"), function)
        assert list(inspect.signature(command).parameters) == ["chosen", "console"], name


def test_no_option_takes_a_password_on_the_command_line() -> None:
    for parser in grammar.build()._subparsers._group_actions[0].choices.values():
        for action in parser._actions:
            for option in action.option_strings:
                is_secret = any(word in option for word in ("password", "key", "secret"))
                assert not is_secret or option.endswith("-file"), option
