"""The list of one activity: who is on it, and whom a code, a name or an id means.

A code means somebody on the list. A name is looked for on the list first and then among the residents, and has to be
the whole name of one of them: nobody is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app import access
from app.activities.refusals import CodeOfNobody
from app.records import browsing, references
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from ledger import catalog, ids, short_codes, text
from ledger.errors import AmbiguousRecord, RecordNotFound
from storage.reading import Reader
from storage.rows import Row

ACTIVITY, ATTENDEE, PERSON = (catalog.named(name) for name in ("activity", "activity_person", "person"))
NUMBER = "HD"
"""What the number of an activity begins with."""
_NAMESAKES = 200  # of one name; more are never looked at


def found(reader: Reader, said: str) -> Row:
    """The activity that an id or a number means; raises RecordNotFound."""
    row = reader.get(ACTIVITY, references.find(reader, ACTIVITY, said))
    if row is None:
        raise RecordNotFound(ACTIVITY.name)
    return row


def id_of(row: Row) -> bytes:
    """The id of a row."""
    value = row["id"]
    return value if isinstance(value, bytes) else b""


@dataclass(frozen=True, slots=True)
class Meant:
    """Somebody who is meant: a line of the list if there is one, else a resident or a written name."""

    line: Row | None = None
    person: bytes | None = None
    name: str = ""
    by_code: bool = False


class Roll:
    """The lines of an activity's list, as they stood when they were read."""

    def __init__(self, reader: Reader, activity: bytes) -> None:
        self._reader = reader
        self.lines: Sequence[Row] = reader.children(ATTENDEE, "activity_uid", [activity])
        people = (one for line in self.lines if isinstance(one := line["person_uid"], bytes))
        self._names = {one: str(name or "") for one, name in reader.brief(PERSON, ("id", "name"), "id", people)}

    def name_of(self, line: Row) -> str:
        """The name on a line as it is stored: a resident's, or the written one."""
        person = line["person_uid"]
        return self._names.get(person, "") if isinstance(person, bytes) else str(line["name"] or "")

    def line(self, one: str) -> Row:
        """The line with an id; raises RecordNotFound."""
        wanted = ids.from_text(one)
        for line in self.lines:
            if line["id"] == wanted:
                return line
        raise RecordNotFound(ATTENDEE.name)

    def of_person(self, person: bytes) -> Row | None:
        """The line of a resident."""
        return next((line for line in self.lines if line["person_uid"] == person), None)

    def named(self, name: str) -> Meant:
        """A written name: the line that bears it, or whoever is to be written down."""
        key = text.name_key(name)
        line = next((one for one in self.lines if one["person_uid"] is None and self._is_called(one, key)), None)
        return Meant(line, name=text.clean_name(name))

    @access.operation("view", ledger="activity")
    def meant(self, session: Session, said: str) -> Meant:
        """Whom a code, an id, an ID number or a whole name means.

        Raises:
            CodeOfNobody: a code that nobody on the list has.
            RecordNotFound, AmbiguousRecord: nobody is called so, or several are.
        """
        code = short_codes.read_code(said)
        if code is not None:
            coded = [line for line in self.lines if short_codes.short_code(id_of(line)) == code]
            return Meant(self._only(coded), by_code=True)
        key = text.name_key(said)
        called = [line for line in self.lines if self._is_called(line, key)]
        if called:
            return Meant(self._only(called))
        person = self._resident(session, said)
        return Meant(self.of_person(person), person)

    def _is_called(self, line: Row, key: str) -> bool:
        return bool(key) and text.name_key(self.name_of(line)) == key

    def _only(self, lines: Sequence[Row]) -> Row:
        if not lines:
            raise CodeOfNobody
        if len(lines) > 1:
            raise AmbiguousRecord(ATTENDEE.name, len(lines))
        return lines[0]

    def _resident(self, session: Session, said: str) -> bytes:
        try:
            return references.find(self._reader, PERSON, said)
        except RecordNotFound:
            session.rights.require("view", PERSON.name)
        key = text.name_key(said)
        if not key:
            raise RecordNotFound(PERSON.name)
        query = browsing.query(self._reader, PERSON, Selection(search=said), Order(limit=_NAMESAKES))
        called = [row for row in self._reader.page(query).rows if text.name_key(str(row["name"] or "")) == key]
        if len(called) != 1:
            raise AmbiguousRecord(PERSON.name, len(called)) if called else RecordNotFound(PERSON.name)
        return id_of(called[0])
