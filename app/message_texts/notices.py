"""What people read when a task or notice cannot be answered so, or a question not be asked."""

from __future__ import annotations

from app.message_texts.told import CHANGED, NOT_FOUND, USAGE, Told

TEXTS: dict[str, Told] = {
    "WantedUnclear": Told(USAGE, "这件任务要的清单本版本做不出来。没有回复。请更新程序，或用文字回复。"),
    "NoSheetWanted": Told(USAGE, "这件任务没有要清单。没有回复。请用文字回复。"),
    "NoAnswerWanted": Told(
        USAGE,
        "这是通知，签收就可以，不用回复。没有回复。请用 linongctl notice receipt 签收。",
        "这是通知，签收就可以，不用回复。没有回复。请点“签收”。",
    ),
    "AlreadyAnswered": Told(
        CHANGED,
        "这件任务 {when} 已由 {who} 回复过，没有再回复。确实要再回复一次，请加 --again。",
        "这件任务 {when} 已由 {who} 回复过，没有再回复。请关掉这里看过后，确实要再回复，请点“再回复一次”。",
    ),
    "AnswerEmpty": Told(USAGE, "回复要写内容，{most} 字以内。没有回复。"),
    "QuestionEmpty": Told(USAGE, "问题或建议要写内容，{most} 字以内。没有提交。"),
    "QuestionMissing": Told(
        NOT_FOUND,
        "没有这个问题或建议。没有做任何事。请核对标识，见 linongctl question list。",
        "没有这个问题或建议。没有做任何事。请刷新后再看。",
    ),
    "NoticeMissing": Told(NOT_FOUND, "没有这件任务或通知。没有做任何事。请核对编号，或先上报一次，取回新下发的。"),
}
