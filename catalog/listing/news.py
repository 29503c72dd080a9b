# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""All the news as files: a CSV for spreadsheets with its Table Schema, and a JSON (feeds hold the last ones only)."""

from collections.abc import Iterable

from catalog.listing.schemas import REQUIRED, Table, field
from catalog.listing.tables import Row
from catalog.view import NewsEntry, NewsKind, View

SCHEMA_VERSION = 1
_KINDS = [kind.value for kind in NewsKind]
FIELDS = (
    field("datetime", "at", "Date", "Quand une lecture de la forge ou du code l’a constaté.", **REQUIRED),
    field(
        "string",
        "kind",
        "Événement",
        "opened : ouverture ; relicensed : changement de licence ; archived : archivage ; unarchived : réactivation ;"
        " moved : déplacement ; gone : retrait ; back : retour.",
        required=True,
        enum=_KINDS,
    ),
    field("string", "repository", "Dépôt", "Forge et chemin du dépôt, sous son nom d’aujourd’hui.", **REQUIRED),
    field("string", "name", "Nom", "Nom court du dépôt."),
    field("string", "owner", "Organisation", "Compte ou groupe qui détient le dépôt."),
    field("string", "before", "Avant", "Ancien chemin, ou ancienne licence."),
    field("string", "after", "Après", "Nouveau chemin, ou nouvelle licence."),
)
TABLE = Table(
    "news", "Actualités des codes sources", "Un événement de la vie d’un dépôt ; les plus récents d’abord.", FIELDS
)


def files(view: View) -> Iterable[tuple[str, str]]:
    """Return `news.csv`, its Table Schema and `news.json`."""
    rows = [_row(entry) for entry in view.news]
    whole = {"schema_version": SCHEMA_VERSION, "audience": view.audience.value, "date": view.date, "news": rows}
    return TABLE.files(rows, whole)


def _row(entry: NewsEntry) -> Row:
    said = {"at": entry.at, "kind": entry.kind.value, "repository": f"{entry.host}/{entry.full_name}"}
    return said | {name: getattr(entry, name) for name in ("name", "owner", "before", "after")}
