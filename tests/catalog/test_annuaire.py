# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The State's directory: every packing of it is read, in bounded memory, and what is odd costs no more than itself."""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from catalog import annuaire
from catalog.annuaire import read_annuaire

GOVERNMENT, MINISTRY, OFFICE = (f"{n}0000000-0000-4000-8000-000000000000" for n in "123")


def service(identifier: str, name: str, *children: str, **fields: object) -> dict[str, object]:
    """Return a record of the directory."""
    links = [{"type_hierarchie": "Service Fils", "service": child} for child in children]
    return {"id": identifier, "nom": name, "hierarchie": links, "mission": "Elle assure sa mission."} | fields


SERVICES = [
    service(GOVERNMENT, "Gouvernement", MINISTRY),
    service(MINISTRY, "Ministère exemplaire", OFFICE),
    service(OFFICE, "Service du numérique"),
]
TEXT = json.dumps({"service": SERVICES}, ensure_ascii=False).encode()


def _tar(text: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:bz2") as archive:
        for name, content in (("LISEZMOI.txt", b"rien"), ("dila/annuaire.json", text)):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return packed.getvalue()


def _zip(text: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("LISEZMOI.txt", "rien")
        archive.writestr("dila_refOrga_admin_Etat_fr.JSON", text)
    return packed.getvalue()


def _write(tmp_path: Path, services: list[Any]) -> Path:
    path = tmp_path / "annuaire.json"
    path.write_text(json.dumps({"service": services}), encoding="utf-8")
    return path


# --- how it is packed ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pack",
    [bytes, gzip.compress, bz2.compress, lzma.compress, _tar, _zip],
    ids=["json", "gz", "bz2", "xz", "tar", "zip"],
)
def test_it_is_read_however_it_is_packed_and_named(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "annuaire"
    path.write_bytes(pack(TEXT))
    read = read_annuaire(path)
    assert (read.complete, read.problems) == (True, [])
    assert read.names[OFFICE] == "Service du numérique"
    assert read.parents == {MINISTRY: GOVERNMENT, OFFICE: MINISTRY}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(SERVICES).encode(),
        b"\xef\xbb\xbf \n" + TEXT,
        json.dumps({"date": "2026-11-24", "source": {"service": 1}, "service": SERVICES}).encode(),
        json.dumps({"service": [one | {"hierarchie": json.dumps(one["hierarchie"])} for one in SERVICES]}).encode(),
    ],
    ids=["bare list", "byte order mark", "other keys first", "links as text, as the API gives them"],
)
def test_its_known_layouts_say_the_same(tmp_path: Path, text: bytes) -> None:
    path = tmp_path / "annuaire.json"
    path.write_bytes(text)
    read = read_annuaire(path)
    assert (read.complete, len(read.names), read.parents[OFFICE], read.problems) == (True, 3, MINISTRY, [])


def test_only_what_stands_right_below_is_followed(tmp_path: Path) -> None:
    link = {"type_hierarchie": "Autre hiérarchie", "service": OFFICE}
    path = _write(tmp_path, [service(GOVERNMENT, "Gouvernement", hierarchie=[link]), service(OFFICE, "Service")])
    read = read_annuaire(path)
    assert (read.parents, read.problems) == ({}, [])


def test_identifiers_are_read_in_any_case(tmp_path: Path) -> None:
    upper = "ABCDEF00-0000-4000-8000-000000000000"
    read = read_annuaire(_write(tmp_path, [service(upper, "Service", f" {upper.replace('A', '9')} ")]))
    assert list(read.names) == [upper.lower()]
    assert read.parents == {upper.replace("A", "9").lower(): upper.lower()}


# --- what is odd -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        ("texte", "record 2 is left out: its id isn't a UUID"),
        ({"nom": "Sans identifiant"}, "record 2 is left out: its id isn't a UUID"),
        ({"id": 12, "nom": "Nombre"}, "record 2 is left out: its id isn't a UUID"),
        (service(OFFICE, ""), f"record 2 ({OFFICE}) has no name"),
        (service(OFFICE, "Service", hierarchie="fils"), f"record 2 ({OFFICE}): its hierarchie isn't a list"),
        (
            service(OFFICE, "Service", hierarchie=["fils"]),
            f"record 2 ({OFFICE}): its hierarchie holds what isn't a link",
        ),
        (service(OFFICE, "Service", "un service"), f"record 2 ({OFFICE}): a service below it isn't named by a UUID"),
        (service(OFFICE, "Service", MINISTRY), f"record 2: {MINISTRY} stands under {GOVERNMENT} and {OFFICE}"),
    ],
)
def test_an_odd_record_is_told_by_its_place_and_costs_only_itself(tmp_path: Path, record: object, reason: str) -> None:
    path = _write(tmp_path, [SERVICES[0], record, SERVICES[1]])
    read = read_annuaire(path)
    (problem,) = read.problems
    assert (problem.file, problem.line) == (str(path), 0)
    assert problem.reason.startswith(reason)
    assert read.complete
    assert read.names[MINISTRY] == "Ministère exemplaire"
    assert read.parents[MINISTRY] == GOVERNMENT


