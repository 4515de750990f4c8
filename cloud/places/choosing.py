"""The place that the operator named: nothing for a folder in the data folder, a path, or `s3://bucket/prefix`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from cloud.places.folder import FolderPlace
from cloud.places.place import Place
from cloud.places.s3 import S3Place
from ledger.errors import LedgerError

BLOBS: Final = "LINONG_CLOUD_BLOBS"
"""The environment's name for it, for processes that are started by the first one."""
S3: Final = "s3://"


class PlaceUnknown(LedgerError):
    """No place is named so; `said` is what was."""

    def __init__(self, said: str) -> None:
        super().__init__("no such place")
        self.said = said


def of_environment(data: Path) -> Place:
    """The place of a server with this data folder, as the environment names it; raises PlaceUnknown."""
    return named(os.environ.get(BLOBS, ""), data)


def named(said: str, data: Path) -> Place:
    """The place that is named so; raises PlaceUnknown."""
    if not said:
        return FolderPlace(data / "blobs")
    if said.startswith(S3):
        bucket, _, prefix = said.removeprefix(S3).partition("/")
        if not bucket:
            raise PlaceUnknown(said)
        return S3Place(bucket, prefix)
    if "://" in said or not Path(said).is_absolute():
        raise PlaceUnknown(said)
    return FolderPlace(Path(said))
