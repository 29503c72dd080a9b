# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The columns of the inventory's bulk files: names, types and constraints of its published Table Schemas."""

from typing import Any

from catalog.listing.schemas import COUNT, REQUIRED, Field, field, table_schema

_PLATFORM = {"required": True, "enum": ["GitHub", "GitLab"]}

REPOSITORY_FIELDS: tuple[Field, ...] = (
    field("integer", "id", "Identifiant", "Numéro du dépôt sur sa forge.", required=True, minimum=1),
    field("string", "name", "Nom", "Nom du dépôt.", **REQUIRED),
    field("string", "organization_name", "Organisation", "Compte ou groupe qui détient le dépôt.", **REQUIRED),
    field("string", "platform", "Plateforme", "Logiciel de la forge.", **_PLATFORM),
    field("string:uri", "repository_url", "Adresse", "Adresse du dépôt.", **REQUIRED),
    field("string", "description", "Description", "Ce que le dépôt dit de lui-même.", maxLength=2000),
    field("string", "default_branch", "Branche", "Branche par défaut."),
    field("boolean", "is_fork", "Bifurcation", "Vrai si le dépôt est une bifurcation (fork)."),
    field(
        "boolean", "is_archived", "Archivé", "Vrai si le dépôt est archivé, c’est-à-dire en lecture seule.", **REQUIRED
    ),
    field("datetime", "creation_date", "Création", "Date de création du dépôt.", **REQUIRED),
    field("datetime", "last_update", "Mise à jour", "Dernière activité, du code ou de ce qui l’entoure.", **REQUIRED),
    field("datetime", "last_modification", "Modification", "Dernière modification du code.", **REQUIRED),
    field("string", "homepage", "Page d’accueil", "Page d’accueil du projet."),
    field("integer", "stars_count", "Étoiles", "Nombre d’étoiles ; 0 si la forge ne le dit pas.", **COUNT),
    field("integer", "forks_count", "Bifurcations", "Nombre de bifurcations ; 0 si la forge ne le dit pas.", **COUNT),
    field("string", "license", "Licence", "Nom complet de la licence."),
    field("integer", "open_issues_count", "Tickets", "Tickets ouverts ; 0 si la forge ne le dit pas.", **COUNT),
    field("string", "language", "Langage", "Principal langage de programmation."),
    field("string", "topics", "Sujets", "Étiquettes du dépôt, séparées par des virgules."),
    field(
        "boolean", "software_heritage_exists", "Archive", "Vrai si Software Heritage archive le dépôt ; vide : inconnu."
    ),
    field("string:uri", "software_heritage_url", "Adresse d’archive", "Adresse du dépôt chez Software Heritage."),
)

ORGANIZATION_FIELDS: tuple[Field, ...] = (
    field("string", "login", "Identifiant", "Identifiant du compte ou du groupe.", **REQUIRED),
    field("string", "description", "Description", "Ce que l’organisation dit d’elle-même."),
    field("string", "name", "Nom", "Nom de l’organisation."),
    field("string:uri", "organization_url", "Adresse", "Adresse de l’organisation sur sa forge.", **REQUIRED),
    field("string:uri", "avatar_url", "Image", "Adresse de l’image de l’organisation."),
    field("string:uri", "website", "Site", "Site de l’organisation."),
    field("string", "location", "Lieu", "Lieu de l’organisation."),
    field("string:email", "email", "Adresse électronique", "Adresse électronique de l’organisation."),
    field(
        "boolean", "is_verified", "Vérifiée", "Vrai si l’organisation a prouvé que ses noms de domaine sont les siens."
    ),
    field("integer", "repositories_count", "Dépôts", "Nombre de dépôts publics de l’organisation.", **COUNT),
    field("datetime", "creation_date", "Création", "Date de création de l’organisation."),
    field("string", "platform", "Plateforme", "Logiciel de la forge.", **_PLATFORM),
)


def repository_schema() -> dict[str, Any]:
    """Return the Table Schema of the repositories."""
    return table_schema(
        "codegouvfr-bulk-repositories",
        "Dépôts de code source publics",
        "Dépôts ouverts des forges GitHub et GitLab ; ceux des autres forges sont dans codegouvfr-repositories.csv.",
        REPOSITORY_FIELDS,
        key=("repository_url", "organization_name"),
    )


def organization_schema() -> dict[str, Any]:
    """Return the Table Schema of the organizations."""
    return table_schema(
        "codegouvfr-bulk-organizations",
        "Organisations qui publient du code source",
        "Organisations des forges GitHub et GitLab qui ont au moins un dépôt ouvert.",
        ORGANIZATION_FIELDS,
        key=("organization_url",),
    )
