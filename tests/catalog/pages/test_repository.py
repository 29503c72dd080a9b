# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The page of a repository: what it is, on what terms, how open, and who holds its code."""

from typing import Any

import pytest

from catalog.pages.settings import SiteSettings
from catalog.view import (
    Audience,
    CloneEntry,
    LicenceEntry,
    ModuleEntry,
    OwnerEntry,
    PubliccodeEntry,
    PubliccodeProblem,
    ReleaseEntry,
    RepositoryEntry,
)
from scanner.models import Visibility
from tests.catalog.pages.reading import ORIGIN, Site
from tests.catalog.views import ACCESS, CLOSED, CONFLICT, HOSTILE_TEXT, ONLY_LISTED, owner, repository, view

PATH = "depots/github.com/dgfip-exemple/calcul-impot.html"


def site(
    entry: RepositoryEntry,
    *others: RepositoryEntry,
    settings: SiteSettings | None = None,
    owners: tuple[OwnerEntry, ...] = (),
) -> Site:
    owners = owners or (owner(entry.owner, entry.host, repositories_count=1),)
    return Site(view(repositories=(entry, *others), owners=owners), settings=settings)


def path(entry: RepositoryEntry) -> str:
    return f"depots/{entry.host}/{entry.full_name}.html"


def clone(full_name: str, **fields: object) -> CloneEntry:
    host, _, name = full_name.partition("/")
    known: dict[str, object] = {"host": host, "full_name": name, "owner": name.partition("/")[0], "public": True}
    return CloneEntry.model_validate(known | {"url": f"https://{full_name}", "containment": 0.5} | fields)


def with_fields(**fields: object) -> RepositoryEntry:
    return ACCESS.model_copy(update=fields)


# --- what it is ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "Code source en Python, publié par Finances sous licence GPL-3.0-or-later."),
        ({"language": ""}, "Code source publié par Finances sous licence GPL-3.0-or-later."),
        ({"licence": LicenceEntry(expression="", agreement="none", legal=False), "license_key": ""},
         "Code source en Python, publié par Finances sans licence déclarée."),
        ({"licence": None, "license_key": "other"},
         "Code source en Python, publié par Finances sous une licence non reconnue."),
        ({"licence": None, "license_key": ""},
         "Code source en Python, publié par Finances sous une licence non renseignée."),
    ],
)  # fmt: skip
def test_a_repository_is_told_in_a_sentence_made_from_what_is_known(fields: dict[str, Any], sentence: str) -> None:
    owners = (owner("dgfip-exemple", name="Finances", repositories_count=1),)

    assert sentence in site(with_fields(**fields), owners=owners).text(PATH)


def test_repositories_of_one_name_are_told_apart_in_titles() -> None:
    shown = site(repository("etalab/outils"), repository("dinum/outils"))
    for login in ("etalab", "dinum"):
        assert f"<title>outils ({login}) – " in shown.html(f"depots/github.com/{login}/outils.html")


def test_what_is_missing_is_told_as_missing_and_never_as_zero() -> None:
    told = site(ONLY_LISTED).text(path(ONLY_LISTED))

    assert "Ministère non renseigné" in told
    assert "Date de création non renseigné" in told
    assert "Degré d’ouverture Non renseigné : ses fichiers n’ont pas encore été lus." in told
    assert "publiccode.yml Non renseigné" in told
    assert "Dépôts dérivés" not in told
    assert "Versions" not in told


def test_its_card_leads_to_its_owner_and_its_ministry() -> None:
    entry = with_fields(ministry="Ministère des Finances")
    html = site(entry).html(PATH)

    assert 'href="../../../organisations/github.com/dgfip-exemple.html"' in html
    assert '<bdi>Ministère des Finances</bdi></a>' in html  # fmt: skip


def test_its_former_names_and_the_day_it_was_opened_are_told() -> None:
    told = site(with_fields(previous_names=("dgi/impots",), opened_on="2024-05-02")).text(PATH)

    assert "Anciens noms dgi/impots" in told
    assert "Ouvert le 2 mai 2024" in told


# --- how open it is --------------------------------------------------------------------------------------------------


