"""Why something is not done with an annual check."""

from __future__ import annotations

from ledger.errors import LedgerError


class CampaignClosed(LedgerError):
    """The head has signed it: what is found at a door from now on belongs to the next one."""


class CampaignOpen(LedgerError):
    """It is neither summed up nor signed: there is nothing to open again."""


class AlreadyChecking(LedgerError):
    """`compounds` are being checked, or will be on the same days, in the check `name`."""

    def __init__(self, name: str, compounds: str) -> None:
        super().__init__("already checking")
        self.name = name
        self.compounds = compounds


class CampaignNotBegun(LedgerError):
    """Its first day, `starts_on`, lies ahead."""

    def __init__(self, starts_on: str) -> None:
        super().__init__("not begun")
        self.starts_on = starts_on


class NotOfCampaign(LedgerError):
    """The home is in none of the compounds that it covers."""


class NothingToCheck(LedgerError):
    """There is no compound, or no home in those that were chosen."""


class HomesLeft(LedgerError):
    """Nobody went to `unchecked` homes, nobody was met at `unreached`: signing is to be meant."""

    def __init__(self, unchecked: int, unreached: int) -> None:
        super().__init__("homes left")
        self.unchecked = unchecked
        self.unreached = unreached
