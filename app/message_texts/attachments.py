"""What people read about pictures and papers: what is not taken, and what is not here."""

from __future__ import annotations

from app.message_texts.told import DAMAGED, DISK, FILE_REFUSED, FORBIDDEN, NOT_FOUND, Told
from ledger.errors import LedgerError

_WHY = {
    "unknown": "只收照片（JPG、PNG、WebP）、PDF 和不带宏的办公文档。请换成其中一种再添加",
    "heic": "这是苹果手机的 HEIC 照片。请在手机上选“发送为 JPG”，或转成 JPG 后再添加",
    "macro": "里面带有宏（程序），可能有病毒。请另存为不带宏的文档，或导出为 PDF 后再添加",
    "locked": "它有打开密码，没法检查里面有没有宏。请去掉密码后再添加",
    "broken": "文件已损坏，读不出来。请重新取得这个文件再添加",
    "huge": "照片的像素多得不寻常。请缩小后再添加",
    "too_many": "照片和材料最多 {most} 份，已经有这么多了。请先去掉用不到的",
    "heavy": "这里的每一份最多 {most} MB。请压缩或拆开后再添加",
    "too_large": "它太大了：文档最多 20 MB，照片最多 64 MB。请压缩或拆开后再添加",
    "empty": "它是空的。请核对是不是选错了文件",
    "unreadable": "它打不开，可能已被移走，或正被别的程序占用。请核对后再添加",
}
"""Why a file is not taken and what to do, without a full stop."""


def _refused(error: LedgerError) -> str:
    facts = vars(error)
    why = _WHY.get(str(facts["reason"]), _WHY["unknown"]).format(most=facts["most"])
    return f"这个文件不能作为附件，没有添加：{why}。"


TEXTS: dict[str, Told] = {
    "AttachmentRefused": Told(FILE_REFUSED, _refused),
    "AlreadyAttached": Told(FORBIDDEN, "同样的附件已经有了，没有再添加。"),
    "AttachmentsFull": Told(
        DISK,
        "照片和材料已占满这台电脑给它们的 {megabytes} MB，没有添加。请先上报（上报后的原件可以让出位置），"
        "或请负责人在设置里调大。",
    ),
    "BytesNotHere": Told(
        NOT_FOUND, "这个附件的原件还不在这台电脑上。连上上级平台后会自动取来；如果是别的电脑加的，要等那台电脑先上报。"
    ),
    "BytesDamaged": Told(
        DAMAGED, "这个附件的内容和登记时不一样，已经损坏，没有打开。请从备份恢复，或者删掉后重新添加。"
    ),
}
