"""The pages in docs/ say what the program does: generated parts are current, and what they name is there."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import messages, words
from app.commands import grammar
from app.stores.settings import ALL as SETTINGS
from cloud.routes import ROUTES
from installer import data_model
from ledger import catalog
from storage import schema

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md"])
ROOMS = ("ledger", "storage", "sync", "app", "ui", "cloud", "resources", "installer", "benchmarks", "tests")
SOURCES = sorted(
    path
    for path in (ROOT / "dev.py", *(path for room in ROOMS for path in (ROOT / room).rglob("*.py")))
    if "__pycache__" not in path.parts
)

_REFERENCE = re.compile(r"docs/([\w./-]+?\.md)(?:,\s+(?:#\s+)?([\w ]+?)(?=[).,;:]|\s*$))?", re.MULTILINE)
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)
_RULE = re.compile(r"^[a-z][a-z0-9]*(?:[ _][a-z0-9]+)*$")


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _headings(path: Path) -> set[str]:
    return {found.strip().casefold() for found in _HEADING.findall(_text(path))}


def _anchor(heading: str) -> str:
    """The anchor that a heading gets on the web: small letters, blanks as dashes, marks left out."""
    return re.sub(r"[^\w\- ]", "", heading.strip().casefold()).replace(" ", "-")


def _prose(path: Path) -> str:
    """A page without its blocks of code."""
    return re.sub(r"^```.*?^```", "", _text(path), flags=re.MULTILINE | re.DOTALL)


def _section(page: Path, title: str) -> str:
    """What stands between a heading and the next one of its level or above."""
    found = re.search(rf"^(#+) {re.escape(title)}$\n(.*?)(?=^#{{1,6}} |\Z)", _text(page), re.MULTILINE | re.DOTALL)
    assert found, f"{page.name} has no section {title}"
    return found[2]


# -- references from the code, and links between pages


def _references() -> Iterator[tuple[Path, str, str]]:
    for path in SOURCES:
        if path == Path(__file__):
            continue
        for page, section in _REFERENCE.findall(re.sub(r"\s*\n\s*#?\s*", " ", _text(path))):
            yield path, page, section.strip()


def test_the_code_refers_to_pages() -> None:
    assert {"sync_protocol.md", "data_model.md"} <= {page for _, page, _ in _references()}


def test_every_page_that_the_code_refers_to_is_there_with_its_section() -> None:
    for path, page, section in _references():
        where = f"{path.relative_to(ROOT)}: docs/{page}"
        assert (DOCS / page).is_file(), where
        if section.startswith("invariant "):
            assert f"| {section.removeprefix('invariant ')} |" in _text(DOCS / page), where
        elif section:
            assert section.casefold() in _headings(DOCS / page), f"{where}, {section}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(_prose(page)):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        if anchor:
            assert anchor in {_anchor(heading) for heading in _HEADING.findall(_text(target))}, link


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_that_a_page_names_are_there(page: Path) -> None:
    names = {path.name for path in SOURCES}
    for word in _CODE.findall(_prose(page)):
        if re.fullmatch(r"(?:[\w.]+/)+[\w.]*", word) and word.split("/")[0] in (*ROOMS, "docs"):
            assert (ROOT / word).exists(), word
        elif re.fullmatch(r"[a-z_0-9]+\.py", word):
            assert word in names, word


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_that_a_page_names_are_there(page: Path) -> None:
    for module, name in re.findall(r"`([\w/]+\.py)` `([A-Za-z_][\w.]*)`", _prose(page)):
        found = [path for path in SOURCES if path == ROOT / module or path.name == module]
        last = name.rpartition(".")[2]
        pattern = rf"^\s*(?:def|class) {last}\b|^{last}\b.*="
        assert any(re.search(pattern, _text(path), re.MULTILINE) for path in found), f"{module} {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_page_names_no_place_of_one_machine(page: Path) -> None:
    bare = re.sub(r"`~/[^`]*`", "", _text(page))
    assert not re.search(r"(?<![\w~.])/(?:home|root|tmp|usr|work|opt|mnt|Users)/", bare)
    assert not re.search(r"[A-Z]:\\", bare)


# -- the data model


def test_the_field_tables_are_current() -> None:
    assert _text(data_model.PAGE) == data_model.page(_text(data_model.PAGE)), "python3 -m installer.data_model"


def _first_codes(section: str) -> set[str]:
    """The words in code marks of a table's first column."""
    rows = (line.split("|")[1] for line in section.splitlines() if line.startswith("|"))
    return {word for row in rows for word in _CODE.findall(row)}


def _said_in_code(pattern: str, folders: tuple[str, ...]) -> set[str]:
    paths = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in folders]
    return {found.replace("_", " ") for path in paths for found in re.findall(pattern, _text(path))}


_OF_FORMS_AND_FILTERS = {
    "already there",
    "ambiguous reference",
    "before start",
    "before visit",
    "not reviewed",
    "of another building",
    "of another dwelling",
    "only equal",
    "no text",
    "outside number",
    "past",
    "person or home",
    "unknown reference",
}


def test_every_rule_of_an_import_is_explained() -> None:
    raised = _said_in_code(r'\bBroken\(\s*"([a-z0-9_]+)"', ("ledger",))
    raised |= {rule.replace("_", " ") for rule in words.RULES} - _OF_FORMS_AND_FILTERS
    told = _first_codes(_section(DOCS / "data_model.md", "Import issues"))
    assert raised <= {rule.replace("_", " ") for rule in told}
    assert {rule for rule in told if not _RULE.match(rule)} == set()