def test_a_declared_degree_is_told_as_such() -> None:
    told = site(with_fields(degree="A", degree_declared=True)).text(PATH)

    assert "Degré A – Contributif" in told
    assert "Déclaré par l’administration : le README porte le badge de ce degré." in told
    assert "Ce qui l’élèverait" not in told


def test_a_proposed_degree_says_what_would_raise_it() -> None:
    entry = with_fields(degree="C", community={"readme": "README.md"})
    told = site(entry).text(PATH)

    assert "Proposé d’après ce que le code répond aux quatre questions du guide d’Etalab." in told
    assert "Afficher dans le README le badge de son degré" in told
    assert "Dire dans un fichier CONTRIBUTING comment proposer une modification" in told
    assert "Répond-il à un besoin générique, qui n’est pas propre à son propriétaire ?" in told
    assert "Ce code contient-il un module utile" not in told, "a scan answers this one"


def test_code_without_a_licence_is_told_to_declare_one() -> None:
    told = site(with_fields(degree="B", licence=None, license_key="", scanned_at="2026-11-02T03:04:05Z")).text(PATH)

    assert "Déclarer une licence : sans elle, personne ne peut réutiliser ce code." in told
    assert "Déclarer une licence" not in site(with_fields(degree="B")).text(PATH)


def test_an_archived_repository_is_not_told_to_seek_contributions() -> None:
    told = site(with_fields(degree="C", archived=True, community={})).text(PATH)

    assert "il ne reçoit plus de contributions" in told
    assert "CONTRIBUTING" not in told


def test_its_badge_is_ready_to_paste_and_declares_its_degree() -> None:
    page = site(with_fields(degree="B"))
    (badge,) = page.context(PATH)["badges"]

    assert badge.markdown.startswith("[![code.gouv.fr : ouvert](https://img.shields.io/badge/code.gouv.fr-ouvert-")
    assert badge.markdown.endswith("](https://github.com/dgfip-exemple/calcul-impot)")
    assert 'src="../../../badges/github.com/dgfip-exemple/calcul-impot.svg"' in page.html(PATH)


def test_where_the_site_is_served_a_second_badge_follows_it() -> None:
    page = site(with_fields(degree="B"), settings=SiteSettings(base_url=ORIGIN))
    declaring, following = (badge.markdown for badge in page.context(PATH)["badges"])

    assert declaring.endswith(f"]({ORIGIN}{PATH})")
    assert (
        following
        == f"[![code.gouv.fr : ouvert]({ORIGIN}badges/github.com/dgfip-exemple/calcul-impot.svg)]({ORIGIN}{PATH})"
    )


def test_there_is_no_badge_without_a_degree() -> None:
    assert site(ACCESS).context(PATH)["badges"] == []
    assert "<img" not in site(ACCESS).html(PATH)


# --- publiccode.yml --------------------------------------------------------------------------------------------------

DOCUMENT = {
    "name": "Calcul de l’impôt",
    "developmentStatus": "stable",
    "softwareType": "standalone/web",
    "platforms": ["web", "linux"],
    "maintenance": {"type": "internal", "contacts": [{"name": "Alex Agent", "email": "alex@exemple.gouv.fr"}]},
    "description": {"en": {"shortDescription": "Computes taxes"}, "fr": {"shortDescription": "Calcule l’impôt"}},
}


def test_a_publiccode_is_told_in_the_language_of_the_reader_without_its_contacts() -> None:
    entry = with_fields(publiccode=PubliccodeEntry(path="publiccode.yml", valid=True, version="0.7", document=DOCUMENT))
    told = site(entry).text(PATH)

    assert "Calcule l’impôt" in told
    assert "Il est valide." in told
    assert "Type de logiciel application web" in told
    assert "Maintenu par son propriétaire" in told
    assert "Alex Agent" not in told
    assert "alex@" not in told


def test_its_problems_are_told_line_by_line_and_lead_to_the_forge() -> None:
    problem = PubliccodeProblem(line=12, column=5, key="legal.license", message="x", severity="error")
    entry = with_fields(publiccode=PubliccodeEntry(path="publiccode.yml", valid=False, problems=(problem,)))
    page = site(entry)

    assert "Il n’est pas valide : 1 erreur est à corriger." in page.text(PATH)
    assert f'blob/{ACCESS.commit}/publiccode.yml#L12" rel="noopener noreferrer">12:5</a>' in page.html(PATH)


