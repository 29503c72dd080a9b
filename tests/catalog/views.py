# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Views to publish in tests: a ministry's small catalog, a hostile one, and the real listing of November 2021."""

from catalog.algorithms import EvidencePlace, Sheet
from catalog.registers.models import Algorithm, AlgorithmStatus, Automation
from catalog.view import (
    Audience,
    CoverageEntry,
    FindingGroup,
    ForgeEntry,
    LicenceEntry,
    ModuleEntry,
    NewsEntry,
    NewsKind,
    OpeningEntry,
    OspoEntry,
    OwnerEntry,
    PointEntry,
    RankedEntry,
    ReferentEntry,
    ReleaseEntry,
    RepositoryEntry,
    View,
)
from scanner.models import ForgeKind, OwnerKind, Visibility

FORGE = "forge.exemple.gouv.fr"
COMMIT = "5f2c1d0e9b8a7c6d5e4f3a2b1c0d9e8f7a6b5c4d"


def repository(full_name: str, host: str = "github.com", **fields: object) -> RepositoryEntry:
    """Return a repository entry; the rest of it is made from its address."""
    owner, _, name = full_name.rpartition("/")
    known: dict[str, object] = {
        "platform": ForgeKind.GITHUB if host == "github.com" else ForgeKind.GITLAB,
        "owner": owner,
        "name": name,
        "forge_id": full_name,
        "html_url": f"https://{host}/{full_name}",
        "visibility": Visibility.PUBLIC,
    }
    return RepositoryEntry.model_validate({"host": host, "full_name": full_name} | known | fields)


def owner(login: str, host: str = "github.com", **fields: object) -> OwnerEntry:
    """Return an owner entry; the rest of it is made from its address."""
    known: dict[str, object] = {"kind": OwnerKind.ORGANIZATION, "name": login, "html_url": f"https://{host}/{login}"}
    return OwnerEntry.model_validate({"host": host, "login": login} | known | fields)


def office(**fields: object) -> OspoEntry:
    """Return an open source programme office."""
    known: dict[str, object] = {"url": "https://ospo.exemple.gouv.fr", "name": "Mission exemplaire"}
    return OspoEntry.model_validate(known | fields)


def ranked(rank: int, full_name: str, **fields: object) -> RankedEntry:
    """Return a ranked entry of closed code; the rest of it is made from its address."""
    above, _, name = full_name.rpartition("/")
    known: dict[str, object] = {"name": name, "owner": above, "visibility": Visibility.PRIVATE, "front": 1}
    return RankedEntry.model_validate({"rank": rank, "host": FORGE, "full_name": full_name} | known | fields)


def news(kind: NewsKind, at: str, full_name: str, host: str = "github.com", **fields: str) -> NewsEntry:
    """Return a piece of news; the rest of it is made from what it is about."""
    above, _, name = full_name.rpartition("/")
    known = {"kind": kind, "at": at, "full_name": full_name, "host": host, "name": name, "owner": above}
    return NewsEntry.model_validate(known | {"key": f"{kind}-{at[:10]}"} | fields)


def view(audience: Audience = Audience.PUBLIC, **fields: object) -> View:
    """Return a view, empty but for what is given."""
    known: dict[str, object] = {
        "date": "2026-11-03T06:12:45Z",
        "forges": (),
        "owners": (),
        "repositories": (),
        "to_open": (),
        "withheld": 0,
        "coverage": (),
    }
    return View.model_validate({"audience": audience} | known | fields)


