"""Actions and buttons that an account may not use stand grey and say why. Who may is `app.access`'s alone."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.access import Rights
from app.messages import window_message_for


def grey_unless(rights: Rights, action: str, ledger: str, *controls: QAction | QWidget) -> bool:
    """Grey the controls, with the reason as their tooltip, unless the account may; answers whether it may."""
    refusal = rights.refusal(action, ledger)
    if refusal is None:
        return True
    for control in controls:
        control.setEnabled(False)
        control.setToolTip(window_message_for(refusal))
    return False
