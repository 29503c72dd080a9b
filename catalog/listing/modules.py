# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The reusable modules as files: what each is, where, on what terms, and what it would take to reuse it."""

from collections.abc import Iterable

from catalog.listing.codegouv import platform
from catalog.listing.schemas import REQUIRED, Table, field
from catalog.listing.tables import Row
from catalog.made import Text
from catalog.pages.holders import holders_of
from catalog.pages.index import OTHER, Index, Part, licence_name
from catalog.pages.modules import imports_to_cut, source_url, users

SCHEMA_VERSION = 1
_FORM = {"enum": ["directory", "file"]}
_STATE = {"enum": ["extractable", "after-cutting"]}
_COUNT = {"minimum": 0}
_SHARE = REQUIRED | {"minimum": 0, "maximum": 1}
FIELDS = (
    field("string", "forge", "Forge", "Nom de domaine de la forge, ou « folder ».", **REQUIRED),
    field("string", "repository", "Dépôt", "Chemin complet du dépôt sur sa forge.", **REQUIRED),
    field("string", "owner", "Organisation", "Compte ou groupe qui détient le dépôt."),
    field("string", "path", "Chemin", "Dossier ou fichier de la brique, depuis la racine du dépôt."),
    field("string", "kind", "Nature", "Dossier (directory) ou fichier (file).", **_FORM),
    field("string", "language", "Langage", "Langage de la brique, s’il est connu."),
    field("integer", "files", "Fichiers", "Nombre de fichiers, s’il est connu.", **_COUNT),
    field("integer", "lines", "Lignes", "Nombre de lignes, s’il est connu.", **_COUNT),
    field("string", "license", "Licence", "Expression SPDX de la licence du dépôt, si elle est reconnue."),
    field("number", "score", "Note", "Note de 0 à 1.", **_SHARE),
    field("string", "state", "État", "Extractible en l’état, ou après quelques coupures.", **_STATE),
    field("integer", "imports_to_cut", "Imports à couper", "Imports du reste du dépôt.", **REQUIRED, **_COUNT),
    field("integer", "used_by", "Usages", "Parties du dépôt qui s’en servent.", **REQUIRED, **_COUNT),
    field("integer", "held_by", "Détenteurs", "Autres dépôts connus qui la contiennent.", **REQUIRED, **_COUNT),
    field("string", "url", "Adresse", "Adresse de la brique sur sa forge, à la version lue."),
)
_ROW = "Une partie d’un dépôt qui dépend peu du reste et pourrait servir ailleurs ; les meilleures d’abord."
TABLE = Table("modules", "Briques de code réutilisables", _ROW, FIELDS)


def contents(index: Index) -> Iterable[tuple[str, Text]]:
    """Return `modules.csv`, its Table Schema and `modules.json`; the best modules come first."""
    document = {"schema_version": SCHEMA_VERSION, "audience": index.view.audience.value, "date": index.view.date}
    return TABLE.contents(index.modules, _row, document)


def _row(part: Part) -> Row:
    entry, module = part.repository, part.module
    licence = licence_name(entry)
    return {
        "forge": platform(entry.host),
        "repository": entry.full_name,
        "owner": entry.owner,
        "path": module.path,
        "kind": module.kind if module.kind in _FORM["enum"] else "",
        "language": str(module.data.get("language") or ""),
        "files": _number(module.data.get("files")),
        "lines": _number(module.data.get("lines")),
        "license": licence if licence != OTHER else "",
        "score": min(1.0, max(0.0, module.score)),
        "state": state if (state := str(module.data.get("gate"))) in _STATE["enum"] else "",
        "imports_to_cut": len(imports_to_cut(module.data)),
        "used_by": len(users(module.data)),
        "held_by": len(holders_of(entry, module.path)),
        "url": source_url(part),
    }


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None