ACCESS = repository(
    "dgfip-exemple/calcul-impot",
    description="Moteur de calcul de l’impôt sur le revenu, tel qu’il est appliqué par l’administration fiscale.",
    homepage="https://impots.exemple.gouv.fr/calcul",
    default_branch="main",
    language="Python",
    license_key="gpl-3.0",
    topics=("impôt", "calcul", "openfisca"),
    stars=128,
    forks=14,
    subscribers=12,
    open_issues=7,
    created_at="2019-03-12T09:00:00Z",
    updated_at="2026-10-28T16:20:00Z",
    pushed_at="2026-10-28T16:20:00Z",
    community={
        "readme": "README.md",
        "license": "LICENSE",
        "contributing": "docs/CONTRIBUTING.md",
        "changelog": "CHANGELOG.md",
        "publiccode": "publiccode.yml",
    },
    licence=LicenceEntry(
        expression="GPL-3.0-or-later",
        agreement="agree",
        legal=True,
        sources=(
            {"path": "LICENSE", "line": 1, "expression": "GPL-3.0-or-later", "kind": "license-file"},
            {"path": "pyproject.toml", "line": 8, "expression": "GPL-3.0-or-later", "kind": "manifest"},
        ),
    ),
    modules=(
        ModuleEntry(
            path="calcul/arrondis",
            kind="directory",
            score=0.82,
            data={"language": "Python", "files": 6, "lines": 740, "gate": "extractable"},
        ),
        ModuleEntry(
            path="calcul/formulaires.py",
            kind="file",
            score=0.41,
            data={"language": "Python", "files": 1, "lines": 310, "gate": "after-cutting"},
        ),
    ),
    scanned_at="2026-11-03T05:58:00Z",
    commit=COMMIT,
    previous_names=("dgfip-exemple/moteur-impot",),
)
NEWS = (
    news(NewsKind.OPENED, "2026-10-05T06:00:00Z", "dgfip-exemple/calcul-impot"),
    news(NewsKind.GONE, "2026-09-30T06:00:00Z", "dgfip-exemple/ancien-portail"),
    news(
        NewsKind.MOVED,
        "2026-09-12T06:00:00Z",
        "dgfip-exemple/calcul-impot",
        before="dgfip-exemple/moteur-impot",
        after="dgfip-exemple/calcul-impot",
    ),
    news(NewsKind.RELICENSED, "2026-09-01T06:00:00Z", "dgfip-exemple/guide-usagers", before="mit", after="EUPL-1.2"),
    news(NewsKind.ARCHIVED, "2026-08-20T06:00:00Z", "numerique/outils/tableau-de-bord", FORGE),
)
ONLY_LISTED = repository("dgfip-exemple/guide-usagers", language="HTML", stars=2)
CONFLICT = repository(
    "numerique/outils/tableau-de-bord",
    FORGE,
    description="Tableau de bord des démarches en ligne",
    language="TypeScript",
    archived=True,
    forks=0,
    subscribers=0,
    community={"readme": "LISEZMOI.md"},
    licence=LicenceEntry(
        expression="MIT AND EUPL-1.2",
        agreement="conflict",
        legal=True,
        sources=(
            {"path": "package.json", "line": 5, "expression": "MIT", "kind": "manifest"},
            {"path": "LICENCE", "line": 1, "expression": "EUPL-1.2", "kind": "license-file"},
        ),
    ),
    updated_at="2023-02-01T08:00:00Z",
    scanned_at="2026-11-02T05:58:00Z",
    commit=COMMIT,
    partial=True,
    releases=(
        ReleaseEntry(
            tag="v2.1.0",
            name="Cartes",
            published_at="2023-01-02T09:00:00Z",
            url="https://forge.exemple.gouv.fr/numerique/outils/tableau-de-bord/-/tags/v2.1.0",
        ),
        ReleaseEntry(tag="v2.0.0", published_at="2022-10-01T09:00:00Z"),
    ),
)
CLOSED = repository(
    "prestations/aides-logement",
    FORGE,
    visibility=Visibility.PRIVATE,
    description="Calcul des aides au logement",
    language="Java",
    modules=(ModuleEntry(path="commun/dates", kind="directory", score=0.77, data={"files": 4, "lines": 410}),),
    findings=(
        FindingGroup(
            rule="secret-password",
            confidence="high",
            message="A password is written in the code.",
            places=(
                {
                    "path": "conf/recette.properties",
                    "line": 12,
                    "commit": COMMIT,
                    "date": "2021-05-04T10:00:00Z",
                    "at_head": False,
                },
            ),
        ),
    ),
    scanned_at="2026-11-03T05:58:00Z",
    commit=COMMIT,
)
OPENABLE = ranked(
    1,
    "prestations/aides-logement",
    purpose="Calcul des aides au logement versées aux ménages",
    purpose_en="Computation of housing benefits",
    transparency=86.4,
    reusability=47.25,
    degree="B",
    points=(
        PointEntry(
            axis="transparency",
            rule="rule-share",
            points=45,
            message="Calculation or decision rules",
            path="src/main/java/Bareme.java",
            line=118,
            commit=COMMIT,
        ),
        PointEntry(axis="transparency", rule="rule-files", points=31.4, message="Calculation or decision rules"),
        PointEntry(axis="transparency", rule="legal-basis", points=10, message="Law cited in code"),
        PointEntry(
            axis="reusability",
            rule="modules",
            points=47.25,
            message="A part that could live on its own",
            path="commun/dates",
            commit=COMMIT,
        ),
    ),
    blockers=("secrets-in-history",),
    secrets_checked="2026-11-03",
)
SECOND = ranked(
    2,
    "prestations/outils/file-attente",
    transparency=10.0,
    reusability=61.5,
    degree="A",
    points=(
        PointEntry(axis="transparency", rule="legal-basis", points=10, message="Law cited in code"),
        PointEntry(axis="reusability", rule="modules", points=55, message="Modules"),
        PointEntry(axis="reusability", rule="shared-files", points=6.5, message="Shared files"),
    ),
)
THIRD = ranked(3, "prestations/intranet", transparency=0, reusability=0, front=2, blockers=("not-scanned",))


