"""`python3 dev.py run`: the main job on a demo committee, from messy workbooks to an encrypted ledger and back.

Makes a new encrypted store, imports the demo workbooks one after another, says what was new, changed and refused and
why, finds people, exports the flat 人房 sheet and says where everything lies. Everything goes through the same calls
as the command line's; everybody in the workbooks is invented.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app import access, checking, messages, words
from app.commands import console
from app.commands.console import Console, table
from app.demo import opening, workbooks
from app.demo.opening import COMMITTEE, LOGIN, NAME, STORE
from app.importing import applying, planning
from app.importing.plan import ImportOptions, ImportPlan
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import catalog, kinds
from ledger.errors import LedgerError
from storage.errors import FolderRefused, ReadOnlyFolder

_QUERIES = (("拼音首字母", "person", "lj"), ("电话尾号", "person", "7072"), ("门牌", "dwelling", "1-302"))
_SHOWN = {
    "person": ("name", "sex", "age", "id_no", "phone", "residence_address"),
    "dwelling": ("full_address", "occupancy", "owner_name", "resident_count"),
}
_TO_TRY = ("list person --search 1-302", "show dwelling 银杏新村1号302室 --history", "list dwelling --on 2026-05-01")
_ISSUES_SHOWN, _CHANGES_SHOWN = 12, 6
_BESIDE = Path(__file__).resolve().parents[1] / "build" / "demo"


@dataclass(slots=True)
class _Run:
    """One demonstration: where it takes place and who tells of it."""

    folder: Path
    screen: Console
    is_terminal: bool

    def heading(self, number: int, text: str) -> None:
        """Begin a step."""
        mark = "①②③④⑤⑥⑦⑧⑨"[number - 1]
        self.say("", f"\x1b[1m{mark} {text}\x1b[0m" if self.is_terminal else f"{mark} {text}")

    def say(self, *lines: str) -> None:
        """Print lines."""
        self.screen.out.writelines(line + "\n" for line in lines)
        self.screen.out.flush()


def main() -> int:
    """Run the demonstration; answers the exit code."""
    screen = console.standard(as_json=False)
    try:
        try:
            _demonstrate(_Run(_beside_the_program(), screen, screen.out.isatty()))
        except (FolderRefused, ReadOnlyFolder, OSError):  # the checkout lies where no store may: on a share, perhaps
            _demonstrate(_Run(Path(tempfile.mkdtemp(prefix="linong-demo-")), screen, screen.out.isatty()))
    except LedgerError as error:
        screen.refuse(messages.exit_code_for(error), type(error).__name__, messages.message_for(error))
        return messages.exit_code_for(error)
    except KeyboardInterrupt:
        screen.note("已取消。")
        return messages.CANCELLED
    return messages.DONE


def _demonstrate(run: _Run) -> None:
    password, store = opening.new_password(), run.folder / STORE
    password_file = opening.keep_password(run.folder, password)
    run.heading(1, "新建加密台账")
    session, recovery_key = Session.create(store, committee=COMMITTEE, account=(LOGIN, NAME), password=password)
    with session:
        session.remember_login()
        run.say(f"{COMMITTEE[1]}，账号 {LOGIN}，文件夹 {store}", f"恢复密钥（打印后锁好）：{recovery_key}")
        run.heading(2, "导入居委会手里的表格")
        paths = workbooks.copy_to(run.folder / "表格")
        plans = [_import(run, session, path) for path in paths]
        run.heading(3, "改了什么，退回了什么，为什么")
        run.say(*_changes(plans), "", *_refusals(plans))
        run.heading(4, "找人")
        for how, ledger, typed in _QUERIES:
            run.say(f"{how}“{typed}”：", *_found(session, ledger, typed), "")
        run.heading(5, "导出人房总表")
        run.say(_export(run, session))
        run.heading(6, "检查台账")
        report = checking.check(session, run.screen.watch())
        run.say("台账完好。" if report.is_sound else "台账有损坏。")
    run.say("", "自己试试：", *_commands(store, password_file))


def _import(run: _Run, session: Session, path: Path) -> ImportPlan:
    run.say(path.name)
    ctx = run.screen.watch()
    plan = planning.plan(session, path, ImportOptions(), ctx)
    applying.apply(session, plan, ctx)
    run.say(*_counts(plan))
    return plan


def _counts(plan: ImportPlan) -> Iterator[str]:
    """What an import did, in a few short lines."""
    yield f"    {len(plan.rows):,} 行，退回 {plan.count('refused')} 行，存疑 {plan.count('doubtful')} 行"
    for verb, groups in (("新增", plan.creates), ("变更", plan.patches)):
        told = "，".join(f"{words.ledger(name)} {len(made):,}" for name, made in groups.items() if made)
        if told:
            yield f"    {verb}：{told}"
    yield f"    无变化：{sum(plan.unchanged.values()):,}"


def _changes(plans: Sequence[ImportPlan]) -> Iterator[str]:
    """Some of the values that a later sheet changed, one of each field, old and new behind their masks."""
    rows: dict[str, tuple[str, ...]] = {}
    for plan in plans:
        for ledger_name, patches in plan.patches.items():
            ledger = catalog.named(ledger_name)
            for _, old, new in patches:
                for name in new:
                    item = ledger.field(name)
                    if item.kind != "ref" and old.get(name) is not None:
                        texts = [kinds.as_text(item, values[name]) for values in (old, new)]
                        was, now = (str(access.shown(ledger, item, text)) for text in texts)
                        rows.setdefault(item.label, (plan.source, ledger.label, item.label, was, now))
    yield from table(("表格", "台账", "项目", "原来", "改为"), list(rows.values())[:_CHANGES_SHOWN])


def _refusals(plans: Sequence[ImportPlan]) -> Iterator[str]:
    rows = []
    for plan in plans:
        for issue in plan.issues:
            done = "整行退回" if issue.row_refused else "这一格没有导入"
            rows.append((plan.source, f"{issue.row}", issue.heading, words.rule(issue.rule), done))
    if rows:
        yield from table(("表格", "行", "列", "原因", "处理"), rows[:_ISSUES_SHOWN])
    if len(rows) > _ISSUES_SHOWN:
        yield f"……另有 {len(rows) - _ISSUES_SHOWN} 处。改好后再导入同一份表，只会进来这些行。"


def _found(session: Session, ledger_name: str, typed: str) -> list[str]:
    ledger, names = catalog.named(ledger_name), _SHOWN[ledger_name]
    listed = browsing.page(session, ledger, Selection(search=typed), Order(limit=4))
    cells = [[str(row.get(f"{name}_label", row.get(name)) or "") for name in names] for row in listed.rows]
    more = "+" if listed.total_is_floor else ""
    return [*table([ledger.field(name).label for name in names], cells), f"共 {listed.total}{more} 条"]


def _export(run: _Run, session: Session) -> str:
    from app.exports import exporting

    target = run.folder / "人房总表.xlsx"
    request = exporting.ExportRequest(ledger="flat", out_path=target)
    outcome = exporting.export(session, request, run.screen.watch())
    return f"{outcome.rows:,} 行已写到 {target}（{len(outcome.masked)} 列按规定打了星号）"


def _commands(store: Path, password_file: Path) -> Iterator[str]:
    installed = Path(sys.executable).with_name("linongctl")
    program = (
        str(_from_here(installed)) if installed.exists() else f"{_from_here(Path(sys.executable))} -m app.headless"
    )
    options = f"--store {_from_here(store)} --user {LOGIN} --password-file {_from_here(password_file)}"
    for rest in _TO_TRY:
        yield f"  {program} {options} {rest}"


def _from_here(path: Path) -> Path:
    """The path as short as it can be written from the working folder."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def _beside_the_program() -> Path:
    """A new folder for this run; what an earlier run left there goes."""
    shutil.rmtree(_BESIDE, ignore_errors=True)
    _BESIDE.mkdir(parents=True, exist_ok=True)
    return _BESIDE


if __name__ == "__main__":
    sys.exit(main())
