# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Algorithms that a repository declares itself, in a file at its root.

``algorithmes.yml`` holds a list (or the key ``algorithmes:``); ``.ouvrage.yml`` and ``publiccode.yml`` hold the key
among theirs. Fields are those of ``policies/schemas/declarations/algorithms.schema.json`` (the inventory of Etalab's
guide), in English or in French. What can't be used is a problem with its line, and the rest is used.
"""

import functools
import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from scanner import yamlfile
from scanner.detectors.languages import fold
from scanner.errors import UsageError
from scanner.resources import resource_dir

if TYPE_CHECKING:
    import jsonschema

KEYS = ("algorithmes", "algorithms")
PROBLEMS = {
    "unknown-field": "This field is no part of the inventory of algorithms: it is left out",
    "repeated-field": "This field stands twice: only the first is read",
    "bad-value": "This value can't be used: it is left out",
    "nameless": "An algorithm without a name is declared: it is left out",
    "not-a-list": "The algorithms must be a list: nothing of it is used",
    "unreadable": "This declaration of algorithms is not valid YAML: nothing of it is used",
}
"""What is told of each kind of problem."""
_WHOLE = frozenset(f"{key}.{suffix}" for key in KEYS for suffix in ("yml", "yaml"))
_AMONG_OTHERS = frozenset({".ouvrage.yml", ".ouvrage.yaml", "publiccode.yml", "publiccode.yaml"})
_MOST = 200
"""Declarations, and problems, that are kept of one file."""
_NOTHING = ("", "~", "null", "Null", "NULL")
_YES = frozenset({"true", "yes", "oui"})
_FLAGS = frozenset({"l311_5", "publish"})
_FRENCH = {
    "nom": "name",
    "depot": "repository",
    "chemins": "paths",
    "date_de_mise_a_jour": "updated_on",
    "mis_a_jour_le": "updated_on",
    "mise_a_jour": "updated_on",
    "contexte": "context",
    "finalite": "purpose",
    "etape": "moment",
    "stage": "moment",
    "moment_de_la_decision": "moment",
    "automatisation": "automation",
    "degre_d_automatisation": "automation",
    "base_legale": "legal_basis",
    "bases_legales": "legal_basis",
    "ressources": "resources",
    "decisions_par_an": "decisions_per_year",
    "portee": "scope",
    "perimetre": "scope",
    "personnes": "persons",
    "personnes_concernees": "persons",
    "persons_concerned": "persons",
    "donnees": "data",
    "sources_des_donnees": "data_sources",
    "source_des_donnees": "data_sources",
    "collecte": "data_collection",
    "collecte_des_donnees": "data_collection",
    "type": "kind",
    "nature": "kind",
    "operations": "operations",
    "depots": "repositories",
    "publier": "publish",
    "statut": "status",
}
_VALUES = {
    "automation": {"totale": "full", "complete": "full", "partielle": "partial", "aide": "support"},
    "scope": {"interne": "internal", "externe": "external"},
    "kind": {
        "regles": "rules",
        "apprentissage": "machine-learning",
        "apprentissage automatique": "machine-learning",
        "les deux": "both",
    },
    "status": {"propose": "proposed", "declare": "declared"},
}


class _Problem(NamedTuple):
    """Why something can't be used, a key of `PROBLEMS`; `expected` says what a value must be."""

    line: int
    kind: str
    field: str = ""
    expected: str = ""


class _Declared(NamedTuple):
    line: int
    fields: dict[str, Any]


def holds_declarations(path: str) -> str:
    """Return "declared" for a file of declarations at the root, "declared-among" for one that may hold some, or ""."""
    name = path.lower()
    return "declared" if name in _WHOLE else "declared-among" if name in _AMONG_OTHERS else ""


