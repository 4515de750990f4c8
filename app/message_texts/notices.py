"""What people read when a task or notice cannot be answered so, or a question not be asked."""

from __future__ import annotations

from app.message_texts.told import NOT_FOUND, USAGE, Told

TEXTS: dict[str, Told] = {
    "WantedUnclear": Told(USAGE, "这件任务要的清单本版本做不出来。没有回复。请更新程序，或用文字回复。"),
    "NoSheetWanted": Told(USAGE, "这件任务没有要清单。没有回复。请用文字回复。"),
    "AnswerEmpty": Told(USAGE, "回复要写内容，{most} 字以内。没有回复。"),
    "QuestionEmpty": Told(USAGE, "问题或建议要写内容，{most} 字以内。没有提交。"),
    "QuestionMissing": Told(
        NOT_FOUND,
        "没有这个问题或建议。没有做任何事。请核对标识，见 linongctl question list。",
        "没有这个问题或建议。没有做任何事。请刷新后再看。",
    ),
    "NoticeMissing": Told(NOT_FOUND, "没有这件任务或通知。没有做任何事。请核对编号，或先上报一次，取回新下发的。"),
}
