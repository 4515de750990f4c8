"""Places for pieces: memory, a folder, a bucket behind the real client library; one suite for all."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud.places import choosing
from cloud.places.choosing import PlaceUnknown
from cloud.places.folder import FolderPlace
from cloud.places.memory import MemoryPlace
from cloud.places.place import PieceMissing, Place, PlaceTrouble
from cloud.places.s3 import S3Place
from tests.cloud.buckets import Bucket, serving

CID = "310115001001"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    with serving("papers") as served:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", served.url)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "id")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "sh")
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield served


@pytest.fixture(params=["memory", "folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "memory":
        return MemoryPlace()
    if request.param == "folder":
        return FolderPlace(tmp_path / "blobs")
    request.getfixturevalue("bucket")
    return choosing.named("s3://papers/linong/", tmp_path)


def test_a_piece_comes_back_and_goes(place: Place) -> None:
    content = os.urandom(300_000)
    place.put(f"{CID}/aa/1", content)
    place.put(f"{CID}/aa/2", b"two")
    assert place.get(f"{CID}/aa/1") == content
    place.drop(f"{CID}/aa/1")
    place.drop(f"{CID}/aa/1")
    with pytest.raises(PieceMissing):
        place.get(f"{CID}/aa/1")
    assert place.get(f"{CID}/aa/2") == b"two"


def test_what_lies_under_a_name_is_told_and_nothing_else(place: Place) -> None:
    names = [f"{CID}/aa/1", f"{CID}/aa/2", f"{CID}/ab/1", f"{CID}/ac/1", f"{CID}/ad/1"]
    for name in (*names, f"{CID}1/aa/1"):
        place.put(name, b"x")
    assert sorted(one.name for one in place.lying(CID)) == names
    assert list(place.lying("310115009999")) == []


def test_s3_keeps_below_its_prefix_and_tells_its_troubles(bucket: Bucket) -> None:
    place = S3Place("papers", "linong")
    place.put("a/b/c", b"x")
    assert list(bucket.objects) == ["linong/a/b/c"]
    assert next(place.lying("a")).since_ms > 1_600_000_000_000
    bucket.refuses = (403, "AccessDenied")
    for refused in (lambda: place.put("a/b/d", b"x"), lambda: place.get("a/b/c"), lambda: list(place.lying("a"))):
        with pytest.raises(PlaceTrouble) as told:
            refused()
        assert told.value.what == "AccessDenied"


def test_an_s3_store_that_is_not_there_is_a_trouble(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with pytest.raises(PlaceTrouble):
        S3Place("papers").get("a/b/c")


def test_a_folder_is_this_users_alone_and_leaves_nothing_half_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = FolderPlace(tmp_path / "blobs")
    place.put("a/b/c", b"x")
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "blobs/a/b/c").stat().st_mode) == 0o600

    def full(_handle: int) -> None:
        raise OSError(28, "no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PlaceTrouble) as told:
        place.put("a/b/d", b"y")
    assert told.value.what == "ENOSPC"
    monkeypatch.undo()
    assert [one.name for one in place.lying("a")] == ["a/b/c"]
    place.drop("a/b/c")
    assert not (tmp_path / "blobs" / "a").exists()  # nor empty folders


def test_a_place_is_named_by_a_path_or_a_bucket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named = choosing.of_environment(tmp_path)
    assert isinstance(named, FolderPlace)
    named.put("a/b/c", b"x")
    assert (tmp_path / "blobs/a/b/c").exists()
    monkeypatch.setenv(choosing.BLOBS, str(tmp_path / "elsewhere"))
    assert isinstance(choosing.of_environment(tmp_path), FolderPlace)
    for wrong in ("relative/path", "s3://", "ftp://host/path"):
        with pytest.raises(PlaceUnknown):
            choosing.named(wrong, tmp_path)
