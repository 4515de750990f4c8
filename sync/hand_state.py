"""What a PC keeps between packages that are carried by hand: keys, numbers, which ones are unanswered."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Final

from ledger.errors import LedgerError
from sync.local_side import LocalSide
from sync.packages import CloudKey

_KEPT: Final = "package"
_MOST_OPEN: Final = 50  # packages whose answers may still come


class CloudKeyMissing(LedgerError):
    """Nobody told this PC the cloud's public keys yet."""


@dataclass(slots=True)
class HandState:
    """What this PC keeps between packages: the cloud's keys, its own for answers, numbers, what is unanswered."""

    seal: str = ""
    sign: str = ""
    answer_key: str = ""
    number: int = 0
    answered: int = 0
    open: tuple[str, ...] = ()

    @classmethod
    def of(cls, local: LocalSide) -> HandState:
        """As it is kept; a new one where nothing is."""
        kept = local.value(_KEPT)
        return cls(**{**kept, "open": tuple(kept["open"])}) if isinstance(kept, dict) else cls()

    def keep(self, local: LocalSide) -> None:
        """Keep it."""
        told = {"seal": self.seal, "sign": self.sign, "answer_key": self.answer_key, "number": self.number}
        local.put_value(_KEPT, told | {"answered": self.answered, "open": list(self.open[-_MOST_OPEN:])})

    @property
    def cloud(self) -> CloudKey:
        """The cloud's public keys; raises CloudKeyMissing."""
        if not self.seal:
            raise CloudKeyMissing
        return CloudKey(b64decode(self.seal), b64decode(self.sign))


def put_cloud_key(local: LocalSide, key: CloudKey) -> None:
    """Keep the cloud's public keys as they were handed out."""
    kept = HandState.of(local)
    kept.seal, kept.sign = b64encode(key.seal).decode(), b64encode(key.sign).decode()
    kept.keep(local)


def cloud_key(local: LocalSide) -> CloudKey | None:
    """The cloud's public keys; None while they are not known."""
    kept = HandState.of(local)
    return kept.cloud if kept.seal else None
