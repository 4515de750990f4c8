"""登记求助: an order in which a resident asks for what a guide card offers, and whom its form names at first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from app import access
from app.dossiers import dossier
from app.guides.cards import Guide
from app.orders.attached import File
from app.orders.intake import Made
from app.orders.keeping import ORDER
from app.records.choosing import Choice
from app.stores.session import Session
from app.topics import reporting

_CAME: Final = "03"
"""居民来访."""
_LONGEST: Final = ORDER.field("title").max_length


@dataclass(frozen=True, slots=True)
class Whom:
    """A resident who asks, and the home that they live in; None where none is known."""

    person: Choice
    home: Choice | None = None

    @property
    def preset(self) -> dict[str, Choice]:
        """Both as the order's form takes them."""
        return {"reporter_person": self.person} | ({"dwelling_uid": self.home} if self.home else {})


@access.operation("view", ledger="person")
def whom(session: Session, person: str) -> Whom:
    """A resident with the home; raises RecordNotFound."""
    found = dossier.person(session, person)
    lived = [one for one in found.homes if not one.is_over and one.sort != "registered"]
    home = next((one for one in lived if one.is_actual), lived[0] if lived else None)
    place = Choice(home.dwelling, home.address) if home else None
    return Whom(Choice(found.id, found.name, found.about), place)


def opening(guide: Guide) -> dict[str, str]:
    """What the form says before anybody types: the category, the guide by its name, that a resident came."""
    named = {"title": f"求助 {guide.service}"[:_LONGEST], "description": f"求助：{guide.service}。"}
    return {"category": guide.category, "source": _CAME, **named}


@access.operation("edit", ledger="work_order")
def ask(session: Session, guide: Guide, typed: Mapping[str, str], files: Sequence[File] = ()) -> Made:
    """Register the order; it names the guide and is tied to its row, in one action. Raises as `intake.create`."""
    return reporting.asked_for(session, guide.id, typed, files)
