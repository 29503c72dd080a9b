# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Which files of the public output are resources of the dataset, and in what words: French, as the portal is."""

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from scanner.errors import UsageError

MARK = "ouvrage:listing"
"""The extra of a dataset of ours."""
KEY = "ouvrage:path"
"""The extra of a resource of ours: the path of its file in the output."""
MAX_TITLE = 350
"""Characters that the portal takes."""

_OPEN = "Dépôts de code source ouverts"
_OWNERS = "Organisations qui publient du code source"
_BULK = "forges GitHub et GitLab, format 2018-2024 de l’inventaire"
_TO_OPEN = "Codes sources à ouvrir, par ordre de priorité"
_OPENINGS = "Ouvertures de codes sources annoncées et effectives"
_ALGORITHMS = "Inventaire des algorithmes"
_SCHEMA = "Schéma de table (Table Schema) : ce que dit chaque colonne."


class Content(NamedTuple):
    """One resource of the dataset."""

    path: str
    """Under the public output."""
    file_name: str
    """Name under which the file is sent: all different."""
    title: str
    description: str
    kind: str = "main"
    """Type of resource, in udata's words."""


def _table(path: str, title: str, description: str, name: str = "") -> tuple[Content, ...]:
    """Return the CSV, the JSON and the Table Schema of one table; `path` is without suffix, and may name the form."""
    csv, json, name = path.format(form="csv"), path.format(form="json"), name or path.rpartition("/")[2]
    return (
        Content(f"{csv}.csv", f"{name}.csv", f"{title} (CSV)", description),
        Content(f"{json}.json", f"{name}.json", f"{title} (JSON)", description),
        Content(f"{csv}.schema.json", f"{name}.schema.json", f"{title} (schéma)", _SCHEMA, "documentation"),
    )


CONTENTS = (
    *_table("data/codegouvfr-repositories", _OPEN, "Un dépôt par ligne, au format de code.gouv.fr (2024-2025)."),
    *_table("data/codegouvfr-organizations", _OWNERS, "Une organisation par ligne, au format de code.gouv.fr."),
    *_table("data/repositories/{form}/all", f"{_OPEN} ({_BULK})", "Un dépôt par ligne.", "repositories"),
    *_table("data/organizations/{form}/all", f"{_OWNERS} ({_BULK})", "Une organisation par ligne.", "organizations"),
    *_table("data/to-open", _TO_OPEN, "Codes fermés, selon la transparence de l’action publique et la réutilisation."),
    *_table("data/openings", _OPENINGS, "Une ouverture par ligne, par trimestre."),
    *_table("data/modules", "Briques de code réutilisables", "Une brique par ligne, les meilleures d’abord."),
    *_table("data/ministries", "Codes sources par ministère", "Un ministère par ligne, avec l’état de ses dépôts."),
    *_table("data/algorithmes", _ALGORITHMS, "Un traitement algorithmique par ligne, selon le guide d’Etalab."),
)


class LocalFile(NamedTuple):
    """A file to send, with what tells whether the portal has it already."""

    content: Content
    path: Path
    size: int
    """In bytes."""
    sha1: str
    """The checksum that the portal makes of what it receives."""


def local_files(output: Path) -> list[LocalFile]:
    """Return the files of `CONTENTS` in a public output.

    Raises:
        UsageError: one isn't there.
    """
    return [_local(content, output / content.path) for content in CONTENTS]


def dataset_words(publisher: str) -> dict[str, Any]:
    """Return what a new dataset says of itself, in the keys of udata; `publisher` is the administration, or ""."""
    whose = f" – {publisher}" if publisher else ""
    return {
        "title": f"Codes sources ouverts et codes sources à ouvrir{whose}"[:MAX_TITLE],
        "description": "Codes sources publics, organisations qui les publient, codes qu’il est proposé d’ouvrir, "
        "ouvertures annoncées et effectives, et inventaire des algorithmes.\n\n"
        "La liste est faite par Ouvrage à partir des forges et de l’analyse des dépôts. Les formats sont ceux de "
        "l’inventaire code.gouv.fr ; chaque table a son schéma.",
        "license": "lov2",
        "frequency": "irregular",
        "tags": ["code-source", "logiciels-libres", "open-source", "transparence", "algorithmes-publics"],
        "extras": {MARK: "1"},
    }


def _local(content: Content, path: Path) -> LocalFile:
    try:
        with path.open("rb") as file:
            sha1 = hashlib.file_digest(file, lambda: hashlib.sha1(usedforsecurity=False)).hexdigest()
            return LocalFile(content, path, file.tell(), sha1)
    except FileNotFoundError as error:
        raise UsageError("the public output lacks a file", source=str(path), mend="publish again") from error
