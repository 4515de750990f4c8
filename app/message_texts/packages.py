"""What people read about packages that are carried by hand, about transfers, and about who checks what."""

from __future__ import annotations

from app.message_texts.told import FILE_REFUSED, FORBIDDEN, NOT_FOUND, USAGE, Told
from ledger.errors import LedgerError

_NOTHING = "没有读入任何内容。"
_FOREIGN = {
    "committee": "这个交换包是另一个居委会的",
    "device": "这个交换包是给另一台电脑的",
    "generation": "这台电脑的编号已经换新，这个交换包对不上了",
    "cloud": "这个交换包是给另一个上级平台的",
    "key": "这个交换包不是给这份台账的",
    "kind": "这不是上级平台的回执包，可能选错了文件",
}


def _foreign(error: LedgerError) -> str:
    said = _FOREIGN.get(str(vars(error)["why"]), _FOREIGN["kind"])
    return f"{said}，{_NOTHING}请核对文件，或重新导出一个交换包。"


_TRANSFERS = {
    "person_unknown": "上级平台还没有这个人，没有转出。请先上报，再转一次。",
    "own_committee": "这是本居委会自己的代码，没有转出。请核对 12 位居委会代码。",
    "committee_unknown": "上级平台没有这个居委会，没有转出。请核对 12 位居委会代码。",
    "already_offered": "已经请别的居委会接收这个人，对方还没有答复，没有再转。要改转，请先在转接清单里撤回那一次。",
    "transfer_unknown": "没有找到这次转接，可能已经办完。请刷新后再看。",
    "transfer_answered": "这次转接已经答复过，没有改动。请刷新后再看。",
    "record_missing": "本居委会的这一条还没有上报成功，没有接收。请上报后再接收一次。",
}


def _transfer(error: LedgerError) -> str:
    return _TRANSFERS.get(str(vars(error)["code"]), "上级平台没有接受这次转接，没有改动。请稍后再试。")


TEXTS: dict[str, Told] = {
    "TransferRefused": Told(FORBIDDEN, _transfer),
    "TransferNotFound": Told(NOT_FOUND, "没有找到这次转接，可能已经答复过。请刷新后再看。"),
    "PackageUnreadable": Told(FILE_REFUSED, f"读不了这个文件，{_NOTHING}请检查 U 盘和文件名。"),
    "PackageBroken": Told(FILE_REFUSED, f"这个文件不是交换包，或者在路上损坏、被改动过，{_NOTHING}请重新拷贝一份。"),
    "PackageNewer": Told(FILE_REFUSED, f"这个交换包是更新的版本写的，{_NOTHING}请先安装新版。"),
    "PackageForeign": Told(FILE_REFUSED, _foreign),
    "NotAnswered": Told(
        FILE_REFUSED, f"这台电脑没有导出过它回答的那个交换包（可能从备份恢复过），{_NOTHING}请重新导出一个。"
    ),
    "AlreadyTaken": Told(FORBIDDEN, "这个回执包已经读入过，没有重复读入。"),
    "CloudKeyBroken": Told(FILE_REFUSED, "这个文件不是上级平台的公钥文件，没有改动。请向街道再要一份。"),
    "CloudKeyMissing": Told(NOT_FOUND, "还没有读入上级平台的公钥文件，没有导出。请先向街道要公钥文件。"),
    "DepartmentUnknown": Told(USAGE, "没有这个部门，没有改动。请从部门名单里选。"),
    "GroupUnknown": Told(USAGE, "没有这一项内容，或者它不需要部门审核，没有改动。"),
}