def test_a_document_that_is_no_document_tells_nothing() -> None:
    document = {"name": ["x"], "description": "texte", "maintenance": [], "usedBy": {"a": 1}, "platforms": HOSTILE_TEXT}
    entry = with_fields(publiccode=PubliccodeEntry(path="publiccode.yml", valid=False, document=document))

    assert "<script>alert" not in site(entry).html(PATH)


# --- who holds it ----------------------------------------------------------------------------------------------------


def test_who_holds_the_code_is_told_with_its_kinship() -> None:
    held = (
        clone("gitlab.com/region/impots", containment=0.42, equal_files=7, path="lib"),
        clone("github.com/ville/impots", lineage="fork", containment=0.99),
        clone("github.com/dgfip-exemple/calcul-bis", lineage="descendant"),
    )
    told = site(with_fields(clones=held), repository("region/impots", "gitlab.com")).text(PATH)

    assert "1 autre organisation a ce code, ou une partie, sans en descendre : le besoin est peut-être partagé." in told
    assert "1 dépôt en est un dérivé ou une copie : le même travail sous un autre nom." in told
    assert "Une partie de ce code a été extraite, avec son historique, dans 1 dépôt." in told
    assert "region/impots gitlab.com indépendant lib 42 % 7" in told


def test_a_holder_leads_to_its_page_here_else_to_its_forge() -> None:
    held = (clone("gitlab.com/region/impots"), clone("github.com/ville/impots"))
    html = site(with_fields(clones=held), repository("region/impots", "gitlab.com")).html(PATH)

    assert 'href="../../../depots/gitlab.com/region/impots.html"><bdi>region/impots' in html
    assert 'href="https://github.com/ville/impots" rel="noopener noreferrer"><bdi>ville/impots' in html


def test_groups_of_one_owner_are_one_owner_and_its_own_copies_are_no_shared_need() -> None:
    held = (clone("gitlab.com/insee/a/x"), clone("gitlab.com/insee/b/x"), clone("github.com/dgfip-exemple/autre"))

    assert "1 autre organisation a ce code" in site(with_fields(clones=held)).text(PATH)


# --- versions, siblings, corrections ---------------------------------------------------------------------------------


def test_versions_are_told_the_last_first() -> None:
    releases = (ReleaseEntry(tag="v2", published_at="2026-01-02T00:00:00Z"), ReleaseEntry(tag="v1"))
    told = site(with_fields(releases=releases, earlier_releases=True)).text(PATH)

    assert "v2 2 janvier 2026 v1 date non renseignée" in told
    assert "Les versions antérieures sont sur sa forge." in told


def test_the_page_leads_to_its_json_siblings() -> None:
    html = site(ACCESS).html(PATH)

    assert 'rel="alternate" type="application/json" href="../../../api/v1/hosts/github/repositories/' in html
    assert 'href="../../../data/codemeta/github.com/dgfip-exemple/calcul-impot.json"' in html


def test_the_page_says_where_to_have_it_corrected() -> None:
    settings = SiteSettings(corrections="https://exemple.gouv.fr/corriger")

    assert 'href="https://exemple.gouv.fr/corriger"' in site(ACCESS, settings=settings).html(PATH)
    assert "#correct" in site(ACCESS).html(PATH)


def test_a_message_on_an_entry_already_names_it() -> None:
    page = site(ACCESS, settings=SiteSettings(contact="codes@exemple.gouv.fr"))

    subject = "Correction%20de%20la%20fiche%20github.com%2Fdgfip-exemple%2Fcalcul-impot"
    assert f'href="mailto:codes@exemple.gouv.fr?subject={subject}"' in page.html(PATH)


# --- for machines ----------------------------------------------------------------------------------------------------

SCHEMA_ORG = {
    *("@context", "@type", "@id", "name", "alternateName", "description", "url", "codeRepository", "version"),
    *("programmingLanguage", "license", "keywords", "dateCreated", "datePublished", "dateModified", "maintainer"),
    *("creativeWorkStatus", "isAccessibleForFree", "archivedAt", "targetProduct", "hasPart", "isPartOf"),
}
"""Properties of SoftwareSourceCode and of the types above it (schema.org 29)."""


