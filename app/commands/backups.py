"""`backup`, `restore FILE`, `drill`, `rekey`, `schedule`."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from app import words
from app.auditing import archiving
from app.backups import drilling, making, rekeying, restoring, shelf
from app.backups.restoring import Proof
from app.commands import work
from app.commands.console import Console
from app.commands.grammar import WrongUsage
from app.schedule import installing, nightly, unattended, units
from app.stores import paths
from app.stores.session import Session
from app.stores.settings import Settings
from ledger import clock
from storage.backup_file import Manifest

_NO_FOLDER = "-"
_UNSOUND = 9


def backup(chosen: argparse.Namespace, console: Console) -> int:
    """Make a backup, at FILE or among the store's own."""
    with _opened(chosen, console) as session:
        if chosen.second_folder is not None:
            _set_second_folder(session, chosen.second_folder)
        if chosen.scheduled:
            made = making.make_daily(session, console.watch())
            archived = archiving.archive_due(session)
            if archived is not None:
                console.note(f"已归档 {archived.entries:,} 条旧日志：{archived.path.name}")
        else:
            to = Path(chosen.file).expanduser().absolute() if chosen.file else None
            made = making.make(session, console.watch(), to=to)
    if made is None:
        console.give({"path": None, "made_at": None}, lambda: ("今天已经有备份，没有再做。",))
        return 0
    answer = {"path": str(made.path), "size": made.size_bytes, "verified": True, "second": made.second or None}
    answer |= _facts(made.manifest)
    console.give(answer, lambda: _made_lines(made))
    return 0


def restore(chosen: argparse.Namespace, console: Console) -> int:
    """Show what a backup holds and restore it; behind LEDGER ID it is a record that comes back."""
    if chosen.id is not None:
        from app.commands import records

        return records.restore(chosen, console)
    path = Path(chosen.ledger).expanduser().absolute()
    manifest = restoring.look(path)
    if chosen.look:
        console.give({"path": str(path)} | _facts(manifest), lambda: _content_lines(manifest))
        return 0
    for line in _content_lines(manifest):
        console.note(line)
    folder = paths.store_folder(chosen.store)
    proof = _proof(chosen, console, folder)
    restored = _restored(chosen, console, path, folder, proof)
    aside = str(restored.aside) if restored.aside else None
    answer = {"store": str(restored.folder), "kept_aside": aside} | _facts(manifest)
    console.give(answer, lambda: _restored_lines(restored))
    return 0


def drill(chosen: argparse.Namespace, console: Console) -> int:
    """Try a backup out; a fault of it is exit code 9."""
    path = Path(chosen.backup).expanduser().absolute() if chosen.backup else None
    key = ""
    if chosen.recovery_key_file is not None:
        key = console.secret(chosen.recovery_key_file, "recovery_key", "恢复密钥：")
    with work.session(chosen, console) as session:
        held = drilling.drill(session, console.watch(), backup=path, recovery_key=key)
    steps = [{"step": one.name, "ok": not one.fault, "seconds": round(one.seconds, 2)} for one in held.steps]
    answer: dict[str, object] = {"ok": held.is_good, "backup": str(held.backup), "steps": steps}
    answer |= {"made_at": held.manifest.made_at, "records": held.records, "report": str(held.report)}
    console.give(answer, lambda: drilling.lines(session.store.committee_name, held))
    return 0 if held.is_good else _UNSOUND


def rekey(chosen: argparse.Namespace, console: Console) -> int:
    """Change the keys, after a backup, and show the new recovery key once."""
    with work.session(chosen, console) as session:
        done = rekeying.rekey(session, console.watch())
    answer: dict[str, object] = {"rekeyed": True, "seconds": round(done.seconds, 2)}
    answer |= {"recovery_key": done.recovery_key, "unattended_ended": list(done.unattended)}
    console.give(answer, lambda: _rekeyed_lines(done))
    return 0


def schedule(chosen: argparse.Namespace, console: Console) -> int:
    """Install, show or remove the nightly run."""
    folder = paths.store_folder(chosen.store)
    if not units.is_time(chosen.at):
        raise WrongUsage("--at 要写成 22:00 这样", chosen.command)
    if chosen.action == "install":
        with work.session(chosen, console) as session:
            nightly.plan(session, chosen.at, without_person=chosen.unattended)
    elif chosen.action == "remove":
        with work.session(chosen, console) as session:
            nightly.cancel(session)
    found, is_kept = installing.status(folder), unattended.is_kept(folder)
    answer: dict[str, object] = {"installed": found.is_installed, "kind": found.kind or None, "at": found.at or None}
    answer |= {
        "sync_at": found.sync_at or None,
        "active": found.is_active,
        "idle": found.idle or None,
        "key_kept": is_kept,
        "files": [str(path) for path in found.files],
    }
    if found.idle:
        console.note(words.SCHEDULE_IDLE[found.idle])
    console.give(answer, lambda: _schedule_lines(found, is_key_kept=is_kept))
    return 0


