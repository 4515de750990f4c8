"""What may be written behind `linongctl notice` and `linongctl question`."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Add = Callable[[str, str, str], argparse.ArgumentParser]
"""Adds a command: its name, its function as `module:function`, a summary."""

NOTICE_VERBS = ("list", "show", "receipt", "answer")
QUESTION_VERBS = ("ask", "list", "show", "say")


def add(command: Add) -> None:
    """Add the commands."""
    notice = command("notice", "notices:notice", "上级的任务和通知：列出、查看、签收、回复")
    notice.add_argument("action", choices=NOTICE_VERBS, metavar="|".join(NOTICE_VERBS), help="做什么")
    notice.add_argument("id", metavar="ID", nargs="?", default="", help="编号（如 RW-2026-0001）或标识")
    notice.add_argument("--open", action="store_true", help="list：只列出没看过、没办完的")
    notice.add_argument("--text", metavar="TEXT", default="", help="answer：回复的话")
    notice.add_argument("--words-only", action="store_true", help="answer：只用文字回复，不交清单")
    notice.add_argument("--again", action="store_true", help="answer：已经回复过，还要再回复一次")
    notice.add_argument("--dry-run", action="store_true", help="answer：只预览要交的清单，不回复")
    notice.add_argument("--ask", action="store_true", help="answer：提交导出申请，等另一个人批准")
    notice.add_argument("--purpose", metavar="CODE", default="", help="answer：用途，任务里没有写时要写")
    notice.add_argument("--basis", metavar="CODE", default="", help="answer：依据，任务里没有写时要写")
    question = command("question", "notices:question", "向上级提问题、提建议，看答复，接着说")
    question.add_argument("action", choices=QUESTION_VERBS, metavar="|".join(QUESTION_VERBS), help="做什么")
    question.add_argument("what", metavar="TEXT|ID", nargs="?", default="", help="ask：内容；show、say：标识，见 list")
    question.add_argument("text", metavar="TEXT", nargs="?", default="", help="say：接着说的话")
    question.add_argument("--new", action="store_true", help="list：只列出有新答复没看过的")
    question.add_argument("--suggestion", action="store_true", help="ask：是建议（默认是问题）")
    question.add_argument("--unsigned", action="store_true", help="ask、say：不署名")