def test_the_page_says_to_machines_all_that_is_known_and_nothing_else() -> None:
    entry = with_fields(releases=(ReleaseEntry(tag="v2"),))
    said = site(entry, settings=SiteSettings(base_url=ORIGIN)).json_ld(PATH)

    assert set(said) == SCHEMA_ORG - {"datePublished", "creativeWorkStatus"}
    assert said["@type"] == "SoftwareSourceCode"
    assert said["@id"] == ORIGIN + PATH
    assert said["license"] == "https://spdx.org/licenses/GPL-3.0-or-later"
    assert said["maintainer"]["name"] == "dgfip-exemple"
    assert [part["name"] for part in said["hasPart"]] == ["calcul/arrondis", "calcul/formulaires.py"]
    little = site(ONLY_LISTED).json_ld(path(ONLY_LISTED))
    assert "license" not in little
    assert "@id" not in little


@pytest.mark.parametrize(
    ("expression", "names"),
    [
        ("MIT AND EUPL-1.2", ["MIT", "EUPL-1.2"]),
        ("(GPL-2.0+ WITH Classpath-exception-2.0) OR MIT", ["GPL-2.0", "MIT"]),
        ("LicenseRef-maison", []),
        (HOSTILE_TEXT, []),
    ],
)
def test_each_licence_of_an_expression_is_named_by_its_page_at_spdx(expression: str, names: list[str]) -> None:
    licence = LicenceEntry(expression=expression, agreement="single", legal=False)
    said = site(with_fields(licence=licence)).json_ld(PATH)
    urls = said.get("license", [])

    assert ([urls] if isinstance(urls, str) else urls) == [f"https://spdx.org/licenses/{name}" for name in names]


def test_closed_code_is_not_said_to_be_published() -> None:
    entry = CLOSED.model_copy(update={"degree": "B"})
    inside = Site(view(Audience.INTERNAL, repositories=(entry,)))
    told = inside.text(path(entry))

    assert "Degré B – Ouvert Proposé pour le jour de son ouverture." in told
    assert "Le code est publié" not in told
    assert inside.context(path(entry))["badges"] == []


# --- inside alone ----------------------------------------------------------------------------------------------------


def test_findings_and_closed_code_are_told_inside_alone() -> None:
    inside = Site(view(Audience.INTERNAL, repositories=(CLOSED,)))
    told = inside.text(path(CLOSED))

    assert "Code source fermé du compte prestations, en Java" in told
    assert "secret-password" in told
    assert CLOSED.visibility is Visibility.PRIVATE
    opened = CLOSED.model_copy(update={"visibility": Visibility.PUBLIC})
    assert "secret-password" not in site(opened).text(path(opened))


def test_a_repository_whose_owner_has_no_page_is_told_all_the_same() -> None:
    alone = Site(view(repositories=(CONFLICT,), owners=()))

    assert "publié par numerique/outils sous licence MIT AND EUPL-1.2" in alone.text(path(CONFLICT))


def test_what_the_page_is_made_from_changes_with_each_thing_that_it_tells() -> None:
    first = site(ACCESS).pages[PATH].made_from
    renamed = owner("dgfip-exemple", name="Autre", repositories_count=1)
    changes = (
        site(with_fields(stars=1)),
        site(ACCESS, settings=SiteSettings(base_url=ORIGIN)),
        site(ACCESS, owners=(renamed,)),
    )

    assert all(changed.pages[PATH].made_from != first for changed in changes)


def test_modules_stand_with_the_number_of_those_that_hold_them() -> None:
    part = ModuleEntry(path="lib", kind="directory", score=0.8, data={"language": "python", "lines": 1200, "files": 3})
    held = tuple(clone(f"github.com/o{n}/x", unit="lib") for n in range(3))
    (row,) = site(with_fields(modules=(part,), clones=held)).context(PATH)["modules"]

    assert (row["held"], row["lines"], row["language"]) == (3, "1\u202f200", "Python")
