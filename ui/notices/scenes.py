"""Tasks and notices before the eye: the list, one that is read, an answer with what it hands in, questions."""

from __future__ import annotations

from app.notices import asking, inbox
from app.notices.inbox import Line
from ui.notices.page import NoticesPage
from ui.notices.questions_panel import AskDialog, MoreDialog
from ui.notices.reply_dialog import ReplyDialog
from ui.stage import Scene, Stage


def _line(stage: Stage, words: str) -> Line:
    return next(one for one in inbox.listing(stage.shared.session) if words in one.title)


def _reading(stage: Stage, words: str) -> NoticesPage:
    return stage.opened(NoticesPage, stage.shared, _line(stage, words).id)


def _questions(stage: Stage) -> NoticesPage:
    return stage.opened(NoticesPage, stage.shared, leaf=1)


def _more(stage: Stage) -> MoreDialog:
    return MoreDialog(stage.shared, asking.listing(stage.shared.session)[0])


def _replying(stage: Stage, words: str) -> ReplyDialog:
    session = stage.shared.session
    return ReplyDialog(stage.shared, inbox.show(session, _line(stage, words).id))


SCENES = (
    Scene("notices--normal", lambda stage: stage.opened(NoticesPage, stage.shared)),
    Scene("notices--task", lambda stage: _reading(stage, "高龄")),
    Scene("notices--notice", lambda stage: _reading(stage, "寒潮")),
    Scene("notices--answered", lambda stage: _reading(stage, "困难")),
    Scene("notices--questions", _questions),
    Scene("notices--empty", lambda stage: stage.opened(NoticesPage, stage.empty)),
    Scene("notices--loading", lambda stage: stage.opened(NoticesPage, stage.loading)),
    Scene("notices--error", lambda stage: stage.opened(NoticesPage, stage.failing)),
    Scene("notices--handing-in", lambda stage: _replying(stage, "高龄")),
    Scene("notices--for-a-purpose", lambda stage: _replying(stage, "出租")),
    Scene("notices--in-words", lambda stage: _replying(stage, "困难")),
    Scene("notices--asking", lambda stage: AskDialog(stage.shared)),
    Scene("notices--saying-more", _more),
)
