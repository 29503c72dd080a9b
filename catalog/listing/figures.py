# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The figures of the site as files, a number a line: the same numbers as the page, by the same function."""

from collections.abc import Iterable, Iterator
from typing import Any

from catalog.listing.schemas import COUNT, REQUIRED, Table, field
from catalog.listing.tables import Row
from catalog.pages.edition import Edition
from catalog.pages.figures import Figure, figures

SCHEMA_VERSION = 1
FIELDS = (
    field("string", "figure", "Chiffre", "Identifiant de la répartition, stable.", **REQUIRED),
    field("string", "title", "Titre", "Titre de la répartition.", **REQUIRED),
    field("string", "key", "Code", "Code de la valeur ; vide si elle est inconnue."),
    field("string", "label", "Valeur", "Valeur, telle que le site l’écrit.", **REQUIRED),
    field("integer", "number", "Nombre", "Nombre de dépôts, ou d’organisations, qui ont cette valeur.", **COUNT),
    field("integer", "total", "Total", "Nombre de dépôts, ou d’organisations, connus ou non.", **COUNT),
)
_ROW = "Une valeur d’une répartition, avec le nombre de dépôts ou d’organisations qui l’ont."
TABLE = Table("figures", "Chiffres du catalogue", _ROW, FIELDS)


def files(edition: Edition) -> Iterable[tuple[str, str]]:
    """Return `figures.csv`, its Table Schema and `figures.json`, in the language of `edition`."""
    made = figures(edition)
    rows = [row for figure in made for row in _rows(figure)]
    return TABLE.files(rows, figures_json(made, edition.index.view.date))


def figures_json(made: Iterable[Figure], date: str) -> dict[str, Any]:
    """Return the figures with their formula and what they are known of."""
    return {"schema_version": SCHEMA_VERSION, "date": date, "figures": [_figure(figure) for figure in made]}


def _figure(figure: Figure) -> dict[str, Any]:
    counts = [{"key": row["key"], "label": row["label"], "number": row["number"]} for row in _rows(figure)]
    return {
        "figure": figure.id,
        "title": figure.words.title,
        "formula": figure.words.formula,
        "known": figure.number_known,
        "total": figure.total,
        "values": counts,
    }


def _rows(figure: Figure) -> Iterator[Row]:
    for count in (*figure.known, *((figure.unknown,) if figure.unknown else ())):
        told = {"figure": figure.id, "title": figure.words.title, "total": figure.total}
        yield told | {"key": count.key, "label": count.label, "number": count.number}
