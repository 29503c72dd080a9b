# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Archives are listed in bounds and never opened; what Git LFS keeps elsewhere is counted."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from catalog.database import Store
from scanner.detectors.archives import archives_detector, lfs_detector, listing
from scanner.detectors.archives.listing import Member, list_archive
from scanner.detectors.interface import Content, Detector
from scanner.git import mirror_folder
from scanner.models import Outcome, Reading
from scanner.scan import scan_repository
from tests.building import RepositoryBuilder
from tests.conftest import MakeRepository


def _zip(names: Iterable[str], content: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, content)
    return buffer.getvalue()


def _tar(names: Iterable[str], content: bytes = b"x") -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def _members(data: bytes) -> tuple[Member, ...]:
    listed = list_archive(data)
    return (listed.members if listed else ()) or ()


def _names(data: bytes) -> list[bytes]:
    return [member.name for member in _members(data)]


def _read(data: bytes, path: str = "a.zip") -> Reading:
    detector = archives_detector()
    path_class = detector.path_class(path, len(data))
    assert path_class
    return detector.read(Content("0" * 40, data, path, path_class))


NAMES = ["lisez-moi.txt", "src/données.csv", "x" * 150 + "/long.txt"]


@pytest.mark.parametrize(
    ("pack", "form"),
    [
        (bytes, "tar"),
        (gzip.compress, "tar.gzip"),
        (bz2.compress, "tar.bzip2"),
        (lzma.compress, "tar.xz"),
    ],
)
def test_a_tar_tells_its_files_whatever_it_is_packed_in(pack: Callable[[bytes], bytes], form: str) -> None:
    data = pack(_tar(NAMES))
    listed = list_archive(data)
    assert listed is not None
    assert (listed.format, listed.reason) == (form, "")
    assert _names(data) == [name.encode() for name in NAMES]


def test_a_zip_tells_its_files_and_not_its_folders() -> None:
    data = _zip([*NAMES, "vide/"])
    assert _names(data) == [name.encode() for name in NAMES]
    assert [member.size for member in _members(data)] == [1, 1, 1]
    assert _members(b"P" + data) == ()  # what runs before it unpacks is a program


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"7z\xbc\xaf\x27\x1c" + bytes(100), "7z"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(100), "rar"),
        (gzip.compress(b"CREATE TABLE agents"), "gzip"),
    ],
)
def test_what_tells_nothing_of_itself_is_still_told(data: bytes, form: str) -> None:
    assert list_archive(data) == (form, None, "")
    assert _read(data).summary == {"format": form, "members": -1}


@pytest.mark.parametrize("data", [b"", b"PK", b"not an archive", b"<html>", bytes(600)])
def test_what_is_no_archive_is_none_whatever_its_name(data: bytes) -> None:
    assert list_archive(data) is None


# --- bombs and damage ------------------------------------------------------------------------------------------------


def test_an_archive_of_too_many_files_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "MAX_MEMBERS", 10)
    for data in (_zip(map(str, range(50))), _tar(map(str, range(50))), gzip.compress(_tar(map(str, range(50))))):
        reading = _read(data)
        assert (reading.outcome, reading.summary["members"]) == (Outcome.BOUNDED, 10)
        assert reading.reason == "more than 10 files in one archive"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_bomb_is_not_expanded_beyond_the_bound(
    pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "MAX_EXPANDED", 1_000_000)
    data = pack(_tar(["a", "b"], bytes(5_000_000)))
    assert len(data) < 20_000
    listed = list_archive(data)
    assert listed is not None
    assert (len(listed.members or ()), listed.reason) == (1, "the archive expands to more than 1000000 bytes")


def test_a_zip_bomb_is_listed_without_being_expanded() -> None:
    data = _zip(["bombe.bin"], bytes(50_000_000))
    assert len(data) < 100_000
    assert [member.size for member in _members(data)] == [50_000_000]


def test_an_archive_within_an_archive_stays_closed() -> None:
    assert _names(_zip(["dedans.zip"], _zip([".env"]))) == [b"dedans.zip"]


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
@pytest.mark.parametrize(
    "whole", [_zip(NAMES, b"y" * 999), _tar(NAMES), gzip.compress(_tar(NAMES)), lzma.compress(_tar(NAMES))]
)
def test_a_damaged_archive_says_so_or_lists_what_it_can(whole: bytes, cut: float) -> None:
    listed = list_archive(whole[: int(len(whole) * cut)])
    assert listed is None or listed.reason or len(listed.members or ()) <= len(NAMES)


# --- what is in it ---------------------------------------------------------------------------------------------------


def test_names_that_someone_must_look_at_are_findings() -> None:
    names = [
        "a.txt",
        "conf/.env",
        "conf/.env.example",
        "home/.ssh/id_rsa",
        "cle.p12",
        "dump/agents.sql",
        "x.pem",
        "cacert.pem",
    ]
    found = {(f.rule, f.confidence.value): f.data["names"] for f in _read(_zip(names), "sauvegarde.zip").findings}
    assert found == {
        ("archive-keys", "medium"): ["cle.p12", "conf/.env", "home/.ssh/id_rsa"],
        ("archive-keys", "low"): ["x.pem"],
        ("archive-dump", "low"): ["dump/agents.sql"],
    }


def test_the_certificates_and_scripts_of_libraries_are_not() -> None:
    names = ["certifi/cacert.pem", "db/migration/V1__init.sql", "tests/keys/test.key"]
    assert _read(_zip(names), "lib.jar").findings == ()
    assert [f.rule for f in _read(_zip([*names, ".env"]), "app.war").findings] == ["archive-keys"]


def test_odd_names_are_printable() -> None:
    data = _tar([".env", "a\nb/.env"])
    [found] = _read(data, "x.tar").findings
    assert found.data["names"] == [".env", "a\\nb/.env"]


# --- conclusions -----------------------------------------------------------------------------------------------------

POINTER = "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize {}\n"


@pytest.fixture
def source(make_repository: MakeRepository) -> RepositoryBuilder:
    return make_repository()


def test_a_repository_tells_what_it_holds_without_being_read(
    source: RepositoryBuilder, store: Store, tmp_path: Path
) -> None:
    source.write("lib/a.jar", _zip(["A.class", "B.class"])).write("sauvegarde.zip", _zip([".env"], b"y" * 5000))
    source.write("fausse.zip", "du texte\n")
    source.write("video.mp4", POINTER.format("a" * 64, 123_456_789)).write("carte.tif", POINTER.format("b" * 64, 5))
    source.write("petit.py", "# rien que du code, mais de la taille d'un pointeur\n" + "x = 1\n" * 15).commit()
    mirror = mirror_folder(source.git_dir, tmp_path / "mirror.git")
    detectors: dict[str, Detector] = {"archives": archives_detector(), "lfs": lfs_detector()}
    scan = scan_repository(mirror, store, store.save_readings, detectors)
    archives, lfs = scan.facts
    assert (archives.rule, archives.data["count"], archives.data["formats"]) == ("archives-not-read", 2, {"zip": 2})
    assert {each["path"]: each["members"] for each in archives.data["examples"]} == {
        "lib/a.jar": 2,
        "sauvegarde.zip": 1,
    }
    assert (lfs.rule, lfs.path) == ("lfs-not-read", "video.mp4")
    assert (lfs.data["count"], lfs.data["bytes"]) == (2, 123_456_794)
    assert [place.path for place in scan.places] == ["sauvegarde.zip"]
    assert scan.report.outcome is Outcome.READ
