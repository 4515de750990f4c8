"""What people read about the log audit and the watch."""

from __future__ import annotations

from app.message_texts.told import DAMAGED, FILE_REFUSED, FORBIDDEN, NOT_FOUND, NOT_WRITTEN, USAGE, Told

TEXTS: dict[str, Told] = {
    "LogBroken": Told(
        DAMAGED, "日志从第 {first_bad} 条起和当时记的不一样，没有归档。请保留台账文件夹原样，报告上级并查明原因。"
    ),
    "LogFormatUnknown": Told(USAGE, "日志只能导出为 .csv 或 .xlsx，{suffix} 不行。" + NOT_WRITTEN),
    "NotASignedLog": Told(
        FILE_REFUSED, "这个文件旁边没有可用的签名文件（同名加 .sig），没有办法核对。请把两个文件放在一起。"
    ),
    "AlertMissing": Told(NOT_FOUND, "没有这个编号的提醒，没有改动。请刷新后再看。"),
    "OperationEventMissing": Told(NOT_FOUND, "没有这件还没处理的运行事件，没有改动。请刷新后再看。"),
    "NoteNeeded": Told(FORBIDDEN, "请写明怎么处理的，再标为已处理。"),
}
