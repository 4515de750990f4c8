"""What people read about backups, restoring, the data key and the nightly run."""

from __future__ import annotations

from app import words
from app.message_texts.told import DAMAGED, FILE_REFUSED, FORBIDDEN, KEY_NOT_KEPT, NOT_FOUND, Told
from ledger.errors import LedgerError


def _where(error: LedgerError) -> str:
    what = str(vars(error)["what"])
    return words.BACKUP_PARTS.get(what, what)


def _damaged(error: LedgerError) -> str:
    where = f"{vars(error)['path']} 这份备份不完整，或者被改动过（{_where(error)}）"
    return f"{where}，没有使用它，台账没有改动。请换一份别的备份。"


def _unsound(error: LedgerError) -> str:
    return f"{_not_kept(error)}请先检查台账（linongctl check）和磁盘，再试一次；原有的备份都还在。"


def _unsound_in_window(error: LedgerError) -> str:
    return f"{_not_kept(error)}请先在“设置”里检查台账，再试一次；原有的备份都还在。"


def _not_kept(error: LedgerError) -> str:
    return f"写出的副本核对不上（{_where(error)}），没有留下它，台账没有改动。"


TEXTS: dict[str, Told] = {
    "NotABackup": Told(
        FILE_REFUSED, "{path} 不是里弄的备份文件，或者不在那里。没有做任何事。请选 .linongbak 结尾的备份文件。"
    ),
    "NothingToTry": Told(NOT_FOUND, "台账还没有备份，没有可以演练的。没有做任何事。请先备份一次。"),
    "BackupDamaged": Told(DAMAGED, _damaged),
    "BackupTooNew": Told(DAMAGED, "{path} 由更新版本的里弄写成，这一版读不了，没有改动它。请安装新版里弄。"),
    "CopyUnsound": Told(DAMAGED, _unsound, _unsound_in_window),
    "StoreStands": Told(
        FORBIDDEN,
        "{folder} 里已经有一份台账，没有恢复，也没有改动它。"
        "要替换它请加 --replace（现有的会另外保存），或换一个文件夹。",
        "{folder} 里已经有一份台账，没有恢复，也没有改动它。请换一个空文件夹，或选“替换现有台账”。",
    ),
    "FolderOccupied": Told(FORBIDDEN, "{folder} 里已经有别的内容，没有恢复。请选一个空文件夹，或写一个新文件夹名。"),
    "KeyNotKept": Told(
        KEY_NOT_KEPT,
        "没有人输入密码，本机密钥库里也没有这份台账的密钥，所以没有备份，也没有上报；下次打开里弄窗口时会补做。"
        "要让它夜里自动做，请运行 linongctl schedule install --unattended。",
        "没有人输入密码，本机密钥库里也没有这份台账的密钥，所以没有备份，也没有上报；下次打开里弄窗口时会补做。"
        "要让它夜里自动做，请在“备份”页允许。",
    ),
    "KeyStoreMissing": Told(
        KEY_NOT_KEPT,
        "这台电脑没有可用的密钥库，不能存放夜里自动运行用的密钥，也不会改用明文保存。没有改动。备份和上报改由里弄窗口打开时做。",
    ),
    "ScheduleUnsupported": Told(FORBIDDEN, "这台电脑的系统不支持安排每晚备份，没有改动。备份改由里弄窗口打开时做。"),
    "ScheduleNotRegistered": Told(
        FORBIDDEN, "Windows 任务计划没有接受这个安排（{code}），没有改动。请查看是否被单位的策略禁止。"
    ),
}
