# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The inventory of algorithms as files: the fields of Etalab's guide as columns, then what each sheet rests on."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from catalog.algorithms import Sheet
from catalog.i18n import LANGUAGES, Translator, translator
from catalog.listing.schemas import Field, field, table_schema
from catalog.listing.tables import csv_lines, guard_formula, json_text
from catalog.made import Bundle
from catalog.reports.algorithm_words import FIELDS, field_title, value_words

SCHEMA_VERSION = 1
COLUMNS = tuple(sorted(FIELDS, key=lambda field: field != "status"))
"""The status first, then the fields of the guide in its order."""
_TITLE = "Inventaire des algorithmes"
_ROW = "Un traitement algorithmique, déclaré par l’administration ou proposé par la machine pour examen."
_SAYS = {
    "status": "Qui l’affirme : l’administration, ou la machine, à examiner.",
    "administration": "Administration responsable du traitement.",
    "service": "Service responsable du traitement.",
    "contact": "À qui écrire.",
    "updated_on": "Date de mise à jour de la fiche.",
    "name": "Nom du traitement.",
    "context": "Contexte dans lequel il est utilisé.",
    "purpose": "Ce à quoi il sert.",
    "moment": "Moment de la décision où il intervient.",
    "automation": "Décision entièrement ou partiellement automatisée, ou aide à la décision.",
    "legal_basis": "Textes qui fondent le traitement.",
    "resources": "Documents à lire sur le traitement.",
    "decisions_per_year": "Nombre de décisions par an.",
    "scope": "Portée interne ou externe à l’administration.",
    "persons": "Personnes concernées par les décisions.",
    "data": "Données traitées.",
    "data_sources": "D’où viennent les données.",
    "data_collection": "Comment les données sont collectées.",
    "kind": "Règles écrites, apprentissage automatique, ou les deux.",
    "operations": "Opérations effectuées par le traitement.",
    "repositories": "Dépôts du code source, séparés par « ; ».",
    "repository": "Dépôt où la fiche a été constatée ou déclarée.",
    "paths": "Fichiers du code source, séparés par « ; ».",
}


def contents(sheets: Sequence[Sheet]) -> Iterable[Bundle]:
    """Yield the files in one bundle."""
    yield Bundle("algorithmes", (sheets,), partial(files, sheets))


def files(sheets: Sequence[Sheet]) -> Iterable[tuple[str, str]]:
    """Yield `algorithmes.csv`, with French titles and words, and `algorithmes.json`, with the codes and all titles."""
    t = translator("fr")
    yield "algorithmes.csv", algorithms_csv(sheets, t)
    yield "algorithmes.schema.json", json_text(table_schema("ouvrage-algorithmes", _TITLE, _ROW, table_fields(t)))
    yield "algorithmes.json", json_text(algorithms_json(sheets))


def algorithms_csv(sheets: Sequence[Sheet], t: Translator) -> str:
    """Return the inventory as CSV, a sheet a line; text that a spreadsheet would run is quoted."""
    header = [field_title(column, t) for column in COLUMNS]
    rows = map(sheet_json, sheets)
    return csv_lines([header]) + csv_lines([_cell(row[column], column, t) for column in COLUMNS] for row in rows)


def algorithms_json(sheets: Sequence[Sheet]) -> dict[str, Any]:
    """Return the inventory with codes, the same in all languages, and the titles of its fields in each."""
    titles = {
        column: {language: field_title(column, translator(language)) for language in LANGUAGES} for column in COLUMNS
    }
    return {"schema_version": SCHEMA_VERSION, "fields": titles, "algorithms": [sheet_json(sheet) for sheet in sheets]}


def table_fields(t: Translator) -> list[Field]:
    """Return the columns of the CSV, whose names are the titles of the fields."""
    kinds = {"decisions_per_year": "integer"}
    titles = {column: field_title(column, t) for column in COLUMNS}
    return [field(kinds.get(column, "string"), titles[column], titles[column], _SAYS[column]) for column in COLUMNS]


def sheet_json(sheet: Sheet) -> dict[str, Any]:
    """Return one sheet with its evidence; null and "" are what nobody says."""
    values = sheet.algorithm.model_dump(mode="json", exclude={"file", "line", "publish"})
    declared = {"file": sheet.algorithm.file, "line": sheet.algorithm.line} if sheet.algorithm.file else None
    return values | {
        "repository": sheet.repository or sheet.algorithm.repository,
        "visibility": str(sheet.visibility) if sheet.visibility else None,
        "evidence": [place.model_dump() for place in sheet.evidence],
        "declared_at": declared,
    }


def _cell(value: object, column: str, t: Translator) -> str | int:
    if isinstance(value, int):
        return value
    text = " ; ".join(value) if isinstance(value, list) else value_words(column, str(value or ""), t)
    return guard_formula(text)
