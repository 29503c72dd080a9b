# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""codemeta.json of each repository: CodeMeta 3.0, made from what the listing knows."""

import json
from pathlib import Path

from rdflib import Graph, Literal, URIRef

from catalog.listing.codemeta import codemeta_path, description, files
from catalog.pages.index import Index
from catalog.view import PubliccodeEntry, ReleaseEntry, RepositoryEntry
from scanner.models import OwnerKind
from tests.catalog import views

CONTEXT = {
    "@vocab": "http://schema.org/",
    "codeRepository": {"@type": "@id"},
    "license": {"@type": "@id"},
    "identifier": {"@type": "@id"},
}
"""What the published context (https://w3id.org/codemeta/3.0) says of these terms: no test goes to the network."""


def index(*entries: RepositoryEntry, **fields: object) -> Index:
    """Return the index of repositories of one owner."""
    owner = views.owner("drh").model_copy(update={"repositories_count": len(entries)} | fields)
    return Index(views.view(repositories=entries, owners=(owner,)))


def test_all_that_is_known_is_told_in_the_words_of_codemeta() -> None:
    entry = views.ACCESS.model_copy(
        update={
            "owner": "drh",
            "releases": (ReleaseEntry(tag="v2.1"),),
            "publiccode": PubliccodeEntry(path="publiccode.yml", valid=True, document={"developmentStatus": "stable"}),
        }
    )
    told = description(entry, index(entry, name="Direction des ressources humaines"))
    assert told == {
        "@context": "https://w3id.org/codemeta/3.0",
        "@type": "SoftwareSourceCode",
        "@id": "https://github.com/dgfip-exemple/calcul-impot",
        "identifier": "https://github.com/dgfip-exemple/calcul-impot",
        "name": "calcul-impot",
        "description": views.ACCESS.description,
        "codeRepository": "https://github.com/dgfip-exemple/calcul-impot",
        "url": "https://impots.exemple.gouv.fr/calcul",
        "issueTracker": "https://github.com/dgfip-exemple/calcul-impot/issues",
        "license": "https://spdx.org/licenses/GPL-3.0-or-later",
        "programmingLanguage": "Python",
        "keywords": ["impôt", "calcul", "openfisca"],
        "version": "v2.1",
        "dateCreated": "2019-03-12",
        "dateModified": "2026-10-28",
        "developmentStatus": "https://www.repostatus.org/#active",
        "maintainer": {
            "@type": "Organization",
            "name": "Direction des ressources humaines",
            "url": "https://github.com/drh",
        },
    }


def test_what_is_unknown_is_left_out() -> None:
    entry = views.repository("drh/outil", html_url="https://folder.invalid/drh/outil", archived=True)
    told = description(entry, index(entry))
    assert set(told) == {"@context", "@type", "name", "developmentStatus", "maintainer"}
    assert told["developmentStatus"] == "https://www.repostatus.org/#inactive"


def test_what_the_forge_does_not_say_comes_from_the_publiccode() -> None:
    document = {"description": {"en": {"shortDescription": "Payroll"}, "fr": {"shortDescription": "La\npaie"}, "x": 1}}
    entry = views.repository(
        "drh/paie", publiccode=PubliccodeEntry(path="publiccode.yml", valid=False, document=document)
    )
    assert description(entry, index(entry))["description"] == "La paie"
    odd = PubliccodeEntry(path="publiccode.yml", valid=False, document={"description": ["x"], "developmentStatus": {}})
    assert "description" not in description(views.repository("drh/paie", publiccode=odd), index())


def test_a_person_is_not_named() -> None:
    entry = views.repository("drh/outil")
    assert "maintainer" not in description(entry, index(entry, kind=OwnerKind.USER, name="Camille Martin"))


def test_each_listed_repository_has_its_file() -> None:
    gone = views.repository("drh/parti", gone=True)
    known = index(views.repository("drh/outil"), views.repository("drh/x"), views.repository("drh/x.json/y"), gone)
    written = dict(files(known))
    assert len(written) == 3
    assert "data/codemeta/github.com/drh/outil.json" in written
    assert not [path for path in written if any(str(above) in written for above in Path(path).parents)]
    assert codemeta_path(gone, known) == ""


def test_it_is_json_ld() -> None:
    text = json.dumps(description(views.ACCESS, index(views.ACCESS)) | {"@context": CONTEXT})
    graph = Graph().parse(data=text, format="json-ld")
    subject = URIRef("https://github.com/dgfip-exemple/calcul-impot")
    told = set(graph.predicate_objects(subject))
    assert (URIRef("http://schema.org/license"), URIRef("https://spdx.org/licenses/GPL-3.0-or-later")) in told
    assert (URIRef("http://schema.org/name"), Literal("calcul-impot")) in told
