"""The way to the cloud as a form: address, the one-time code to join with, proxy, the office's own certificates."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.messages import window_message_for
from app.syncing import route
from ledger.errors import LedgerError
from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.buttons import link_button, plain_button
from ui.parts.choices import ChoiceBox
from ui.parts.fields import Labelled, LineEdit
from ui.parts.file_choice import choose_file
from ui.settings.section import row_of

_OWN = "own"
_PROXIES = ((route.SYSTEM, "跟随系统"), (route.NONE, "不用代理"), (_OWN, "另写地址"))
_CA_KINDS = "证书 (*.pem *.crt *.cer)"
_CODE_HINT = "12 位居委会代码，再加三段各 4 位，如 310115001001-XXXX-XXXX-XXXX"


class Way(NamedTuple):
    """Where the cloud is and how it is reached."""

    url: str
    ca: str
    proxy: str


class CloudForm(QWidget):
    """Holds a way; `troubled(str)` when a file is no certificate."""

    troubled = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._ca = ""
        self.url, self.code, self.proxy_address = LineEdit(), LineEdit(), LineEdit()
        self.url.setPlaceholderText("https://")
        self.proxy_address.setPlaceholderText("http://地址:端口")
        self.proxy = ChoiceBox(_PROXIES)
        self.code_line = Labelled("接入码", self.code, _CODE_HINT)
        self.proxy_address_line = Labelled("代理地址", self.proxy_address)
        self.ca_text = label("", "muted", wraps=True)
        self.ca_button, self.ca_drop = plain_button("选单位的证书文件…", "file-input"), link_button("不用单位证书")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        for widget in (
            Labelled("网址", self.url),
            self.code_line,
            Labelled("代理", self.proxy),
            self.proxy_address_line,
            self.ca_text,
        ):
            column.addWidget(widget)
        column.addLayout(row_of(self.ca_button, self.ca_drop))
        self.proxy.chosen.connect(self._on_proxy)
        self.ca_button.clicked.connect(self._choose_ca)
        self.ca_drop.clicked.connect(self._drop_ca)

    def way(self) -> Way:
        """What stands in the form."""
        proxy = self.proxy_address.text().strip() if self.proxy.value() == _OWN else self.proxy.value()
        return Way(self.url.text().strip(), self._ca, proxy)

    def show_way(self, way: Way, *, is_joined: bool) -> None:
        """Show a way; the code is asked for while this PC has not joined."""
        is_own = way.proxy not in (route.SYSTEM, route.NONE)
        self.url.setText(way.url)
        self.proxy.set_value(_OWN if is_own else way.proxy)
        self.proxy_address.setText(way.proxy if is_own else "")
        self.code_line.setVisible(not is_joined)
        self._on_proxy()
        self._take(way.ca)

    def take_file(self, path: Path) -> None:
        """Trust the certificates in a file too."""
        try:
            self._take(route.read_ca(path))
        except LedgerError as error:
            self.troubled.emit(window_message_for(error))
        else:
            self.troubled.emit("")

    def _take(self, ca: str) -> None:
        self._ca = ca
        count = ca.count("BEGIN CERTIFICATE")
        self.ca_text.setText(f"另外信任单位的证书 {count} 张。" if count else "证书：只信任这台电脑信任的。")
        self.ca_drop.setVisible(bool(count))

    @Slot()
    def _on_proxy(self) -> None:
        self.proxy_address_line.setVisible(self.proxy.value() == _OWN)

    @Slot()
    def _choose_ca(self) -> None:
        choose_file(self, "选单位的证书文件", _CA_KINDS, self.take_file)

    @Slot()
    def _drop_ca(self) -> None:
        self._take("")
