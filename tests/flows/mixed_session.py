"""A day at the office with planted people, as `test_planted_names` has it: `python -m tests.flows.mixed_session PART`.

`work` imports, edits, looks, exports, prints to PDF, records an incident, backs up, changes the data key, locks, and
dies with a list in its hands and a write half done. `after` opens what is left, restores, lets an approved export go.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path

from app import headless, logs
from app.compliance import checking
from app.crash_report import Vigil
from app.exports import layouts
from app.exports.printed_lists import list_of
from app.incidents import plan, recording
from app.incidents.plan import Contact
from app.incidents.recording import NewIncident
from app.jobs import SILENT
from app.records import browsing, editing, finding
from app.records.browsing import Order
from app.records.filters import Selection
from app.release import approvals, prints
from app.rights import revealing
from app.stores.session import Session
from app.watch.watching import Watching
from ledger import catalog, ids
from tests.colleagues import LI
from tests.flows.planted import PLANTED
from tests.flows.program import LOGIN, PASSWORD

PERSON = catalog.named("person")


def main() -> None:
    """Do one part in the folder that is named."""
    part, folder = sys.argv[1], Path(sys.argv[2])
    {"work": _work, "after": _after}[part](folder)


def _ctl(folder: Path, *words: str | Path, user: str = LOGIN, kept: str = "pw", store: str = "store") -> None:
    """Run a command in this process; it has to end well."""
    common = ["--store", str(folder / store), "--user", user, "--password-file", str(folder / "in" / kept)]
    code = headless.main([*common, *map(str, words)])
    if code:
        raise SystemExit(f"{words[0]}: {code}")


def _work(folder: Path) -> None:
    out, one = folder / "out", PLANTED[0]
    _ctl(folder, "import", folder / "in" / "居民.csv")
    _ctl(folder, "backup", "--second-folder", folder / "second")
    _ctl(folder, "set", "person", one.number, f"remark=住{one.address}")
    _ctl(folder, "list", "person", "--search", one.name)
    _ctl(folder, "show", "person", one.number, "--history")
    _ctl(folder, "mask", out / "脱敏.xlsx", "--purpose", "01", "--basis", "01")
    _ctl(folder, "audit", "export", out / "日志.csv", user=LI, kept="pw2")
    with Session.open(folder / "store", LOGIN, PASSWORD) as session:
        _look_and_edit(session)
        _print(session, out / "名单.pdf")
        _note(session)
        Watching(session).close()
    _ctl(folder, "backup")
    _ctl(folder, "drill")
    _ctl(folder, "rekey")
    _ctl(folder, "status", "--check-log")
    _ctl(folder, "support", out / "诊断包.zip")
    _crash(folder)


def _look_and_edit(session: Session) -> None:
    for one in PLANTED[:10]:
        (row,) = browsing.page(session, PERSON, Selection(search=one.number), Order(limit=1)).rows
        record = str(row["id"])
        revealing.reveal(session, PERSON, record, "id_no", f"核对{one.name}")
        editing.change(session, PERSON, record, {"phone": one.phone, "remark": f"{one.name} {one.address}"})
        finding.find(session, one.phone, SILENT)
    layouts.save(session, "person", "花名册", ["name", "sex"])
    assert session.seal()
    session.unlock(PASSWORD)


def _print(session: Session, path: Path) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.main import make_application
    from ui.printing.composing import compose
    from ui.printing.output import pdf
    from ui.printing.paper import Paper

    application = make_application()
    printout = list_of(session, PERSON, Selection(), ["name", "sex", "id_no", "phone", "residence_address"])
    composed = compose(printout, Paper(printout.is_wide))
    prints.save_pdf(session, printout, path, lambda mark: pdf(replace(composed, mark=mark)))
    application.quit()


def _note(session: Session) -> None:
    one = PLANTED[1]
    number = recording.note(
        session, NewIncident("leak", "usual", f"{one.name}的表丢了", scope=f"{one.phone} {one.address}")
    )
    recording.tell(session, number, f"{one.name}（{one.number}）已告知")
    plan.save(session, f"先找{one.name}", [Contact(one.name, "组长", one.phone)])
    checking.everything(session)


def _crash(folder: Path) -> None:
    """Die in the middle of a write, after a mistake of the program whose text names somebody."""
    session = Session.open(folder / "store", LOGIN, PASSWORD)
    Vigil(session.store.folder).begin()
    held = browsing.page(session, PERSON, Selection(), Order(limit=50)).rows
    one = PLANTED[2]
    logs.bug("bug", ValueError(f"{one.name} {one.number} {one.phone}"), name=one.name, phone=one.phone)
    with session.store.write(user=LOGIN, kind="add") as write:
        write.create(PERSON, [(ids.new_ids(1)[0], {"name": one.name, "remark": one.address, "population_type": "01"})])
        sys.stdout.write(f"{len(held)}\n")
        sys.stdout.flush()
        os.kill(os.getpid(), signal.SIGABRT)  # the trail of the interpreter is written, memory is not


def _after(folder: Path) -> None:
    out = folder / "out"
    _ctl(folder, "check")
    backup = max((folder / "second").glob("*.linongbak"))
    _ctl(folder, "restore", backup, "--look")
    _ctl(folder, "restore", backup, store="restored")
    words = ("export", "flat", out / "人房.xlsx", "--unmasked", "--reason", f"核对{PLANTED[3].name}")
    why = ("--purpose", "上报", "--basis", "法定职责")
    _ctl(folder, *words, *why, "--ask")
    with Session.open(folder / "store", LOGIN, PASSWORD) as session:
        (asked,) = approvals.waiting(session)
    _ctl(folder, "approval", "approve", str(asked.id), user=LI, kept="pw2")
    _ctl(folder, *words, *why, "--workbook-password-file", folder / "in" / "wb")
    _ctl(folder, "support", out / "诊断包2.zip")


if __name__ == "__main__":
    main()