def _opened(chosen: argparse.Namespace, console: Console) -> AbstractContextManager[Session]:
    """The session of a person; of a scheduled run without a password the one that was allowed for it."""
    if not chosen.scheduled or chosen.password_file is not None:
        return work.session(chosen, console)
    folder = paths.store_folder(chosen.store)
    login = chosen.user or Settings(folder).text("last_user")
    if not login:
        raise WrongUsage("缺少：--user NAME", chosen.command)
    return unattended.open_session(folder, login)


def _set_second_folder(session: Session, named: str) -> None:
    session.settings[shelf.SECOND_FOLDER] = "" if named == _NO_FOLDER else str(Path(named).expanduser().absolute())
    session.settings.save()


def _proof(chosen: argparse.Namespace, console: Console, folder: Path) -> Proof:
    login = chosen.user or Settings(folder).text("last_user")
    if not login:
        raise WrongUsage("缺少：--user NAME", chosen.command)
    if chosen.recovery_key_file is not None:
        return Proof(login, recovery_key=console.secret(chosen.recovery_key_file, "recovery_key", "恢复密钥："))
    return Proof(login, console.secret(chosen.password_file, "account", f"备份时 {login} 的密码："))


def _restored(
    chosen: argparse.Namespace, console: Console, path: Path, folder: Path, proof: Proof
) -> restoring.Restored:
    new = ""
    if proof.recovery_key and chosen.new_password_file is not None:
        new = console.secret(chosen.new_password_file, "new", "新密码：")
    work_on = restoring.restore_over if chosen.replace else restoring.restore_to
    restored = work_on(path, folder, proof, console.watch())
    if new:
        Session.open_with_recovery_key(restored.folder, proof.login, proof.recovery_key, new).close()
    return restored


def _facts(manifest: Manifest) -> dict[str, object]:
    facts: dict[str, object] = {"made_at": manifest.made_at, "why": manifest.why, "records": dict(manifest.records)}
    return facts | {"committee_code": manifest.committee_code, "committee_name": manifest.committee_name}


def _made_lines(made: making.Made) -> Iterator[str]:
    yield f"备份已写好并核对：{made.path}（{words.megabytes(made.size_bytes)}）"
    if made.second == "copied":
        yield "另一份已存到第二个位置。"
    elif made.second == "unreachable":
        yield "第二个位置现在用不了，只存了这一份。"


def _content_lines(manifest: Manifest) -> Iterator[str]:
    yield f"{manifest.committee_name}（{manifest.committee_code}）"
    yield f"备份时间：{clock.local_text(manifest.made_at)}（{words.BACKUP_WHY[manifest.why]}）"
    counts = "，".join(f"{words.ledger(name)} {count:,}" for name, count in manifest.records.items() if count)
    yield f"内容：{counts or '还没有内容'}"


def _restored_lines(restored: restoring.Restored) -> Iterator[str]:
    yield f"已恢复到：{restored.folder}"
    if restored.aside:
        yield f"原来的台账保存在：{restored.aside}"
    yield "请用备份那天的密码登录。"


def _rekeyed_lines(done: rekeying.Rekeyed) -> Iterator[str]:
    yield f"密钥已更换（{done.seconds:.1f} 秒）。各账号的密码照旧。"
    if done.unattended:
        yield "无人时的自动备份已停：要继续请重新运行 linongctl schedule install --unattended。"
    yield ""
    yield "新的恢复密钥（只显示这一次，请打印后锁好；以前的只能打开以前的备份）："
    yield ""
    yield f"    {done.recovery_key}"


def _schedule_lines(found: installing.Schedule, *, is_key_kept: bool) -> Iterator[str]:
    if not found.is_installed:
        yield "没有安排每晚备份。"
        return
    yield f"每晚 {found.at} 自动备份，错过的在下次开机后补做。"
    if found.sync_at:
        yield f"每晚 {found.sync_at} 自动上报。"
    if not is_key_kept:
        yield "没有把密钥放进本机密钥库：没人登录里弄时不能备份，由窗口打开时补做。要允许请加 --unattended 重新安装。"