def test_the_rules_of_forms_and_filters_are_named() -> None:
    section = _section(DOCS / "data_model.md", "Import issues")
    assert {rule for rule in _OF_FORMS_AND_FILTERS if f"`{rule}`" not in section} == set()


def test_every_hint_of_an_import_is_explained() -> None:
    told = _first_codes(_section(DOCS / "data_model.md", "Hints"))
    assert {hint.replace("_", " ") for hint in words.HINTS} <= told


def test_the_tables_of_the_store_are_named() -> None:
    page = _text(DOCS / "data_model.md") + _text(DOCS / "sync_protocol.md")
    tables = {match for sql in schema._SHARED_TABLES for match in re.findall(r"CREATE TABLE (\w+)", sql)}
    assert {name for name in tables if f"`{name}" not in page} == set()


def test_the_columns_of_an_operation_are_explained() -> None:
    sql = next(sql for sql in schema._SHARED_TABLES if "CREATE TABLE operation" in sql)
    columns = re.findall(r"(\w+) (?:INTEGER|BLOB|TEXT)", sql)
    assert set(columns) <= _first_codes(_section(DOCS / "sync_protocol.md", "Operations"))


# -- the cloud


def test_every_refusal_of_the_cloud_is_explained() -> None:
    sources = [_text(path) for path in SOURCES if path.is_relative_to(ROOT / "cloud")]
    raised = {code for text in sources for code in re.findall(r'Refusal\(\s*\d+,\s*f?"(\w+)', text)}
    told = _first_codes(_section(DOCS / "sync_protocol.md", "Refused calls"))
    assert raised
    assert {code for code in raised if not any(one.startswith(code) for one in told)} == set()


def test_every_call_of_the_cloud_is_named() -> None:
    page = _section(DOCS / "sync_protocol.md", "Calls")
    for route in ROUTES:
        path = route.path.removeprefix("/v1").replace("/ingest/{source}/{cid}/", "…/")
        assert path in page, route.name


# -- the command line


def _commands() -> dict[str, argparse.ArgumentParser]:
    parser = grammar.build()
    action = next(item for item in parser._actions if isinstance(item, argparse._SubParsersAction))
    return dict(action.choices)


def _options(parser: argparse.ArgumentParser) -> set[str]:
    return {name for item in parser._actions for name in item.option_strings if name.startswith("--")}


COMMON = {name for names, _ in grammar._COMMON for name in names} | {"--help"}


def _options_in(section: str) -> set[str]:
    return {found for word in _first_codes(section) for found in re.findall(r"--[a-z-]+", word)}


def test_the_common_options_are_all_explained() -> None:
    assert _options_in(_section(DOCS / "linongctl.md", "Options of every command")) == COMMON


@pytest.mark.parametrize("command", sorted(_commands()))
def test_the_options_of_a_command_are_all_explained(command: str) -> None:
    section = _section(DOCS / "linongctl.md", f"`{command}`")
    assert _options_in(section) == _options(_commands()[command]) - COMMON


@pytest.mark.parametrize("command", sorted(_commands()))
def test_help_of_a_command_names_its_options(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    from app import headless

    with pytest.raises(SystemExit) as ended:
        headless.main([command, "--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    explained = _options_in(_section(DOCS / "linongctl.md", f"`{command}`"))
    assert all(option in shown for option in explained | COMMON)


def test_the_readme_lists_every_command_and_exit_code() -> None:
    commands, codes = _section(ROOT / "README.md", "命令行 linongctl").split("| 退出码", 1)
    listed = re.findall(r"`([a-z-]+)(?: [^`]*)?`(?= ·| \|)", commands)
    assert sorted(listed) == sorted(_commands())
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", codes, re.MULTILINE)}
    assert told == {told.code for told in messages.TEXTS.values()} | {messages.DONE}
    for name, line in re.findall(r"`([a-z-]+)((?: [^`]*)?)`(?= ·| \|)", commands):
        assert set(re.findall(r"--[a-z-]+", line)) <= _options(_commands()[name]), name


def test_no_command_is_explained_that_is_not_there() -> None:
    sections = re.findall(r"^### `([a-z-]+)`$", _text(DOCS / "linongctl.md"), re.MULTILINE)
    assert sorted(sections) == sorted(_commands())


@pytest.mark.parametrize(
    ("page", "section"), [("linongctl.md", "Exit codes"), ("operating.md", "What to do for each exit code")]
)
def test_every_exit_code_is_explained(page: str, section: str) -> None:
    codes = {told.code for told in messages.TEXTS.values()} | {messages.DONE}
    told = {int(found) for found in re.findall(r"^\| (\d+) \|", _section(DOCS / page, section), re.MULTILINE)}
    assert told == codes


def test_the_ledgers_are_listed() -> None:
    page = _text(DOCS / "linongctl.md")
    assert all(f"`{ledger.name}`" in page for ledger in catalog.ALL)


def test_the_settings_that_operators_may_change_are_named() -> None:
    named = _text(DOCS / "operating.md")
    assert all(setting.key in named for setting in SETTINGS if setting.key.startswith("log_"))


# -- decisions


def test_decisions_are_numbered_without_a_gap_and_say_context_choice_and_cost() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    for page in pages:
        text = _text(page)
        assert text.startswith(f"# {int(page.name[:4])}. "), page.name
        assert all(part in text for part in ("**Context.**", "**Choice.**", "**Cost.**")), page.name


def test_every_module_of_the_store_is_in_the_architecture() -> None:
    page = _text(DOCS / "architecture.md")
    modules = {path.name for path in (ROOT / "storage").glob("*.py")} - {"__init__.py", "errors.py"}
    assert {name for name in modules if f"`{name}`" not in page} == set()
