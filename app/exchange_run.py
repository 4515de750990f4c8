"""`python3 dev.py run`, the exchange: two PCs of one committee and their cloud, all on this machine.

Starts the reference cloud with its embedded database, fills one PC from the demo workbooks, lets a second one join and
fetch everything, changes one person on both without a network, exchanges, shows what was changed in two places, settles
it, and proves that both hold the same. Everything goes through the same calls as the command line's; everybody is
invented. The cloud is a program of its own: it is started, never imported.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from app import checking, messages
from app.commands import console
from app.commands.console import Console
from app.demo import opening, workbooks
from app.importing import applying, planning
from app.importing.plan import ImportOptions
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from app.syncing import comparing, enrolling, questions, rounds, settling
from ledger import catalog
from ledger.errors import LedgerError
from sync.outcome import Outcome

_PLACE = Path(__file__).resolve().parents[1] / "build" / "exchange"
_COMMITTEE = ("310115012001", "银杏居委会（演示）")
_SHEETS = 2  # of the demo workbooks: the compounds, and who lives where
_LONGEST_START_S = 60
_PERSON = catalog.named("person")


class CloudNotStarted(LedgerError):
    """The reference cloud does not run on this machine; `why` is what it said."""

    def __init__(self, why: str) -> None:
        super().__init__("cloud not started")
        self.why = why


@dataclass(frozen=True, slots=True)
class _Pc:
    """One PC: what it is called and who works at it."""

    called: str
    session: Session
    screen: Console

    def exchange(self) -> Outcome:
        """Exchange, and say what went up and what came down."""
        outcome = rounds.sync(self.session)
        if outcome.trouble is not None:
            raise outcome.trouble
        up = f"上报 {outcome.pushed:,} 条"
        down = f"取回 {outcome.pulled:,} 条"
        asked = f"，{outcome.conflicts} 处两处都改了" if outcome.conflicts else ""
        _say(
            self.screen, f"  {self.called}：{up}（{_kb(outcome.bytes_up)}），{down}（{_kb(outcome.bytes_down)}）{asked}"
        )
        return outcome


def main() -> int:
    """Run the demonstration; answers the exit code."""
    screen = console.standard(as_json=False)
    try:
        _demonstrate(screen)
    except LedgerError as error:
        screen.refuse(messages.exit_code_for(error), type(error).__name__, messages.message_for(error))
        return messages.exit_code_for(error)
    except KeyboardInterrupt:
        screen.note("已取消。")
        return messages.CANCELLED
    return messages.DONE


def _demonstrate(screen: Console) -> None:
    shutil.rmtree(_PLACE, ignore_errors=True)
    _PLACE.mkdir(parents=True)
    with ExitStack() as stack:
        _head(screen, 1, "启动上级平台（参考实现，自带数据库）")
        url = stack.enter_context(_cloud(_PLACE / "cloud"))
        _say(screen, f"  {url}")
        first = _pc(stack, screen, "甲电脑", ("zhangmin", "张敏"))
        _import(first)
        second = _pc(stack, screen, "乙电脑", ("liwei", "李伟"))
        _head(screen, 2, "两台电脑加入，甲上报，乙取回")
        for pc in (first, second):
            enrolling.enrol(pc.session, url, _admin("enrol-code", _COMMITTEE[0]))
            pc.exchange()
        _conflict(screen, first, second)
        _head(screen, 5, "两台电脑是否一样")
        _prove(screen, first, second)


def _import(pc: _Pc) -> None:
    rows = 0
    for path in workbooks.copy_to(_PLACE / "表格")[:_SHEETS]:
        plan = planning.plan(pc.session, path, ImportOptions())
        applying.apply(pc.session, plan)
        rows += len(plan.rows)
    _say(pc.screen, f"  {pc.called} 导入 {rows:,} 行")


def _conflict(screen: Console, first: _Pc, second: _Pc) -> None:
    """The same person is changed on both while neither reaches the cloud."""
    _head(screen, 3, "断网时，两台电脑都改了同一个人")
    shown = browsing.page(first.session, _PERSON, Selection(), Order(limit=1)).rows[0]
    person = str(shown["id"])
    for pc, changes in (
        (first, {"name": "张建国", "phone": "13800000001"}),
        (second, {"name": "张建华", "employer": "银杏小学"}),
    ):
        editing.change(pc.session, _PERSON, person, changes)
        _say(screen, f"  {pc.called} {pc.session.login}：" + "，".join(_told(changes)))
    first.exchange()
    second.exchange()
    _head(screen, 4, "两处都改了：先上报的暂时保留，由人决定")
    for one in questions.open_questions(second.session):
        _say(screen, *_question(one))
        settling.settle(second.session, one.id, "mine")
        _say(screen, f"  {second.called}选了“我的”。其余各项没有冲突，两边的修改都已保留。")
    for pc in (second, first):
        pc.exchange()


def _question(one: questions.Question) -> Iterator[str]:
    told = one.as_json()
    before = told["before"]
    yield f"  {one.title}：原来 {_values(before)}"
    for side, called in (("mine", "我的"), ("theirs", "对方")):
        said = told[side]
        if isinstance(said, dict):
            yield f"    {called}（{said['name'] or said['user']}，{said['at']}）：{_values(said['values'])}"


def _values(values: object) -> str:
    return "、".join(str(one) for one in values.values()) if isinstance(values, dict) else ""


def _told(changes: dict[str, str]) -> Iterator[str]:
    return (f"{_PERSON.field(name).label}改为 {value}" for name, value in changes.items())


def _prove(screen: Console, first: _Pc, second: _Pc) -> None:
    digests = [comparing.digest(pc.session) for pc in (first, second)]
    for name, (count, mixed) in digests[0].items():
        if count:
            mark = "一样" if digests[1][name] == (count, mixed) else "不一样"
            _say(screen, f"  {name:<12} {count:>6,}  {mixed}  {mark}")
    sound = all(checking.check(pc.session).is_sound for pc in (first, second))
    if digests[0] != digests[1] or not sound:
        raise StoresDiffer
    _say(screen, "两台电脑完全一样，台账完好。")


class StoresDiffer(LedgerError):
    """Two PCs that exchanged everything do not hold the same."""


# -- the parts


def _pc(stack: ExitStack, screen: Console, called: str, account: tuple[str, str]) -> _Pc:
    folder = _PLACE / account[0]
    session, _ = Session.create(folder, committee=_COMMITTEE, account=account, password=opening.new_password())
    return _Pc(called, stack.enter_context(session), screen)


@contextmanager
def _cloud(folder: Path) -> Iterator[str]:
    """The reference cloud, until the `with` block ends; answers its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    _admin("committee", *_COMMITTEE)
    command = [*_LINONG_CLOUD, "serve", "--data", str(folder), "--port", str(port)]
    serving = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")  # noqa: S603
    try:
        ready = serving.stdout.readline() if serving.stdout else ""
        if "http" not in ready:
            raise CloudNotStarted(ready.strip())
        yield f"http://127.0.0.1:{port}"
    finally:
        serving.terminate()
        serving.wait(_LONGEST_START_S)


def _admin(*words: str) -> str:
    """What an operator does at the cloud; answers what it said."""
    command = [*_LINONG_CLOUD, "admin", *words, "--data", str(_PLACE / "cloud")]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=_LONGEST_START_S)  # noqa: S603
    if done.returncode:
        raise CloudNotStarted(done.stderr.strip())
    return done.stdout.strip()


_LINONG_CLOUD: Sequence[str] = (sys.executable, "-X", "utf8", "-m", "cloud")


def _head(screen: Console, number: int, text: str) -> None:
    _say(screen, "", f"{'①②③④⑤⑥⑦⑧⑨'[number - 1]} {text}")


def _say(screen: Console, *lines: str) -> None:
    screen.out.writelines(line + "\n" for line in lines)
    screen.out.flush()


def _kb(size_bytes: int) -> str:
    return f"{size_bytes / 1024:,.0f} KB"


if __name__ == "__main__":
    sys.exit(main())
