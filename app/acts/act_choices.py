"""What dialogs of named actions offer: the households of a dwelling, the people of a household or of a dwelling."""

from __future__ import annotations

from app import access
from app.acts import households
from app.acts.steps import DWELLING, HOUSEHOLD, RESIDENCE, Steps, live
from app.dossiers.dossier_parts import about_person
from app.records.choosing import Choice
from app.records.deriving import lives_there
from app.records.naming import Names
from app.records.showing import person_name
from app.stores.session import Session
from ledger import clock, ids
from storage.reading import Reader
from storage.rows import Row, id_in


@access.operation("view", ledger="dwelling")
def households_of(session: Session, dwelling: str) -> list[Choice]:
    """The households of a dwelling that are not over."""
    with session.reader() as reader, reader.snapshot():
        names, home = Names(reader), live(reader, DWELLING, dwelling)
        rows = reader.children(HOUSEHOLD, "dwelling_uid", [id_in(home)])
        return [_household(reader, names, row) for row in rows if row.get("valid_to") is None]


@access.operation("view", ledger="dwelling")
def members_of(session: Session, household: str) -> list[Choice]:
    """The members of a household today, the head first."""
    with session.reader() as reader, reader.snapshot():
        row = live(reader, HOUSEHOLD, household)
        head = id_in(row, "head_person_uid")
        people = [id_in(stay, "person_uid") for stay in households.members(reader, Steps(""), row)]
        return _people(reader, sorted(dict.fromkeys(people), key=lambda one: one != head))


@access.operation("view", ledger="dwelling")
def residents_of(session: Session, dwelling: str) -> list[Choice]:
    """Who lives in a dwelling today."""
    with session.reader() as reader, reader.snapshot():
        home = live(reader, DWELLING, dwelling)
        stays = reader.children(RESIDENCE, "dwelling_uid", [id_in(home)])
        people = [id_in(stay, "person_uid") for stay in stays if lives_there(stay, clock.today())]
        return _people(reader, list(dict.fromkeys(people)))


def _people(reader: Reader, people: list[bytes]) -> list[Choice]:
    names, today = Names(reader), clock.today()
    names.load("person", people)
    return [
        Choice(ids.to_text(one), person_name(names, one, today), about_person(names.row("person", one) or {}, today))
        for one in people
    ]


def _household(reader: Reader, names: Names, row: Row) -> Choice:
    head = id_in(row, "head_person_uid")
    title = f"{person_name(names, head, clock.today())}户" if head else "未定户主的户"
    count = len({stay["person_uid"] for stay in households.members(reader, Steps(""), row)})
    return Choice(ids.to_text(id_in(row)), title, f"{count} 人")
