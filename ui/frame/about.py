"""What this program is, what it is made with and under which terms."""

from __future__ import annotations

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QWidget

from app.version import VERSION
from ui.look.roles import label
from ui.parts.dialog import Dialog

_QT = (
    "界面使用 Qt {qt} 和 PySide6（© The Qt Company Ltd.），按 GNU 宽通用公共许可证第 3 版（LGPL v3）使用，"
    "以独立的动态库装在程序旁边，可以换成您自己编译的版本；源代码见 https://code.qt.io 。"
)
_REST = "其他组成部分和各自的许可证全文，见安装文件夹里的 THIRD_PARTY_NOTICES.md。"


class About(Dialog):
    """Names the program, its version, Qt and its licence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("关于里弄", parent)
        self.body.addWidget(label(f"里弄 {VERSION}", "section"))
        self.body.addWidget(label("居委会的人房台账：不联网也能用，内容加密存放在这台电脑上。", wraps=True))
        self.body.addWidget(label("里弄按 Apache License 2.0 发布。", wraps=True))
        self.body.addWidget(label(_QT.format(qt=qVersion()), "muted", wraps=True))
        self.body.addWidget(label(_REST, "muted", wraps=True))
        self.add_button("关闭", "primary").setFocus()
