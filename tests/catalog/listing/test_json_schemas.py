# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The JSON files of ours are what their schemas say, which are closed: a key that is added is added there too."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from catalog.algorithms import EvidencePlace, Sheet
from catalog.listing.everything import FORMATS, Source
from catalog.made import whole
from catalog.pages.index import Index
from catalog.pages.settings import SiteSettings
from catalog.priority_policy import load_priorities
from catalog.registers.models import Algorithm, AlgorithmKind, Automation
from catalog.view import OpeningEntry, View
from scanner.models import Visibility
from scanner.resources import resource_dir
from tests.catalog.hostile_views import hostile_view
from tests.catalog.views import internal_view, public_view, view

SCHEMAS = resource_dir("policies") / "schemas" / "output"
FRENCH = {"algorithmes": "algorithms"}
"""Files whose schema has an English name."""
OPENINGS = (
    OpeningEntry(name="Paie", quarter="2021-T4", announced_on="2021-09-23", late=True, source="https://exemple.fr/a"),
    OpeningEntry(name="Impôt", effective=True, effective_on="2020-02-03", effective_quarter="2020-T1", recognised=True),
)
SHEETS = (
    Sheet(
        algorithm=Algorithm(
            file="algorithmes.yml",
            line=3,
            name="Affectation",
            automation=Automation.PARTIAL,
            kind=AlgorithmKind.RULES,
            scope="external",
            decisions_per_year=12,
            legal_basis=("L. 612-3",),
        ),
        repository="github.com/a/b",
        visibility=Visibility.PUBLIC,
        evidence=(EvidencePlace(path="a.py", line=1),),
    ),
    Sheet(algorithm=Algorithm(file="", line=0, name="Aide", status="proposed")),
)


def documents(of: View) -> dict[str, Any]:
    """Return the JSON of ours among all files, by the name of its schema."""
    source = Source(of, Index(of), load_priorities(), SiteSettings())
    files = (file for files in FORMATS for file in whole(files(source)))
    names = ((name, json.loads(text)) for name, text in files if re.fullmatch(r"data/[a-z-]+\.json", name))
    kept = ((name, document) for name, document in names if isinstance(document, dict) and "schema_version" in document)
    return {FRENCH.get(stem, stem): document for name, document in kept if (stem := Path(name).stem)}


def schema(name: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return described


@pytest.mark.parametrize(
    "of", [view(), public_view(), internal_view(), hostile_view()], ids=["empty", "public", "internal", "hostile"]
)
def test_each_file_is_what_its_schema_says(of: View) -> None:
    known = of.model_copy(update={"openings": OPENINGS, "unnamed_openings": {"2026-T1": (2, 1)}, "algorithms": SHEETS})
    written = documents(known)
    assert {"to-open", "openings", "algorithms", "figures", "modules", "news"} <= written.keys()
    for name, document in written.items():
        jsonschema.Draft202012Validator(schema(name)).validate(document)
        assert document["schema_version"] == 1


def test_the_schema_of_the_public_list_refuses_what_is_internal() -> None:
    leaked = documents(internal_view())["to-open"] | {"audience": "public"}
    assert list(jsonschema.Draft202012Validator(schema("to-open")).iter_errors(leaked))


@pytest.mark.parametrize("path", sorted(SCHEMAS.glob("*.json")), ids=lambda path: path.name)
def test_every_schema_of_an_output_is_one(path: Path) -> None:
    described = json.loads(path.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(described)
    assert described["$id"] == path.name
    assert described["title"]
