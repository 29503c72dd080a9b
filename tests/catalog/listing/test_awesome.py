# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""awesome.json: the valid publiccode.yml documents, as they were written, each with its versions."""

import json
from typing import Any

from catalog.listing import awesome
from catalog.listing.api_paths import ApiPaths
from catalog.view import PubliccodeEntry, PubliccodeProblem, ReleaseEntry, RepositoryEntry, View
from scanner.publiccode import validate
from tests.catalog import views
from tests.scanner.publiccode.documents import replaced

URL = "https://git.exemple.gouv.fr/drh/paie"


def entry(data: bytes, full_name: str = "drh/paie", **fields: object) -> RepositoryEntry:
    """Return a repository with a publiccode.yml."""
    told = validate(data)
    problems = tuple(PubliccodeProblem(**problem.model_dump(mode="json")) for problem in told.problems)
    publiccode = PubliccodeEntry(
        path="publiccode.yml", valid=told.valid, version=told.version, document=told.document, problems=problems
    )
    return views.repository(full_name, "git.exemple.gouv.fr", publiccode=publiccode, **fields)


def documents(*entries: RepositoryEntry) -> list[dict[str, Any]]:
    ((name, text),) = awesome.files(ApiPaths(_view(*entries)), "https://code.exemple.gouv.fr")
    assert name == "awesome.json"
    told: list[dict[str, Any]] = json.loads(text)
    return told


def _view(*entries: RepositoryEntry) -> View:
    return views.view(repositories=entries)


def test_a_document_is_as_written_with_its_three_newest_versions() -> None:
    releases = tuple(
        ReleaseEntry(tag=f"v{n}", published_at=f"2026-0{n}-01T00:00:00Z", url=f"{URL}/-/tags/v{n}")
        for n in (4, 3, 2, 1)
    )
    (document,) = documents(entry(replaced("name: Paie", "name: Paie des agents"), releases=releases))
    assert (document["name"], document["localisation"]["localisationReady"]) == ("Paie des agents", False)
    assert document["releases_url"] == (
        "https://code.exemple.gouv.fr/api/v1/hosts/git.exemple.gouv.fr/releases/drh/paie"
    )
    assert [each["tag_name"] for each in document["releases"]] == ["v4", "v3", "v2"]
    assert document["releases"][0] == {
        "url": f"{URL}/-/tags/v4",
        "html_url": f"{URL}/-/tags/v4",
        "repo_name": "drh/paie",
        "name": "v4",
        "tag_name": "v4",
        "body": "",
        "published_at": "2026-04-01T00:00:00Z",
    }


def test_without_versions_the_keys_are_there_and_empty() -> None:
    (document,) = documents(entry(replaced("Paie", "Paie")))
    assert (document["releases_url"], document["releases"]) == ("", [])


def test_what_does_not_validate_is_left_out_and_counted() -> None:
    wrong = entry(replaced("stable", "fini"), "drh/conges")
    assert documents(wrong) == []
    assert awesome.left_out(_view(wrong, views.repository("drh/sans"))) == [wrong]
    assert documents() == []


def test_of_one_software_the_repository_that_bears_its_address_is_kept() -> None:
    fork = entry(replaced("Paie", "Paie (copie)"), "autre/paie", fork=True)
    original = entry(replaced("paie\n", "paie.git\n"), "drh/Paie")
    for order in ((fork, original), (original, fork)):
        assert [document["name"] for document in documents(*order)] == ["Paie"]


def test_documents_are_sorted_by_address() -> None:
    other = entry(replaced("drh/paie", "drh/conges"), "drh/conges")
    urls = [document["url"] for document in documents(entry(replaced("Paie", "Paie")), other)]
    assert urls == sorted(urls)
    assert len(urls) == 2