def read_declarations(data: bytes, *, whole: bool) -> dict[str, Any]:
    """Read what a file declares.

    Args:
        data: the file.
        whole: whether all of it is about algorithms, so that a list may stand alone and other keys are mistakes.

    Returns:
        `{declared: [[line, fields], …], problems: [[line, kind, field, expected], …]}`, or {} when there is neither.
    """
    problems: list[_Problem] = []

    def repeated(key: str, line: int) -> None:
        problems.extend([_Problem(line, "repeated-field", key[:100])] if whole else [])

    try:
        document = yamlfile.load(data, "", plain=True, on_repeat=repeated)
    except UsageError as error:
        line = error.source.rpartition(":")[2]
        found = [_Problem(int(line) if line.isdecimal() else 1, "unreadable")] if whole else []
        return _summary([], found)
    declared = [each for each in _entries(document, whole, problems) if isinstance(each, _Declared)]
    return _summary(declared, problems)


def _summary(declared: list[_Declared], problems: list[_Problem]) -> dict[str, Any]:
    if not (declared or problems):
        return {}
    kept = sorted(problems)[:_MOST]
    return {"declared": [list(each) for each in declared[:_MOST]], "problems": [list(each) for each in kept]}


def _entries(document: yamlfile.Document, whole: bool, problems: list[_Problem]) -> Iterator[_Declared | None]:
    data = document.data
    place: yamlfile.Position = ()
    if isinstance(data, dict):
        key = next((key for key in data if fold(key) in KEYS), None)
        if whole:
            problems += [_Problem(document.line(other), "unknown-field", other) for other in data if other != key]
        if key is None:
            return
        data, place = data[key], (key,)
    elif not whole or data in (None, *_NOTHING):
        return
    if not isinstance(data, list):
        if data not in (None, *_NOTHING):
            problems.append(_Problem(document.line(*place), "not-a-list"))
        return
    for number in range(len(data)):
        yield _entry(document, data[number], (*place, number), problems)


def _entry(
    document: yamlfile.Document, entry: object, place: yamlfile.Position, problems: list[_Problem]
) -> _Declared | None:
    fields: dict[str, Any] = {}
    for key, written in entry.items() if isinstance(entry, dict) else ():
        if written in _NOTHING:
            continue
        name = canonical_field(key)
        line = document.line(*place, key)
        value = plain_value(name, written)
        if name not in _properties():
            problems.append(_Problem(line, "unknown-field", key[:100]))
        elif _validator(name).is_valid(value):
            fields[name] = _typed(name, value)
        else:
            problems.append(_Problem(line, "bad-value", key[:100], str(_properties()[name].get("description", ""))))
    if "name" not in fields:
        problems.append(_Problem(document.line(*place), "nameless"))
        return None
    return _Declared(document.line(*place), fields)


def canonical_field(key: str) -> str:
    """Return the field of the schema that a key names, in English or in French; the key, folded, if none."""
    name = fold(key).strip().replace(" ", "_").replace("-", "_").replace("'", "_").replace("’", "_")
    return _FRENCH.get(name, name)


def plain_value(name: str, value: object) -> object:
    """Return a value as the schema writes it, from either language."""
    if isinstance(value, str) and name in _VALUES:
        return _VALUES[name].get(fold(value).strip(), value)
    return value.lower() if isinstance(value, str) and name in _FLAGS else value


def _typed(name: str, value: Any) -> Any:  # noqa: ANN401 - any YAML that fits the schema
    """Return a value as the ranking reads it: lists for what may be one text, numbers, yes or no."""
    if name in _FLAGS:
        return value in _YES
    if name == "decisions_per_year":
        return int("".join(filter(str.isdecimal, value)))
    return [value] if isinstance(value, str) and "anyOf" in _properties()[name] else value


@functools.cache
def _properties() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(_schema())["items"]["properties"]
    return found


def _schema() -> bytes:
    return (resource_dir("policies") / "schemas" / "declarations" / "algorithms.schema.json").read_bytes()


@functools.cache
def _validator(name: str) -> "jsonschema.Draft202012Validator":
    import jsonschema  # slow to load, and few repositories declare anything

    return jsonschema.Draft202012Validator(_properties()[name], format_checker=jsonschema.FormatChecker(["date"]))


def schema_digest() -> str:
    """Return a text that changes with the schema, which readings depend on."""
    return hashlib.sha256(_schema()).hexdigest()[:8]