ANNOUNCED = OpeningEntry(
    name="File d’attente",
    repository=f"{FORGE}/prestations/outils/file-attente",
    quarter="2027-T1",
    announced_on="2026-10-02",
    source="Comité des codes sources du 2 octobre 2026",
)
OPENINGS = (
    OpeningEntry(
        name="Calcul de l’impôt",
        repository="github.com/dgfip-exemple/calcul-impot",
        quarter="2019-T1",
        announced_on="2018-11-20",
        effective=True,
        effective_on="2019-04-02",
        effective_quarter="2019-T2",
        source="https://impots.exemple.gouv.fr/annonce",
        public_repository="https://github.com/dgfip-exemple/calcul-impot",
    ),
    OpeningEntry(
        name="dgfip-exemple/guide-usagers",
        repository="github.com/dgfip-exemple/guide-usagers",
        effective=True,
        effective_on="2020-09-14",
        effective_quarter="2020-T3",
        public_repository="https://github.com/dgfip-exemple/guide-usagers",
        recognised=True,
    ),
    OpeningEntry(
        name="Aides au logement",
        repository=f"{FORGE}/prestations/aides-logement",
        quarter="2021-T4",
        late=True,
        source="https://exemple.gouv.fr/feuille-de-route",
    ),
    ANNOUNCED,
)
ALGORITHMS = (
    Sheet(
        algorithm=Algorithm(
            file="",
            line=0,
            name="Calcul de l’impôt sur le revenu",
            administration="Direction générale des finances publiques",
            purpose="Établir l’impôt dû par chaque foyer.",
            automation=Automation.FULL,
            legal_basis=("Code général des impôts, articles 193 à 199",),
            decisions_per_year=38_000_000,
            contact="https://impots.exemple.gouv.fr/contact",
        ),
        repository="github.com/dgfip-exemple/calcul-impot",
        visibility=Visibility.PUBLIC,
    ),
    Sheet(
        algorithm=Algorithm(file="", line=0, name="tableau-de-bord", status=AlgorithmStatus.PROPOSED),
        repository=f"{FORGE}/numerique/outils/tableau-de-bord",
        visibility=Visibility.PUBLIC,
        evidence=(EvidencePlace(path="src/regles.ts", line=12), EvidencePlace(path="src/seuils.ts", line=3)),
    ),
)


def internal_view() -> View:
    """Return all that an administration knows of its own code."""
    return view(
        Audience.INTERNAL,
        forges=(
            ForgeEntry(host=FORGE, kind=ForgeKind.GITLAB, url=f"https://{FORGE}"),
            ForgeEntry(host="github.com", kind=ForgeKind.GITHUB, url="https://github.com"),
        ),
        owners=(
            owner("numerique/outils", FORGE, name="Direction du numérique – outils", repositories_count=1),
            owner("prestations", FORGE, name="Prestations sociales", repositories_count=1),
            owner(
                "dgfip-exemple",
                name="Direction générale des finances publiques (exemple)",
                description="Codes sources de la direction générale des finances publiques",
                website="https://impots.exemple.gouv.fr",
                location="Paris",
                followers=41,
                organization="Direction générale des finances publiques",
                ministry="Ministère de l’Économie et des Finances",
                referent=ReferentEntry(
                    name="Camille Exemple",
                    role="Administratrice des codes sources",
                    email="codes@impots.exemple.gouv.fr",
                    url="https://impots.exemple.gouv.fr/codes",
                ),
                vouched=True,
                floss_policy="https://exemple.gouv.fr/politique-logiciel-libre",
                created_at="2018-01-10T08:00:00Z",
                repositories_count=2,
            ),
        ),
        repositories=(ACCESS, ONLY_LISTED, CONFLICT, CLOSED),
        to_open=(OPENABLE, SECOND, THIRD),
        news=NEWS,
        openings=OPENINGS,
        algorithms=ALGORITHMS,
        coverage=(
            CoverageEntry(
                source="https://github.com/dgfip-exemple",
                finished_at="2026-11-03T05:40:00Z",
                expected=2,
                seen=2,
                skipped=0,
                outcome="complete",
            ),
            CoverageEntry(
                source=f"https://{FORGE}",
                finished_at="2026-11-03T05:41:00Z",
                expected=5,
                seen=4,
                skipped=1,
                outcome="partial",
            ),
        ),
    )


def public_view() -> View:
    """Return what the same administration shows: open code, and the one closed entry that its policy publishes."""
    whole = internal_view()
    points = tuple(
        PointEntry(axis=point.axis, rule=point.rule, points=point.points, message=point.message)
        for point in OPENABLE.points
    )
    return whole.model_copy(
        update={
            "audience": Audience.PUBLIC,
            "repositories": (ACCESS, ONLY_LISTED, CONFLICT),
            "owners": tuple(entry for entry in whole.owners if entry.login != "prestations"),
            "to_open": (OPENABLE.model_copy(update={"points": points, "blockers": ()}),),
            "withheld": 2,
            "openings": tuple(entry for entry in OPENINGS if entry.repository != ANNOUNCED.repository),
            "unnamed_openings": {ANNOUNCED.quarter: (1, 0)},
        }
    )


HOSTILE_TEXT = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202egnp.exe\u2066 {{ 7*7 }} ]]> --> &amp;"
