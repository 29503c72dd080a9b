# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What each column of the inventory's own CSV files says, as Table Schemas. The list of forges has no header, so none.

Cells are verbatim: dates and addresses are what forges gave, and aren't constrained.
"""

from collections.abc import Iterable
from typing import Any

from catalog.listing.schemas import COUNT, REQUIRED, Field, field, table_schema
from catalog.listing.tables import json_text

REPOSITORY_FIELDS: tuple[Field, ...] = (
    field("string", "description", "Description", "Ce que le dépôt dit de lui-même."),
    field("boolean", "archived", "Archivé", "Vrai si le dépôt est archivé.", **REQUIRED),
    field("integer", "forks_count", "Bifurcations", "Nombre de bifurcations ; 0 si la forge ne le dit pas.", **COUNT),
    field("string", "repo_name", "Nom", "Dernière partie du nom complet."),
    field("boolean", "publiccode", "publiccode.yml", "Vrai si le dépôt a un fichier publiccode.yml.", **REQUIRED),
    field("string", "license", "Licence", "Clé de la licence, en minuscules ; « other » : licence non reconnue."),
    field("boolean", "template", "Modèle", "Vrai si le dépôt est un modèle.", **REQUIRED),
    field(
        "integer", "awesome-score", "Score", "Score de l’inventaire code.gouv.fr ; il peut être négatif.", **REQUIRED
    ),
    field("string", "updated_at", "Mise à jour", "Date donnée par la forge (ISO 8601)."),
    field("string", "language", "Langage", "Principal langage de programmation."),
    field("string", "id", "Adresse", "Adresse du dépôt."),
    field("string", "full_name", "Nom complet", "Chemin du dépôt sur sa forge."),
    field("boolean", "fork", "Bifurcation", "Vrai si le dépôt est une bifurcation (fork).", **REQUIRED),
    field("string", "owner", "Organisation", "Adresse du compte ou du groupe qui détient le dépôt."),
    field("string", "platform", "Forge", "Nom de domaine de la forge.", **REQUIRED),
    field("boolean", "contributing", "CONTRIBUTING", "Vrai si le dépôt dit comment y contribuer.", **REQUIRED),
)
OWNER_FIELDS: tuple[Field, ...] = (
    field("string", "description", "Description", "Ce que l’organisation dit d’elle-même."),
    field("string", "email", "Adresse électronique", "Adresse électronique de l’organisation."),
    field("string", "ospo_url", "Mission", "Adresse de la mission chargée du logiciel libre."),
    field("string", "name", "Nom", "Nom de l’organisation."),
    field("string", "organization", "Organisme", "Organisme public auquel elle se rattache."),
    field("string", "login", "Identifiant", "Identifiant du compte ou du groupe.", **REQUIRED),
    field("string", "id", "Adresse", "Adresse de l’organisation sur sa forge.", **REQUIRED),
    field("string", "website", "Site", "Site de l’organisation."),
    field("string", "icon_url", "Image", "Adresse de l’image de l’organisation."),
    field("string", "location", "Lieu", "Lieu de l’organisation."),
    field("integer", "followers", "Abonnés", "Nombre d’abonnés ; 0 si la forge ne le dit pas.", **COUNT),
    field("string", "forge", "Logiciel", "Logiciel de la forge."),
    field("string", "floss_policy", "Politique", "Adresse de la politique du logiciel libre."),
    field("string", "created_at", "Création", "Date donnée par la forge (ISO 8601)."),
    field("integer", "repositories_count", "Dépôts", "Nombre de dépôts de cette liste.", required=True, minimum=1),
    field("string", "ministry", "Ministère", "Ministère dont dépend l’organisme."),
)
_REPOSITORY = "Un dépôt de code source ouvert, au format de l’inventaire code.gouv.fr (2024-2025)."
_OWNER = "Une organisation qui publie du code source, au format de l’inventaire code.gouv.fr (2024-2025)."


def schemas() -> Iterable[tuple[str, str]]:
    """Yield the name and text of the Table Schema of each CSV, for the folder ``data/``."""
    told: tuple[tuple[str, str, str, tuple[Field, ...]], ...] = (
        ("repositories", "Dépôts de code source ouverts", _REPOSITORY, REPOSITORY_FIELDS),
        ("organizations", "Organisations qui publient du code source", _OWNER, OWNER_FIELDS),
    )
    for name, title, row, fields in told:
        schema: dict[str, Any] = table_schema(f"codegouvfr-{name}", title, row, fields)
        yield f"codegouvfr-{name}.schema.json", json_text(schema)
