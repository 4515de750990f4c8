"""The command line `linong-cloud`: serve, bring the database up to date, and what an operator does.

Answers go to standard output, troubles in Chinese to standard error with an exit code of `told.py`. Every command takes
`--data`, the server's folder, or `--dsn`, a database elsewhere; LINONG_CLOUD_DSN is the same and not in process lists.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from cloud import admin_grammar, backing_up, operating, sweep_command, told
from cloud.data_folder import DataFolder, ServerKeys
from cloud.means import Means
from cloud.places import choosing
from cloud.places.memory import MemoryPlace
from cloud.postgres import migrating, moving
from cloud.postgres.store import PostgresStore
from cloud.reaching import DSN, Serving, database
from ledger import command_line
from ledger.command_line import WrongUsage
from ledger.errors import LedgerError

Command = Callable[[argparse.Namespace], None]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit code."""
    try:
        chosen = _chosen(argv)
        command: Command = chosen.command
        command(chosen)
    except LedgerError as error:
        command_line.give(sys.stderr, (told.text(error) + "\n",))
        return told.exit_code(error)
    except KeyboardInterrupt:
        return told.STOPPED
    finally:
        command_line.finish()
    return 0


def _chosen(argv: Sequence[str] | None) -> argparse.Namespace:
    """The command line taken apart; raises WrongUsage."""
    chosen = _parser().parse_args(argv)
    chosen.dsn = chosen.dsn or os.environ.get(DSN, "")
    if not chosen.data and not chosen.dsn:
        raise WrongUsage("--data 或 --dsn 要给一个")
    return chosen


def _within(least: int, most: int) -> Callable[[str], int]:
    """Read a number that has to lie between two."""

    def number(text: str) -> int:
        if text.isdecimal() and least <= int(text) <= most:
            return int(text)
        raise argparse.ArgumentTypeError(f"应为 {least} 到 {most} 的数字：{text}")

    return number


def _say(text: str) -> None:
    command_line.give(sys.stdout, (text + "\n",))


# -- commands


def _serve(chosen: argparse.Namespace) -> None:
    from cloud.serving import serve  # the web framework takes most of a second

    if not chosen.data:
        raise operating.DataFolderNeeded
    if chosen.blobs:
        os.environ[choosing.BLOBS] = chosen.blobs
    tls = chosen.tls_cert, chosen.tls_key
    serving = Serving(chosen.data, chosen.dsn, chosen.host, chosen.port, chosen.workers, *tls)
    serve(serving, lambda where: _say(f"linong-cloud 已就绪：{where}"))


def _migrate(chosen: argparse.Namespace) -> None:
    if chosen.dsn:
        version = migrating.migrate(chosen.dsn, citus=chosen.citus)
    else:
        with database(DataFolder(chosen.data), "") as dsn:
            version = migrating.migrate(dsn, citus=chosen.citus)
    _say(f"数据库版本：{version}")


def _committee(chosen: argparse.Namespace) -> None:
    with _means(chosen) as means:
        operating.add_committee(means, chosen.code, chosen.name)


def _committees(chosen: argparse.Namespace) -> None:
    with _means(chosen) as means:
        for cid, name in means.store.committees().items():
            _say(f"{cid}\t{name}")


def _enrol_code(chosen: argparse.Namespace) -> None:
    with _means(chosen) as means:
        _say(operating.enrol_code(means, chosen.code))


def _device_list(chosen: argparse.Namespace) -> None:
    with _means(chosen) as means:
        for one in operating.devices(means.store, chosen.code):
            _say("\t".join((one.id, told.STATES[one.state], one.app, one.last_seen, f"{one.gen}/{one.last_n}")))


def _device_state(chosen: argparse.Namespace) -> None:
    with _means(chosen) as means:
        operating.set_state(means, chosen.code, chosen.device, chosen.state)


def _highest(chosen: argparse.Namespace) -> None:
    with _means(chosen) as means:
        _say(json.dumps(operating.highest_numbers(means.store)))


def _restore_epoch(chosen: argparse.Namespace) -> None:
    highest = operating.read_highest(chosen.highest) if chosen.highest else {}
    with _means(chosen) as means:
        for one in operating.begin_histories(means, highest):
            _say_restored(one)


def _back_up(chosen: argparse.Namespace) -> None:
    backing_up.back_up(_own_folder(chosen), chosen.folder)


def _restore(chosen: argparse.Namespace) -> None:
    folder = _own_folder(chosen)
    keys = folder.keys()
    for one in backing_up.restore(
        folder, chosen.folder, chosen.highest, over=chosen.over, means_of=lambda store: Means(store, keys)
    ):
        _say_restored(one)


def _own_folder(chosen: argparse.Namespace) -> DataFolder:
    """The folder of an embedded database."""
    if chosen.dsn or not chosen.data:
        raise operating.DataFolderNeeded
    return DataFolder(chosen.data)


def _say_restored(one: operating.Restored) -> None:
    _say(f"{one.cid}\t{one.epoch}\t{one.restored_to}\t{one.goes_on_from}")


def _move_out(chosen: argparse.Namespace) -> None:
    with database(DataFolder(chosen.data) if chosen.data else None, chosen.dsn) as dsn:
        moving.move_out(dsn, chosen.code, chosen.file)


