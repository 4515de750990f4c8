"""Attaching files, changing the words of an attachment, taking it away: by the rights of what it belongs to.

Bytes are kept first and the record then: whatever is cut off in between leaves bytes that nobody names, which are swept
(`app.stores.attachments`). What a file is told `contents`, how pictures are kept `pictures`; looks are `looking`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from app import access, logs
from app.attachments import contents, owners, pictures
from app.attachments.refusals import AlreadyAttached, AttachmentRefused, AttachmentsFull
from app.jobs import SILENT, JobContext
from app.stores.attachments import quota
from app.stores.session import Session
from ledger import check, clock, ids
from ledger.errors import FieldsRefused, LedgerError
from storage import place
from storage.attachments.blobs import Blobs
from sync.protocol import MOST_BLOB_BYTES

MOST_READ: Final = 64 * 1024 * 1024
"""Of a file before it is written anew: a photograph as a camera makes it."""
_ANY_NUMBER: Final = 1_000_000
_MEGABYTE: Final = 1024 * 1024
_ROOM: Final = 32 * 1024 * 1024
_ITS_OWN: Final = (AttachmentRefused, AlreadyAttached, AttachmentsFull)


@dataclass(frozen=True, slots=True)
class Added:
    """What came of several files: the new attachments, the action, and the names of those not taken, with why."""

    ids: tuple[str, ...]
    action: int
    refused: tuple[tuple[str, LedgerError], ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that goes with a record that is written now."""

    id: bytes
    values: Mapping[str, object] = field(repr=False)

    @property
    def is_picture(self) -> bool:
        """Whether it is a photograph."""
        return self.values.get("mime") == owners.PICTURE

    def of(self, ledger: str, record: bytes) -> tuple[bytes, dict[str, object]]:
        """Its record, as what belongs to that one."""
        return self.id, {**self.values, owners.subject(ledger): record}


@access.operation("edit")
def attach(session: Session, ledger: str, record: str, path: Path, *, caption: str = "") -> str:
    """Attach a file to a record; answers the attachment's id.

    Raises:
        AttachmentRefused, AlreadyAttached, AttachmentsFull, FieldsRefused, RecordNotFound: nothing was kept.
        DiskFull, DatabaseBusy, DiskTrouble.
    """
    adding = _Adding(session, ledger, record)
    adding.take(path, _words(caption))
    return adding.write().ids[0]


@access.operation("edit")
def taken(session: Session, ledger: str, paths: Iterable[Path], record: str = "") -> list[Taken]:
    """Files for what is yet to be written, a new record or a step of `record`: their bytes are kept.

    Raises as `attach`, for the first file that is not taken.
    """
    several = list(paths)
    adding = _Adding(session, ledger, record if several else "")
    for path in several:
        adding.take(path, {})
    return [Taken(one, values) for one, values in adding.rows]


@access.operation("edit")
def attach_all(session: Session, ledger: str, record: str, paths: Iterable[Path], ctx: JobContext = SILENT) -> Added:
    """Attach files to a record as one action; a file that is not taken keeps none of the others back.

    A cancel leaves nothing attached. Raises RecordNotFound, DiskFull, DatabaseBusy, DiskTrouble.
    """
    adding, several = _Adding(session, ledger, record), list(paths)
    refused: list[tuple[str, LedgerError]] = []
    for at, path in enumerate(several):
        ctx.checkpoint()
        ctx.report(at, len(several), "attaching")
        try:
            adding.take(path, {})
        except _ITS_OWN as error:
            refused.append((path.name, error))
    ctx.report(len(several), len(several), "attaching")
    ctx.checkpoint()
    added = adding.write()
    return Added(added.ids, added.action, tuple(refused))


@access.operation("edit")
def put_caption(session: Session, ledger: str, attachment: str, caption: str) -> int:
    """Change the words of an attachment; answers the action, 0 where they stood so already.

    Raises FieldsRefused, RecordNotFound, ChangedBeneath.
    """
    session.rights.require_level("edit", ledger, owners.LEVEL)
    with session.reader() as reader:
        row, _ = owners.with_owner(reader, ledger, attachment)
    words = {"caption": None, **_words(caption)}
    if words["caption"] == row.get("caption"):
        return 0
    with session.store.write(user=session.login, kind="caption") as write:
        write.patch(owners.LEDGER, [(owners.id_of(row), {"caption": row.get("caption")}, words)])
        return write.action