def test_many_odd_records_are_counted_rather_than_told(tmp_path: Path) -> None:
    read = read_annuaire(_write(tmp_path, [*({} for _ in range(70)), *SERVICES]))
    assert len(read.problems) == annuaire.MAX_PROBLEMS + 1
    assert read.problems[-1].reason == "and 50 more problems in this file"
    assert len(read.names) == 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "can't be read past record 0"),
        (b"pas du JSON", "can't be read past record 0"),
        (b'{"services": []}', "no list of services was found"),
        (b"{}", "no list of services was found"),
        (b"[]", "no list of services was found"),
        (TEXT[:-60], "can't be read past record"),
        (TEXT.replace("Ministère".encode(), b"Minist\xe8re"), "can't be read past record"),
        (gzip.compress(TEXT)[:-20], "can't be read past record"),
        (bz2.compress(TEXT)[:-20], "can't be read past record"),
        (_tar(TEXT)[:-20], "can't be read past record"),
        (_zip(TEXT)[:-20], "can't be read past record"),
        (b"PK\x03\x04" + b"\0" * 100, "can't be read past record 0"),
        (_zip(TEXT).replace(b"dila_refOrga_admin_Etat_fr.JSON", b"dila_refOrga_admin_Etat_fr.texte"), "can't be read"),
    ],
)
def test_a_broken_directory_is_told_and_never_taken_for_whole(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "annuaire.json"
    path.write_bytes(content)
    read = read_annuaire(path)
    assert not read.complete
    assert reason in read.problems[-1].reason


def test_an_absent_file_is_told(tmp_path: Path) -> None:
    read = read_annuaire(tmp_path / "absent.json")
    assert (read.complete, read.problems[0].reason) == (
        False,
        "the directory can't be read past record 0: No such file or directory",
    )


# --- bounds ----------------------------------------------------------------------------------------------------------


def test_an_endless_record_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annuaire, "MAX_RECORD", 100_000)
    read = read_annuaire(_write(tmp_path, [SERVICES[0], service(OFFICE, "Service", mission="x" * 300_000)]))
    assert "a record is larger than 100000 bytes" in read.problems[0].reason


@pytest.mark.parametrize(
    "text", ["[" * 10_000_000, '["]",' * 2_000_000, r'["\\\"]",' * 1_000_000], ids=["bare", "texts", "escapes"]
)
def test_a_bottomless_file_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "annuaire.json"
    path.write_text(f'{{"service": [{json.dumps(SERVICES[0])}, {text}', encoding="utf-8")
    read = read_annuaire(path)
    assert "it is nested more than 100 deep" in read.problems[0].reason


@pytest.mark.parametrize("mission", ["[{" * 1000, "\\" * 70_001, '"\\"[' * 40_000, '[\\"' * 40_000])
def test_brackets_in_texts_are_text(tmp_path: Path, mission: str) -> None:
    read = read_annuaire(_write(tmp_path, [service(GOVERNMENT, mission, mission=mission), *SERVICES]))
    assert (read.complete, read.problems, len(read.names)) == (True, [], 3)


@pytest.mark.parametrize("pack", [gzip.compress, _tar, _zip])
def test_a_file_that_swells_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(annuaire, "MAX_UNPACKED", 100_000)
    path = tmp_path / "annuaire"
    path.write_bytes(pack(TEXT[:-1] + b" " * 1_000_000 + b"}"))
    read = read_annuaire(path)
    assert not read.complete
    assert "once unpacked is larger than 100000 bytes" in read.problems[0].reason


def test_too_many_services_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(annuaire, "MAX_SERVICES", 2)
    read = read_annuaire(_write(tmp_path, SERVICES))
    assert "more than 2 services" in read.problems[0].reason
    assert not read.complete


def test_memory_follows_what_is_kept_not_what_is_read(tmp_path: Path) -> None:
    path = tmp_path / "annuaire.json"
    record = json.dumps(service(OFFICE, "Service", mission="x" * 20_000))
    with path.open("w", encoding="utf-8") as file:
        file.write('{"service": [' + ",".join([record] * 1_000) + "]}")
    tracemalloc.start()
    try:
        assert read_annuaire(path).complete
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < path.stat().st_size / 4
