"""Tasks and notices 任务和通知 that a level above sends, who read them, and what was answered; questions upward.

A notice is the street's: no PC writes one or changes one (`sync/policies.py`). What the committee does about it are
records of its own: one for each account that read it or signed for it, a set that two PCs fill at once, and one for
each answer, which stands as it was given. A question begins a thread: what both sides say to it are messages, which
stand as they were written, and who read what is a record of its own too; the street's marks have the account `street`.

They are no ledgers that people list, import or hand out: they are seen on the page 任务和通知.
"""

from __future__ import annotations

from ledger.definition import Field, Ledger

TASK, NEWS = "任务", "通知"
PROBLEM, SUGGESTION = "问题", "建议"

NOTICE = Ledger(
    name="notice",
    label="任务通知",
    business_key=("notice_no",),
    shown_by=("notice_no", "title"),
    fields=(
        Field(name="notice_no", kind="text", label="编号", need="system", max_length=20),
        Field(name="kind", kind="choice", label="类别", need="system", choices=(TASK, NEWS)),
        Field(name="title", kind="text", label="标题", need="system", max_length=100),
        Field(name="text", kind="long_text", label="正文", need="system", level="L2", max_length=2000),
        Field(name="from_unit", kind="text", label="下发单位", need="system", max_length=60),
        Field(name="sent_at", kind="instant", label="下发时间", need="system"),
        Field(name="due_on", kind="date", label="完成期限", need="system", future=True),
        Field(name="wants", kind="json", label="要的清单", need="system"),
    ),
)

NOTICE_READ = Ledger(
    name="notice_read",
    label="签收和阅读",
    business_key=("notice_uid", "account"),
    natural_keys=(("notice_uid", "account"),),
    fields=(
        Field(name="notice_uid", kind="ref", label="任务通知", need="required", target="notice"),
        Field(name="account", kind="account", label="账号", need="system", level="L2"),
        Field(name="read_at", kind="instant", label="阅读时间", need="system"),
        Field(name="received_at", kind="instant", label="签收时间", need="system"),
    ),
)

NOTICE_ANSWER = Ledger(
    name="notice_answer",
    label="任务回复",
    business_key=("notice_uid", "answered_at"),
    fields=(
        Field(name="notice_uid", kind="ref", label="任务通知", need="required", target="notice"),
        Field(name="account", kind="account", label="账号", need="system", level="L2"),
        Field(name="answered_at", kind="instant", label="回复时间", need="system"),
        Field(name="text", kind="long_text", label="回复", level="L2", max_length=1000),
        Field(name="handed_in", kind="text", label="交出的清单", need="system", level="L2", max_length=500),
        Field(name="row_count", kind="integer", label="行数", need="system", minimum=0),
        Field(name="register_no", kind="text", label="登记号", need="system", max_length=20),
        Field(name="sha", kind="attachment", label="内容指纹", need="system", level="L3", group="content"),
        Field(name="size_bytes", kind="integer", label="大小", need="system", minimum=1, group="content"),
        Field(name="name", kind="text", label="文件名", need="system", level="L2", max_length=120, group="content"),
    ),
)

QUESTION = Ledger(
    name="question",
    label="问题建议",
    business_key=("asked_at",),
    shown_by=("kind", "text"),
    fields=(
        Field(name="kind", kind="choice", label="类别", need="required", choices=(PROBLEM, SUGGESTION)),
        Field(name="text", kind="long_text", label="内容", need="required", level="L2", max_length=1000),
        Field(name="asker", kind="text", label="署名", level="L2", max_length=60),
        Field(name="asked_at", kind="instant", label="提出时间", need="system"),
    ),
)

QUESTION_MESSAGE = Ledger(
    name="question_message",
    label="问题建议的往来",
    business_key=("question_uid", "said_at"),
    shown_by=("text",),
    fields=(
        Field(name="question_uid", kind="ref", label="问题建议", need="required", target="question"),
        Field(name="text", kind="long_text", label="内容", need="required", level="L2", max_length=2000),
        Field(name="asker", kind="text", label="署名", level="L2", max_length=60),
        Field(name="from_unit", kind="text", label="答复单位", need="system", max_length=60),
        Field(name="said_at", kind="instant", label="时间", need="system"),
    ),
)
"""What the committee adds, or what the street answers: then `from_unit` says who of it, and nobody else writes that."""

QUESTION_READ = Ledger(
    name="question_read",
    label="问题建议的阅读",
    business_key=("question_uid", "message_uid", "account"),
    natural_keys=(("question_uid", "message_uid", "account"),),
    fields=(
        Field(name="question_uid", kind="ref", label="问题建议", need="required", target="question"),
        Field(name="message_uid", kind="ref", label="往来", target="question_message"),
        Field(name="account", kind="account", label="账号", need="system", level="L2"),
        Field(name="read_at", kind="instant", label="阅读时间", need="system"),
    ),
)
"""That an account, or the street, read what was said; without `message_uid` the question itself."""
