"""A small committee for tests of named actions: three dwellings, and people by name."""

from __future__ import annotations

from datetime import date

from app.acts.steps import Steps
from app.records import browsing, editing
from app.records.filters import Selection
from ledger import catalog
from ledger.id_number import check_digit
from tests.office import Office

PEOPLE = ("林大", "林二", "林三", "林四", "林五", "林六")
SEXES = "121212"


class Town:
    """Three dwellings and six people, all by name; nobody lives anywhere yet."""

    def __init__(self, office: Office) -> None:
        self.session = office.session
        self.office = office
        self._add("compound", name="林家村", address="东明路9弄")
        self._add("building", compound_uid="林家村", building_no="1号")
        self.homes = [
            self._add("dwelling", building_uid="林家村1号", room_no=room, occupancy="自住")
            for room in ("101", "102", "201")
        ]
        self.people = [
            self._add("person", name=name, id_no=_number(at), population_type="户籍人口")
            for at, name in enumerate(PEOPLE)
        ]

    def _add(self, ledger: str, **typed: str) -> str:
        return editing.add(self.session, catalog.named(ledger), typed)

    def do(self, steps: Steps) -> int:
        """Write what was planned."""
        return steps.write(self.session)

    def living(self, home: int, day: str) -> set[str]:
        """Who lived in a dwelling on a day, by name."""
        selection = Selection(filters=(), on=date.fromisoformat(day), everyone=True)
        listed = browsing.page(self.session, catalog.named("dwelling"), selection, browsing.Order())
        [row] = [row for row in listed.rows if row["id"] == self.homes[home]]
        return {str(one["name"]) for one in row["residents"]}  # type: ignore[attr-defined, union-attr]

    def households(self) -> list[dict[str, object]]:
        """The households that are not over."""
        return [row for row in self.office.rows("household") if row["valid_to"] is None]


def _number(at: int) -> str:
    body = f"310115{1960 + at}010100{SEXES[at]}"
    return body + check_digit(body)
