# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How the code of each ministry stands, as files: each figure beside the number of repositories that it is known of."""

from collections import Counter
from collections.abc import Iterable
from functools import partial

from catalog.listing.schemas import COUNT, Table, field
from catalog.listing.tables import Row
from catalog.made import Text
from catalog.pages.index import Index
from catalog.pages.indicators import indicators
from catalog.view import RepositoryEntry

SCHEMA_VERSION = 1
_FIGURES = {
    "open": ("Dépôts ouverts", "ouverts à tous"),
    "licence": ("Sous licence reconnue", "sous une licence reconnue"),
    "publiccode": ("Avec publiccode.yml", "avec un fichier publiccode.yml"),
    "scanned": ("Lus", "dont les fichiers ont été lus"),
    "active": ("Actifs", "mis à jour dans les 12 derniers mois"),
    "degree-a": ("De degré A", "de degré A (contributif)"),
    "degree-b": ("De degré B", "de degré B (ouvert)"),
    "degree-c": ("De degré C", "de degré C (publié)"),
}
_COUNTED = tuple(
    each
    for name, (title, told) in _FIGURES.items()
    for each in (
        field("integer", name.replace("-", "_"), title, f"Nombre de dépôts {told}.", **COUNT),
        field("integer", f"{name.replace('-', '_')}_known", f"{title} : connu", "Dépôts dont on le sait.", **COUNT),
    )
)
FIELDS = (
    field("string", "ministry", "Ministère", "Nom du ministère ; vide pour les dépôts dont aucun n’est connu."),
    field("integer", "owners", "Organisations", "Comptes et groupes rattachés qui ont des dépôts.", **COUNT),
    field("integer", "repositories", "Dépôts", "Nombre de dépôts de la vue.", **COUNT),
    *_COUNTED,
    field("string", "last_update", "Dernière mise à jour", "La plus récente de ses dépôts, si elle est connue."),
)
TABLE = Table("ministries", "Codes sources par ministère", "Un ministère, avec l’état de ses dépôts.", FIELDS)


def contents(index: Index) -> Iterable[tuple[str, Text]]:
    """Return `ministries.csv`, its Table Schema and `ministries.json`; the row named "" comes last."""
    owners = Counter(owner.ministry for owner in index.owners)
    names = sorted(index.by_ministry, key=lambda name: (not name, name))
    held = [(name, owners[name], index.by_ministry[name]) for name in names]
    document = {"schema_version": SCHEMA_VERSION, "audience": index.view.audience.value, "date": index.view.date}
    return TABLE.contents(held, partial(_row, index.view.date), document, (index.view.date,))


def _row(date: str, held: tuple[str, int, list[RepositoryEntry]]) -> Row:
    name, owners, entries = held
    found = indicators(entries, date)
    row: Row = {"ministry": name, "owners": owners, "repositories": len(entries)}
    for figure in _FIGURES:
        column = figure.replace("-", "_")
        row |= {column: len(found[figure].rows), f"{column}_known": found[figure].known}
    return row | {"last_update": max(entry.updated_at for entry in entries)}
