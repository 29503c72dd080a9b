# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The publiccode.yml of repositories in a view: as the scan read it, and of open code only for the public."""

from catalog.database import Store
from catalog.view import Audience, PubliccodeProblem
from catalog.view_builder import build_view
from catalog.viewing.publiccode import read_publiccode
from scanner.detectors.interface import Content
from scanner.detectors.publiccode import PubliccodeDetector
from scanner.models import BlobKey, Fact, Snapshot, TreeFile, Visibility
from tests.catalog.filling import repository, scan
from tests.scanner.publiccode.documents import VALID, with_lines

DETECTORS = {"publiccode": "1"}


def facts_of(data: bytes) -> list[Fact]:
    """Return what a scan concludes of a publiccode.yml."""
    detector, blob = PubliccodeDetector(), "b" * 40
    reading = detector.read(Content(blob, data, "publiccode.yml", "publiccode"))
    tree = (TreeFile("publiccode.yml", blob, len(data), "100644"),)
    return list(detector.conclude(Snapshot("c", tree, ()), {BlobKey(blob, "publiccode"): reading}))


def test_the_document_and_its_problems_are_those_of_the_scan(store: Store) -> None:
    valid, wrong, none = (repository(store, f"g/{name}", Visibility.PUBLIC) for name in ("juste", "faux", "sans"))
    scan(store, valid, facts_of(VALID.encode()), detectors=DETECTORS)
    scan(store, wrong, facts_of(with_lines("roadmap: bientôt", "inputTypes: [text/plain]")), detectors=DETECTORS)
    scan(store, none)
    entries = read_publiccode(store)
    assert set(entries) == {valid, wrong}
    assert (entries[valid].valid, entries[valid].problems, entries[valid].document["name"]) == (True, (), "Paie")
    assert (entries[wrong].valid, entries[wrong].version, entries[wrong].path) == (False, "0.7", "publiccode.yml")
    message = "this must be an http or https address"
    assert entries[wrong].problems[0] == PubliccodeProblem(
        line=22, column=1, key="roadmap", message=message, severity="error"
    )
    assert entries[wrong].problems[1].severity == "warning"


def test_the_public_reads_those_of_open_code_only(store: Store) -> None:
    scan(store, repository(store, "g/ouvert", Visibility.PUBLIC), facts_of(VALID.encode()), detectors=DETECTORS)
    canary = VALID.replace("Paie", "Canari")
    scan(store, repository(store, "g/ferme", Visibility.PRIVATE), facts_of(canary.encode()), detectors=DETECTORS)
    public, internal = build_view(store, Audience.PUBLIC), build_view(store, Audience.INTERNAL)
    assert "Canari" not in public.model_dump_json()
    assert "Canari" in internal.model_dump_json()
    assert [entry.publiccode is not None for entry in public.repositories] == [True]
