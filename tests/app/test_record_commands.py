"""`list` and `show` as text: of every ledger that there is, with what its definition says."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

from app.commands import grammar, records, work
from app.commands.console import Console
from app.stores.session import Session
from ledger import catalog, ids
from tests.committee import new_session
from tests.every_ledger import one_of_each


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Session, dict[str, bytes]]]:
    folder: Path = tmp_path_factory.mktemp("commands") / "store"
    with new_session(folder) as session:
        yield session, one_of_each(session)


@pytest.fixture(autouse=True)
def open_store(store: tuple[Session, dict[str, bytes]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "session", lambda *_: nullcontext(store[0]))


def _ran(*words: str) -> list[str]:
    out = io.StringIO()
    chosen = grammar.parse(list(words))
    command = {"list": records.list_records, "show": records.show}[chosen.command]
    assert command(chosen, Console(out, io.StringIO(), io.StringIO())) == 0
    return out.getvalue().splitlines()


@pytest.mark.parametrize("ledger", [one.name for one in catalog.EVERY])
def test_every_ledger_is_listed_and_shown_as_text(ledger: str, store: tuple[Session, dict[str, bytes]]) -> None:
    headings, _, row, total = _ran("list", ledger, "--all")
    assert headings.split()[0] in {item.label for item in catalog.named(ledger).fields}
    assert row.strip()
    assert "共 1 条" in total
    assert f"标识  {ids.to_text(store[1][ledger])}" in _ran("show", ledger, ids.to_text(store[1][ledger]), "--all")


def test_a_list_chooses_what_people_read() -> None:
    assert _ran("list", "campaign_check")[0].split() == [
        "年度核对",
        "房屋",
        "核对结果",
        "核对时间",
        "核对人",
        "变化说明",
    ]
    assert _ran("list", "muster_check")[0].split()[:3] == ["应急清点", "居民", "清点结果"]
    objection = _ran("list", "objection")[0]
    assert "异议状态" in objection
    assert "登记的内容" not in objection, "it stands behind a mask"
