"""The log-in form: which store, whose account, the password; says what was wrong where it was typed."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget


class LogInPanel(QWidget):
    """Asks for login and password."""

    submitted = Signal(str, str)  # login, password

    def __init__(self) -> None:
        super().__init__()
        self.login, self.password = QLineEdit(), QLineEdit()
        self.login.setAccessibleName("账号")
        self.password.setAccessibleName("密码")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.error = QLabel()
        self.error.setWordWrap(True)
        self.button = QPushButton("登录")
        form = QFormLayout()
        form.addRow("账号", self.login)
        form.addRow("密码", self.password)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(self.error)
        layout.addWidget(self.button)
        self.login.returnPressed.connect(self.password.setFocus)
        self.password.returnPressed.connect(self._on_submit)
        self.button.clicked.connect(self._on_submit)

    def offer(self, login: str) -> None:
        """Begin with this login; the password comes next."""
        self.login.setText(login)
        (self.password if login else self.login).setFocus()

    def show_error(self, text: str) -> None:
        """Say what was wrong."""
        self.error.setText(text)
        self.password.setFocus()

    @Slot()
    def _on_submit(self) -> None:
        password = self.password.text()
        if password and self.login.text().strip():
            self.password.clear()
            self.error.clear()
            self.submitted.emit(self.login.text().strip(), password)
