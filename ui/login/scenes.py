"""Everything before the window, state by state: first start, log-in, trouble, recovery, lock."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QWidget

from app.jobs import Progress
from app.stores.known_stores import KnownStore
from app.stores.opening import Trouble
from ui.login.doorway import Doorway
from ui.login.first_start import FirstStart
from ui.login.kept_key import KeptKey
from ui.login.key_paper import KeyPaper
from ui.login.key_step import KeyStep
from ui.login.lock_screen import LockScreen
from ui.stage import Scene, Stage

_FOLDER = Path("D:/里弄台账")
_STORES = [KnownStore(_FOLDER, "银杏居委会"), KnownStore(Path("D:/凌兆"), "凌兆新村第一居委会")]
_KEY = "7K3MX-ABCDE-FGHJK-MNPQR-12345-67890-VWXYZ-4T5N9"
_WRONG = "账号或密码不对，台账没有打开。请核对账号、大小写和输入法后重试。"
_REFUSED = (
    "台账不能放在 D:/OneDrive/台账：这里在会自动同步的网盘文件夹里，网盘会把正在写的台账传乱（OneDrive）。"
    "没有建立或打开台账。请换成本机硬盘上的普通文件夹。"
)
_TEXTS: dict[Trouble, str] = {
    "in_use": "另一个里弄程序正在使用这份台账。没有做任何事。请先关闭它，或等它做完再试。",
    "missing": "",
    "damaged": "台账文件损坏，为免损失没有打开，也没有改动它。请先把整个文件夹复制一份留底，再用最近的备份恢复。",
    "newer": "这份台账由更新版本的里弄写成，这一版打不开，没有改动它。请安装新版里弄。",
    "place": "台账不能放在 D:/OneDrive/台账：这里在会自动同步的网盘文件夹里。",
    "other": "磁盘读写出错（IOERR），这次操作没有完成。请检查磁盘，先把文件夹复制一份留底。",
}


def _doorway(show: Callable[[Doorway], None], _stage: Stage) -> QWidget:
    doorway = Doorway(_FOLDER)
    doorway.log_in_panel.login.setText("wang")
    doorway.log_in_panel.stores.show_store(_FOLDER, _STORES)
    show(doorway)
    return doorway


def _normal(_doorway: Doorway) -> None:
    """As it opens."""


def _wrong(doorway: Doorway) -> None:
    doorway.log_in_panel.show_error(_WRONG)


def _waiting(doorway: Doorway) -> None:
    doorway.log_in_panel.show_locked("wang", 118)


def _must_change(doorway: Doorway) -> None:
    doorway.renew_panel.begin("wang", "密码已经用了 30 天以上，要先修改才能使用。")
    doorway.renew_panel.password.edit.setText("Gasse!71")
    doorway.show_panel(doorway.renew_panel)


def _caps(doorway: Doorway) -> None:
    doorway.log_in_panel.caps.show()


def _busy(doorway: Doorway) -> None:
    doorway.log_in_panel.show_busy(busy=True)


def _trouble(trouble: Trouble, doorway: Doorway) -> None:
    doorway.trouble_panel.show_trouble(trouble, _TEXTS[trouble], _FOLDER)
    doorway.show_panel(doorway.trouble_panel)


def _recovery(doorway: Doorway) -> None:
    doorway.recovery_panel.begin("wang")
    doorway.show_panel(doorway.recovery_panel)


def _opening(doorway: Doorway) -> None:
    doorway.opening_panel.begin("正在打开台账", "程序更新后第一次打开要整理一次。", can_cancel=True)
    doorway.opening_panel.show_progress(Progress("indexing", 42_000, 100_000, 75.0))
    doorway.show_panel(doorway.opening_panel)


def _first_start(show: Callable[[FirstStart], None], _stage: Stage) -> QWidget:
    doorway = Doorway(_FOLDER)
    doorway.show_panel(doorway.first_start)
    show(doorway.first_start)
    return doorway


def _welcome(_first: FirstStart) -> None:
    """As it opens."""


def _place(first: FirstStart) -> None:
    first.place.show_folder(_FOLDER)
    first.show_step(first.place)


def _place_refused(first: FirstStart) -> None:
    _place(first)
    first.place.show_error(_REFUSED)


def _committee(first: FirstStart) -> None:
    first.committee.name.setText("银杏居委会")
    first.committee.code.setText("310115012001")
    first.show_step(first.committee)


def _account(first: FirstStart) -> None:
    first.account.name.setText("王芳")
    first.account.login.setText("wang")
    first.show_step(first.account)


def _password(first: FirstStart) -> None:
    first.password.password.belong_to("wang", "王芳")
    first.password.password.edit.setText("Wangfang12")
    first.show_step(first.password)


def _key(first: FirstStart) -> None:
    step = KeyStep(KeyPaper(_KEY, "银杏居委会", "wang"))
    first.add_step(step)
    first.show_step(step)


def _locked(stage: Stage) -> QWidget:
    return LockScreen(stage.full.session)


def _locked_wrong(stage: Stage) -> QWidget:
    screen = LockScreen(stage.full.session)
    screen.error.tell("密码不对，请核对大小写和输入法后重试。")
    return screen


def _locked_must_change(stage: Stage) -> QWidget:
    screen = LockScreen(stage.full.session)
    screen.ask_new("Lilong-2026!", "密码已经用了 30 天以上，要先修改才能使用。")
    return screen


_LOG_IN = {
    "normal": _normal,
    "wrong-password": _wrong,
    "caps-lock": _caps,
    "locked-out": _waiting,
    "must-change": _must_change,
    "busy": _busy,
    "opening": _opening,
}
_STEPS = {
    "welcome": _welcome,
    "place": _place,
    "place-refused": _place_refused,
    "committee": _committee,
    "account": _account,
    "password": _password,
    "recovery-key": _key,
}
SCENES = (
    *(Scene(f"first-start--{name}", partial(_first_start, show)) for name, show in _STEPS.items()),
    *(Scene(f"log-in--{name}", partial(_doorway, show)) for name, show in _LOG_IN.items()),
    *(Scene(f"log-in--{name.replace('_', '-')}", partial(_doorway, partial(_trouble, name))) for name in _TEXTS),
    Scene("log-in--forgotten", partial(_doorway, _recovery)),
    Scene("recovery-key--new", lambda stage: KeptKey(stage.full.session, stage.full.runner, _KEY)),
    Scene("lock--normal", _locked),
    Scene("lock--wrong-password", _locked_wrong),
    Scene("lock--must-change", _locked_must_change),
)
