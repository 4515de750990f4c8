"""The street above a committee: what it sends, and how that stands there."""

from __future__ import annotations

from datetime import timedelta

from cloud.notices import sending
from cloud.notices.sending import Draft, Notice
from cloud.notices.standing import Standing, standing
from ledger import clock
from ledger.catalog.notice import NEWS, TASK
from ledger.wanted import Wanted
from tests.cloud.callers import CID, House

NAMES = Wanted("person", ("name", "phone"), ("age>=80",))


class Street:
    """The street above the house's committees."""

    def __init__(self, house: House) -> None:
        self._house = house

    def send(self, *, kind: str = TASK, wanted: Wanted | None = NAMES, days: int = 5) -> Notice:
        """Send a task, which wants a list of the aged unless something else is said, or a notice."""
        due = (clock.today() + timedelta(days=days)).isoformat() if kind == TASK else ""
        asked = wanted if kind == TASK else None
        draft = Draft(kind=kind, title="高龄名单", text="请报送。", from_unit="凌兆街道", due_on=due, wanted=asked)
        return sending.send(self._house.means, draft, [CID], "jie")

    def tell(self) -> Notice:
        """Send a notice that wants nothing."""
        return self.send(kind=NEWS)

    def standing(self, notice: Notice) -> Standing:
        """How it stands in the committee."""
        with self._house.store.look(CID) as look:
            return standing(look, notice.id)