def _move_in(chosen: argparse.Namespace) -> None:
    with database(DataFolder(chosen.data) if chosen.data else None, chosen.dsn) as dsn:
        _say(moving.move_in(dsn, chosen.file))


def _reports(chosen: argparse.Namespace) -> None:
    with _means(chosen) as means, means.store.look(chosen.code) as look:
        for one in look.reports(chosen.most):
            _say(json.dumps({"device": one.device, "at": one.at, **one.told}, ensure_ascii=False))


@contextlib.contextmanager
def _means(chosen: argparse.Namespace) -> Iterator[Means]:
    """The database of the command, running, and the keys of its folder where there is one."""
    folder = DataFolder(chosen.data) if chosen.data else None
    with database(folder, chosen.dsn) as dsn:
        store = PostgresStore(dsn, connections=2)
        try:
            place = choosing.of_environment(folder.path) if folder else MemoryPlace()
            yield Means(store, folder.keys() if folder else ServerKeys.fresh(), place=place)
        finally:
            store.close()


# -- arguments


def _parser() -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = command_line.Parser(prog="linong-cloud", description="里弄上级平台")
    commands = parser.add_subparsers(required=True, title="命令", metavar="命令")
    _add_serve(commands)
    migrate = _add(commands, "migrate", _migrate, "把数据库升级到本版本")
    migrate.add_argument("--citus", action="store_true", help="并按居委会分布到 Citus 集群")
    _add_backups(commands)
    admin = commands.add_parser("admin", help="管理员的操作").add_subparsers(required=True, metavar="操作")
    committee = _add(admin, "committee", _committee, "添加居委会，或改名")
    committee.add_argument("code", metavar="CODE", help="12 位居委会代码")
    committee.add_argument("name", metavar="NAME")
    _add(admin, "committees", _committees, "列出居委会")
    _of_committee(_add(admin, "enrol-code", _enrol_code, "发一个一次性的接入码，24 小时内有效"))
    reports = _of_committee(_add(admin, "reports", _reports, "电脑上报的运行情况"))
    reports.add_argument("--most", type=int, default=90, metavar="N")
    _add_devices(admin)
    admin_grammar.add(admin, _add, _means, _say)
    sweep_command.add(admin, _add, _means, _say)
    out = _of_committee(_add(admin, "move-out", _move_out, "把居委会整个搬出到一个文件（不加密），本服务器不再保存"))
    out.add_argument("file", type=Path, metavar="FILE")
    _add(admin, "move-in", _move_in, "把搬来的居委会接进来").add_argument("file", type=Path, metavar="FILE")
    _add(admin, "highest", _highest, "每个居委会的最大序号，跟备份一起保存")
    restore = _add(admin, "restore-epoch", _restore_epoch, "数据库从备份恢复以后，开始新的历史")
    restore.add_argument("--highest", type=Path, metavar="FILE", help="最近一次 admin highest 的输出")
    return parser


def _add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = _add(commands, "serve", _serve, "启动服务")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=_within(0, 65535), default=8423, help="端口；不写是 8423")
    parser.add_argument("--workers", type=_within(1, 64), default=1, metavar="N", help="进程数")
    parser.add_argument(
        "--blobs", default="", help="附件放在哪里：文件夹的完整路径，或 s3://桶/前缀；不写放在数据文件夹"
    )
    parser.add_argument("--tls-cert", type=Path, metavar="FILE", help="服务器证书（PEM），不在本机监听时必须有")
    parser.add_argument("--tls-key", type=Path, metavar="FILE", help="证书的私钥（PEM）")


def _add_backups(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = _add(commands, "backup", _back_up, "备份自带的数据库和最大序号到一个新文件夹；不含密钥 keys.json")
    backup.add_argument("folder", type=Path, metavar="FOLDER")
    restore = _add(commands, "restore", _restore, "从备份恢复自带的数据库，并开始新的历史；服务要先停下")
    restore.add_argument("folder", type=Path, metavar="FOLDER")
    restore.add_argument("--highest", type=Path, action="append", default=[], metavar="FILE", help="更新的最大序号记录")
    restore.add_argument("--over", action="store_true", help="替换现有的全部内容")


def _add_devices(admin: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    devices = admin.add_parser("device", help="居委会的电脑").add_subparsers(required=True, metavar="操作")
    _of_committee(_add(devices, "list", _device_list, "列出电脑"))
    for name, state, said in (
        ("retire", "retired", "停用：7 天内还可以上报剩下的改动"),
        ("lost", "lost", "挂失：下次连接时清除本机数据"),
        ("restore", "active", "恢复使用"),
    ):
        one = _of_committee(_add(devices, name, _device_state, said))
        one.add_argument("device", metavar="DEVICE")
        one.set_defaults(state=state)


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, command: Command, said: str
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=said, description=said)
    parser.add_argument("--data", type=Path, metavar="DIR", help="服务器的数据文件夹")
    parser.add_argument("--dsn", default="", help=f"另外的 PostgreSQL；也可以写在环境变量 {DSN} 里")
    parser.set_defaults(command=command)
    return parser


def _of_committee(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("code", metavar="CODE", help="12 位居委会代码")
    return parser