@access.operation("remove")
def detach(session: Session, ledger: str, attachment: str, *, reason: str) -> int:
    """Take an attachment away and answer the action; it comes back by an undo. Raises ReasonMissing, RecordNotFound."""
    with session.reader() as reader:
        row, _ = owners.with_owner(reader, ledger, attachment)
    with session.store.write(user=session.login, kind="detach", reason=reason) as write:
        write.delete(owners.LEDGER, [owners.id_of(row)], reason=reason)
        return write.action


class _Adding:
    """Files on their way to one record: the bytes of each are kept as it is taken, all records are written at once."""

    def __init__(self, session: Session, ledger: str, record: str = "") -> None:
        """`record` is left out where it is not there yet."""
        session.rights.require_level("edit", ledger, owners.LEVEL)
        self._session, self._subject = session, owners.subject(ledger)
        self._owner: dict[str, object] = {}
        self._known: set[str] = set()
        if record:
            with session.reader() as reader:
                owner = owners.id_of(owners.found(reader, ledger, record))
                self._known = {str(row["sha"]) for row in reader.children(owners.LEDGER, self._subject, [owner])}
            self._owner = {self._subject: owner}
        self._ledger = ledger
        self.rows: list[tuple[bytes, dict[str, object]]] = []

    def take(self, path: Path, words: dict[str, object]) -> None:
        """Look at a file and keep its bytes; raises what `attach` does."""
        most = owners.MOST.get(self._ledger, _ANY_NUMBER)
        if len(self._known) >= most:
            raise AttachmentRefused("too_many", most)
        values, content, small = _prepared(_read(path))
        megabytes = owners.MOST_MEGABYTES.get(self._ledger, _ANY_NUMBER)
        if len(content) > megabytes * _MEGABYTE:
            raise AttachmentRefused("heavy", megabytes)
        store = self._session.store
        place.require_free(store.folder, 2 * len(content) + _ROOM)
        with store.attached.blobs() as blobs:
            _require_room(blobs, quota(self._session), len(content) + len(small))
            sha = blobs.put(content)
            if small:
                values["thumb"] = blobs.put(small)
        if sha in self._known:
            raise AlreadyAttached
        self._known.add(sha)
        values |= {**self._owner, "sha": sha, "size_bytes": len(content), "name": _name(path), **words}
        self.rows.append((ids.new_id(), values))

    def write(self) -> Added:
        """Write the records of what was taken; nothing where there is none."""
        if not self.rows:
            return Added((), 0)
        with self._session.store.write(user=self._session.login, kind="attach") as write:
            write.create(owners.LEDGER, self.rows)
            action = write.action
        for _, values in self.rows:
            logs.event("attached", ledger=self._ledger, mime=values["mime"], size=values["size_bytes"])
        return Added(tuple(ids.to_text(one) for one, _ in self.rows), action)


def _require_room(blobs: Blobs, quota_bytes: int, needed: int) -> None:
    """Give up originals that the cloud has until this fits; raises AttachmentsFull where that is not enough."""
    blobs.make_room(max(quota_bytes - needed, 0))
    if blobs.total() + needed > quota_bytes:
        raise AttachmentsFull(quota_bytes // 1_000_000)


# -- the file


def _read(path: Path) -> bytes:
    """The file's bytes; raises AttachmentRefused."""
    try:
        if path.stat().st_size > MOST_READ:
            raise AttachmentRefused("too_large")
        return path.read_bytes()
    except OSError as error:
        raise AttachmentRefused("unreadable") from error


def _prepared(content: bytes) -> tuple[dict[str, object], bytes, bytes]:
    """What the record says, the bytes that are kept, and the small picture; raises AttachmentRefused."""
    form, mime = contents.told(content)
    if form == "picture":
        made = pictures.prepared(content)
        return {"mime": owners.PICTURE, "width": made.width, "height": made.height}, made.content, made.small
    if len(content) > MOST_BLOB_BYTES:
        raise AttachmentRefused("too_large")
    return {"mime": mime}, content, b""


def _name(path: Path) -> str:
    """The file's name as people know it, shortened before its ending."""
    most = owners.LEDGER.field("name").max_length
    return path.name if len(path.name) <= most else f"{path.stem[: most - len(path.suffix) - 1]}…{path.suffix}"[:most]


def _words(caption: str) -> dict[str, object]:
    """The caption as it is stored; raises FieldsRefused."""
    checked = check.check(owners.LEDGER, {"caption": caption}, clock.today(), complete=False)
    if checked.problems:
        raise FieldsRefused(owners.LEDGER.name, tuple((one.field, one.rule) for one in checked.problems))
    return {name: value for name, value in checked.values.items() if name == "caption"}
