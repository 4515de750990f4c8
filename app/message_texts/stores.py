"""What people read about the store: passwords and keys, its folder and files, the disk under it."""

from __future__ import annotations

from app.message_texts.told import DAMAGED, DISK, FORBIDDEN, NOT_FOUND, PASSWORD, STORE_IN_USE, Told
from ledger.errors import LedgerError


def _folder_refused(error: LedgerError) -> str:
    reasons = {
        "network_share": "在网络共享盘上，网络一断台账就可能损坏",
        "synchronised": "在会自动同步的网盘文件夹里，网盘会把正在写的台账传乱",
        "not_a_folder": "不是文件夹",
    }
    facts = vars(error)
    detail = f"（{facts['detail']}）" if facts.get("detail") else ""
    reason = reasons.get(facts["reason"], "不能用")
    return f"台账不能放在 {facts['folder']}：这里{reason}{detail}。没有建立或打开台账。请换成本机硬盘上的普通文件夹。"


def _disk_full(error: LedgerError) -> str:
    facts = vars(error)
    needed, free = facts.get("needed_bytes"), facts.get("free_bytes")
    sizes = f"（需要约 {_megabytes(needed)}，还剩 {_megabytes(free)}）" if needed and free is not None else ""
    return f"{facts['folder']} 所在的磁盘满了{sizes}。这次操作没有完成，原有内容完好。请清理出空间后重试。"


def _pair_missing(error: LedgerError) -> str:
    logins = "、".join(vars(error)["logins"])
    return (
        f"账号 {logins} 的密码是升级前设的，现在更换密钥会把这些账号关在外面，所以没有更换。"
        "请让本人先登录一次；已经离开的，请先停用账号。"
    )


def _megabytes(size: int) -> str:
    return f"{max(size, 0) / 1_000_000:,.0f} MB"


TEXTS: dict[str, Told] = {
    # passwords and keys
    "WrongPassword": Told(PASSWORD, "账号或密码不对，台账没有打开。请核对账号、大小写和输入法后重试。"),
    "UnknownAccount": Told(PASSWORD, "账号或密码不对，台账没有打开。请核对账号、大小写和输入法后重试。"),
    "WrongRecoveryKey": Told(PASSWORD, "这不是这份台账的恢复密钥，台账没有打开。请找建台账时打印的那一张。"),
    "RecoveryKeyMistyped": Told(PASSWORD, "恢复密钥有字符打错了，台账没有打开。请对着打印件逐组核对。"),
    "PairMissing": Told(FORBIDDEN, _pair_missing),
    # the store
    "StoreMissing": Told(
        NOT_FOUND,
        "{folder} 里没有台账。没有做任何事。请核对文件夹；第一次使用请先用 linongctl init 新建。",
        "{folder} 里没有台账。没有做任何事。请核对文件夹，或新建一份台账。",
    ),
    "DatabaseMissing": Told(
        DAMAGED,
        "{folder} 里的台账文件 ledger.db 不见了，密钥文件还在，所以没有新建，也没有改动任何文件。"
        "请先把整个文件夹复制一份留底，再从其中的 backups 文件夹或别处的备份把 ledger.db 放回原处。",
    ),
    "StoreExists": Told(
        FORBIDDEN, "{folder} 里已经有一份台账，不会覆盖它。没有新建。请换一个文件夹，或直接使用已有的。"
    ),
    "StoreInUse": Told(STORE_IN_USE, "另一个里弄程序正在使用这份台账。没有做任何事。请先关闭它，或等它做完再试。"),
    "NotTheDemo": Told(FORBIDDEN, "这里放的不是演示数据，没有删除任何内容。"),
    "TargetOccupied": Told(
        FORBIDDEN, "{folder} 里已经有别的内容，台账没有搬动。请选一个空文件夹，或换一个还没有的文件夹名。"
    ),
    "TargetInside": Told(FORBIDDEN, "{folder} 就在台账自己的文件夹里，台账没有搬动。请换一个别处的文件夹。"),
    "FolderRefused": Told(FORBIDDEN, _folder_refused),
    "KeysDamaged": Told(
        DAMAGED,
        "密钥文件 keys.json 和它的副本都读不出来，台账打不开。请勿删除任何文件，用备份里的 keys.json 放回原处。",
    ),
    "DatabaseDamaged": Told(
        DAMAGED, "台账文件损坏，为免损失没有打开，也没有改动它。请先把整个文件夹复制一份留底，再用最近的备份恢复。"
    ),
    "ForeignFile": Told(
        DAMAGED, "台账文件不是这份台账的，或已被截断，没有打开，也没有改动它。请核对文件夹，或用最近的备份恢复。"
    ),
    "DatabaseTooNew": Told(DAMAGED, "这份台账由更新版本的里弄写成，这一版打不开，没有改动它。请安装新版里弄。"),
    "MigrationFailed": Told(
        DAMAGED, "升级台账时第 {step} 步没有成功，台账保持升级前的样子。请勿删除任何文件，把日志发给维护人员。"
    ),
    "OperationsBroken": Told(
        DAMAGED, "有一条{ledger}的历次变更前后接不上，没有继续。请先把整个文件夹复制一份留底，再用最近的备份恢复。"
    ),
    "StoreSealed": Told(STORE_IN_USE, "窗口锁着，台账也关着。没有做任何事。请先输入密码解锁，再试一次。"),
    "StoreInReading": Told(STORE_IN_USE, "正在导出或读取台账，现在还不能检查。没有做任何事。请等它结束再试。"),
    "DatabaseBusy": Told(STORE_IN_USE, "台账正忙着写别的内容，这次没有保存。请稍等再试。"),
    # the disk
    "DiskFull": Told(DISK, _disk_full),
    "ReadOnlyFolder": Told(DISK, "{folder} 不允许写入，这次操作没有完成。请检查文件夹权限，或换一个文件夹。"),
    "FolderClosed": Told(
        DISK, "您的电脑账户不能进入 {folder}，没有做任何事。请换一个文件夹，或请管这台电脑的人给您权限。"
    ),
    "DiskTrouble": Told(
        DISK, "磁盘读写出错（{code}），这次操作没有完成，原有内容没有改动。请检查磁盘，先把文件夹复制一份留底。"
    ),
}
