# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a scan says of the publiccode.yml of a repository."""

import json

import pytest

from scanner.detectors.interface import Content
from scanner.detectors.publiccode import PubliccodeDetector
from scanner.detectors.publiccode.detector import MAX_DOCUMENT
from scanner.models import BlobKey, Fact, Outcome, Reading, Snapshot, TreeFile
from tests.scanner.publiccode.documents import VALID, with_lines

DETECTOR = PubliccodeDetector()


def read(data: bytes, path: str = "publiccode.yml") -> Reading:
    return DETECTOR.read(Content("1" * 40, data, path, "publiccode"))


def facts_of(files: dict[str, bytes]) -> list[Fact]:
    tree, readings = [], {}
    for number, (path, data) in enumerate(files.items()):
        blob = f"{number:040x}"
        tree.append(TreeFile(path, blob, len(data), "100644"))
        if path_class := DETECTOR.path_class(path, len(data)):
            reading = DETECTOR.read(Content(blob, data, path, path_class))
            readings[BlobKey(blob, path_class)] = Reading.model_validate_json(reading.model_dump_json())
    return list(DETECTOR.conclude(Snapshot("c", tuple(tree), ()), readings))


def told(files: dict[str, bytes]) -> list[tuple[str, str, int, str]]:
    return [(fact.rule, fact.path, fact.line, fact.data.get("key", "")) for fact in facts_of(files)]


@pytest.mark.parametrize(
    ("path", "concerned"),
    [
        ("publiccode.yml", True),
        ("PublicCode.YAML", True),
        ("docs/publiccode.yml", False),
        ("publiccode.yml.j2", False),
    ],
)
def test_the_file_is_at_the_root_in_any_case(path: str, concerned: bool) -> None:
    assert (DETECTOR.path_class(path, 10) is not None) == concerned


def test_a_valid_document_is_kept_whole() -> None:
    (fact,) = facts_of({"publiccode.yml": VALID.encode(), "main.py": b"print()"})
    assert (fact.rule, fact.path, fact.data["valid"], fact.data["version"]) == (
        "publiccode-document",
        "publiccode.yml",
        True,
        "0.7",
    )
    assert fact.data["document"]["description"]["fr"]["features"] == ["Bulletins"]


def test_errors_and_warnings_are_facts_with_their_places() -> None:
    data = with_lines("inputTypes: [text/plain]", "roadmap: bientôt")
    assert told({"publiccode.yml": data}) == [
        ("publiccode-document", "publiccode.yml", 0, ""),
        ("publiccode-warning", "publiccode.yml", 22, "inputTypes"),
        ("publiccode-error", "publiccode.yml", 23, "roadmap"),
    ]
    document, _, error = facts_of({"publiccode.yml": data})
    assert (document.data["valid"], error.data["column"]) == (False, 1)


def test_a_logo_must_be_in_the_tree() -> None:
    files = {"publiccode.yml": with_lines("logo: ./img/logo.svg")}
    assert told(files)[1:] == [("publiccode-error", "publiccode.yml", 22, "logo")]
    assert told(files | {"img/logo.svg": b"<svg/>"})[1:] == []


def test_what_cannot_be_read_is_an_error_without_a_document() -> None:
    document, error = facts_of({"publiccode.yml": b"name: [\n"})
    assert (document.data["document"], document.data["valid"], error.rule) == ({}, False, "publiccode-error")


def test_of_two_files_the_one_of_the_standard_is_read() -> None:
    files = {"publiccode.yaml": b"name: [", "Publiccode.yml": VALID.encode()}
    assert told(files) == [("publiccode-document", "Publiccode.yml", 0, "")]
    assert told({"docs/publiccode.yml": VALID.encode(), "publiccode.yml": b""}) == []


def test_a_document_too_large_to_keep_is_said_to_be() -> None:
    reading = read(with_lines("usedBy:", *(f"  - Commune {n:020}" for n in range(8_000))))
    assert (reading.outcome, reading.summary["document"]) == (Outcome.BOUNDED, {})
    assert str(MAX_DOCUMENT) in reading.reason
    assert len(json.dumps(reading.summary)) < 1_000
