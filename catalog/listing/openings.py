# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Openings announced and effective as files: the quarterly table that the note of 23 September 2021 asks for."""

from collections.abc import Iterable
from typing import Any

from catalog.listing.schemas import REQUIRED, Table, field, names
from catalog.listing.tables import Row
from catalog.view import OpeningEntry, View

SCHEMA_VERSION = 1
_QUARTER = {"pattern": r"\d{4}-T[1-4]"}
FIELDS = (
    field("string", "name", "Nom", "Ce dont l’ouverture est annoncée ou constatée.", **REQUIRED),
    field("string", "repository", "Dépôt", "Forge et chemin du dépôt, s’il peut être nommé."),
    field("string", "quarter", "Trimestre annoncé", "Trimestre pour lequel l’ouverture est annoncée.", **_QUARTER),
    field("date", "announced_on", "Annoncée le", "Date de l’annonce."),
    field("boolean", "effective", "Effective", "Vrai si le code est ouvert, même sans date connue.", **REQUIRED),
    field("date", "effective_on", "Ouverte le", "Date de l’ouverture, si elle est connue."),
    field("string", "effective_quarter", "Trimestre d’ouverture", "Trimestre de l’ouverture.", **_QUARTER),
    field("boolean", "late", "En retard", "Vrai si le trimestre annoncé est passé sans ouverture.", **REQUIRED),
    field("boolean", "recognised", "Constatée", "Vrai si l’ouverture est constatée sans être déclarée.", **REQUIRED),
    field("string", "public_repository", "Code ouvert", "Adresse du code une fois ouvert."),
    field("string", "source", "Source", "Adresse de ce qui annonce l’ouverture."),
)
_ROW = "Une ouverture annoncée, effective, ou les deux, par trimestre."
TABLE = Table("openings", "Ouvertures de codes sources annoncées et effectives", _ROW, FIELDS)


def files(view: View) -> Iterable[tuple[str, str]]:
    """Return `openings.csv`, its Table Schema and `openings.json`."""
    rows = [_row(entry) for entry in view.openings]
    return TABLE.files(rows, openings_json(view, rows))


def openings_json(view: View, rows: list[Row]) -> dict[str, Any]:
    """Return the openings with their date, and how many aren't named, by quarter ("" when it is unknown)."""
    unnamed = [
        {"quarter": quarter, "announced": announced, "effective": effective}
        for quarter, (announced, effective) in view.unnamed_openings.items()
    ]
    return {
        "schema_version": SCHEMA_VERSION,
        "audience": view.audience.value,
        "date": view.date,
        "openings": rows,
        "unnamed": unnamed,
    }


def _row(entry: OpeningEntry) -> Row:
    return {name: getattr(entry, name) for name in names(FIELDS)}
