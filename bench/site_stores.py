# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Stores to publish, filled as crawls and scans fill them: the State's listing of 2021, and made-up repositories.

What is made up is the same at each call. Sizes, shares and the spread of languages and licences are those of the
listing of 2021; names are drawn from common words and short codes, so that they are no easier to pack than real ones
(`bench.site` tells both).
"""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from catalog.database import Store
from scanner.models import Fact, Forge, ForgeKind, Owner, OwnerKind, Report, Repository, Visibility
from tests.catalog.listing_2021 import fields, place, rows

_SEED = 30_000
_NOW = datetime(2026, 11, 3, 6, tzinfo=UTC)
_COMMIT = "c0ffee" + "0" * 34
_DETECTORS = dict.fromkeys(("algorithms", "community", "licenses", "modules", "rights", "secrets"), "1")

_HOSTS = (
    ("github.com", ForgeKind.GITHUB, 42),
    ("gitlab.com", ForgeKind.GITLAB, 12),
    ("forge.exemple.gouv.fr", ForgeKind.GITLAB, 14),
    ("git.recherche.exemple.fr", ForgeKind.GITLAB, 18),
    ("gitlab.agriculture.exemple.fr", ForgeKind.GITLAB, 6),
    ("codes.collectivites.exemple.fr", ForgeKind.GITEA, 5),
    ("git.defense.exemple.fr", ForgeKind.FORGEJO, 3),
)
_MINISTRIES = tuple(
    f"Ministère {name}"
    for name in (
        "de l’Agriculture", "des Armées", "de la Culture", "de l’Économie et des Finances", "de l’Éducation nationale",
        "de l’Enseignement supérieur et de la Recherche", "de l’Intérieur", "de la Justice", "de la Santé",
        "de la Transition écologique", "du Travail", "de l’Europe et des Affaires étrangères",
    )
)  # fmt: skip
_LANGUAGES = (
    ("Python", 21), ("", 20), ("JavaScript", 13), ("C++", 7), ("Java", 6), ("Jupyter Notebook", 5), ("R", 5),
    ("HTML", 5),
    ("TypeScript", 4), ("C", 3), ("Shell", 3), ("TeX", 2), ("PHP", 2), ("Ruby", 2), ("CSS", 1), ("Vue", 1), ("Go", 1),
    ("Rust", 1), ("MATLAB", 1), ("OCaml", 1), ("Julia", 1), ("Fortran", 1), ("Coq", 0.5), ("Dockerfile", 0.5),
    ("SCSS", 0.5), ("Scala", 0.4), ("Kotlin", 0.3), ("Perl", 0.3), ("Lua", 0.2), ("PLpgSQL", 0.2), ("Haskell", 0.2),
)  # fmt: skip
_LICENCES = (
    ("", 62), ("mit", 12), ("gpl-3.0", 7), ("other", 6), ("agpl-3.0", 5), ("apache-2.0", 4), ("lgpl-3.0", 1),
    ("bsd-3-clause", 1), ("gpl-2.0", 1), ("cecill-2.1", 0.6), ("eupl-1.2", 0.4),
)  # fmt: skip
_WORDS = tuple((Path(__file__).parent / "data" / "words.txt").read_text(encoding="utf-8").split())


# --- the listing of 2021 ---------------------------------------------------------------------------------------------


def fill_with_listing(store: Store, folder: Path) -> int:
    """Fill a store with the State's listing of November 2021; return how many repositories.

    Args:
        store: a new store.
        folder: where its organizations.csv and repositories.csv are.
    """
    with store.writing():
        owners: dict[tuple[str, str], int] = {}
        for row in rows(folder / "organizations.csv"):
            host, login = place(row["organization_url"])
            owners[host, login] = _save_owner(store, host, login, name=row["name"], description=row["description"])
        for row in rows(folder / "repositories.csv"):
            host, full_name = place(row["repository_url"])
            login = full_name.rpartition("/")[0]
            if (host, login) not in owners:
                owners[host, login] = _save_owner(store, host, login, name=login)
            store.save_repository(_repository(host, full_name, **fields(row)), owners[host, login])
    _crawled(store, "https://code.gouv.fr", 9_157)
    return int(store.rows("SELECT count(*) AS n FROM repositories")[0]["n"])


# --- made-up repositories --------------------------------------------------------------------------------------------


def fill_with_made_up(store: Store, number: int) -> None:
    """Fill a new store with `number` open repositories, one in fifty scanned, and one closed one for each of those."""
    chance = random.Random(_SEED)  # noqa: S311 - no secret
    with store.writing():
        for rank, name in enumerate(_MINISTRIES):
            row = (f"top-{rank}", name, "", 1, f"top-{rank}", "2026-11-03T06:00:00Z")
            store.connection.execute("INSERT INTO organizations VALUES (?, ?, ?, ?, ?, ?)", row)
        owners = list(_owners(store, chance, number // 13 + 1))
        ids = [_made_up(store, chance, chance.choice(owners), place) for place in range(number)]
        for place, repository in enumerate(ids):
            if place % 50 == 0:
                _scan(store, chance, repository)
                closed = _made_up(store, chance, chance.choice(owners), number + place, Visibility.PRIVATE)
                _scan(store, chance, closed)
                _share(store, repository, ids[(place * 7 + 3) % number])
    for host, _, _ in _HOSTS:
        seen = store.rows("SELECT count(*) AS n FROM repositories WHERE host = ?", [host])[0]["n"]
        _crawled(store, f"https://{host}", seen)


def _owners(store: Store, chance: random.Random, number: int) -> Iterator[tuple[str, str, int]]:
    """Yield host, login and row of owners; a few are drawn often, as some hold hundreds of repositories."""
    for rank in range(number):
        host = chance.choices([host for host, _, _ in _HOSTS], [weight for *_, weight in _HOSTS])[0]
        login = f"{_name(chance)}-{rank}" if rank % 5 else f"{_name(chance)}/{_name(chance)}{rank}"
        kinds = {"pso_id": f"top-{rank % len(_MINISTRIES)}"} if rank % 3 else {}
        described = _sentence(chance) if rank % 2 else ""
        row = _save_owner(store, host, login, name=_title(login), description=described, **kinds)
        for _ in range(1 + 200 // (rank + 1)):
            yield host, login, row


def _made_up(
    store: Store,
    chance: random.Random,
    owner: tuple[str, str, int],
    place: int,
    visibility: Visibility = Visibility.PUBLIC,
) -> int:
    host, login, row = owner
    name = _name(chance)
    name = f"{name}-{place}" if chance.random() < 0.15 else f"{name}{chance.choice(('', '', '', '_v2', '.fr', '-old'))}"
    full_name = f"{login}/{name}"
    if store.rows("SELECT 1 FROM repositories WHERE host = ? AND full_name = ?", [host, full_name]):
        full_name = f"{full_name}-{place}"
    created = _NOW - timedelta(seconds=chance.randrange(300_000_000))
    updated = created + (_NOW - created) * chance.random()
    repository = _repository(
        host,
        full_name,
        visibility=visibility,
        description=_sentence(chance) if chance.random() < 0.68 else "",
        homepage=f"https://{name}.exemple.fr/" if chance.random() < 0.1 else "",
        language=_drawn(chance, _LANGUAGES),
        license_key=_drawn(chance, _LICENCES),
        topics=tuple(sorted({chance.choice(_WORDS) for _ in range(chance.choice((0, 0, 0, 0, 2, 5)))})),
        fork=chance.random() < 0.12,
        template=chance.random() < 0.01,
        archived=chance.random() < 0.08,
        stars=int(chance.paretovariate(0.9)) - 1,
        forks=int(chance.paretovariate(1.2)) - 1,
        subscribers=chance.randrange(9),
        open_issues=int(chance.paretovariate(1.0)) - 1,
        size_kb=chance.randrange(90_000),
        created_at=created.replace(microsecond=0),
        updated_at=updated.replace(microsecond=0),
        pushed_at=updated.replace(microsecond=0),
        forge_id=str(1_000_000 + place),
        default_branch=chance.choice(("main", "main", "master")),
    )
    return store.save_repository(repository, row)


def _scan(store: Store, chance: random.Random, repository: int) -> None:
    report = Report(commit=_COMMIT, refs_digest="1", detectors=_DETECTORS, files=200, history_blobs=900)
    store.save_scan(repository, report, (), (), _facts(chance))


def _facts(chance: random.Random) -> Iterator[Fact]:
    """Yield as many facts as scans of real repositories leave (medians of five of French administrations)."""
    for kind, path in (("readme", "README.md"), ("license", "LICENSE"), ("contributing", "CONTRIBUTING.md")):
        if chance.random() < 0.7:
            yield Fact(detector="community", rule=f"community-{kind}", path=path, message="There", data={})
    expression = chance.choice(("MIT", "AGPL-3.0-only", "etalab-2.0", "GPL-3.0-or-later", "EUPL-1.2", ""))
    sources = [{"path": "LICENSE", "line": 1, "expression": expression, "kind": "license-file"}] if expression else []
    declared = {"expression": expression, "agreement": "single" if sources else "none", "sources": sources}
    yield Fact(detector="licenses", rule="licence-declared", message="Declared", data=declared)
    rules, modules = chance.choice((0, 0, 2, 6, 15)), chance.choice((0, 1, 3, 7, 11))
    for number in range(rules):
        lines = [{"line": n, "text": "if (revenu > plafond) montant = assiette * taux;"} for n in range(3)]
        data: dict[str, Any] = {"terms": {"seuil": 3, "montant": 2}, "lines": lines}
        yield Fact(
            detector="algorithms", rule="algorithm-rules", path=f"src/calcul{number}.py", line=7, message="R", data=data
        )
    share: dict[str, Any] = {"rule_files": rules, "code_files": 200, "share": rules / 200, "strength": rules / 200}
    yield Fact(detector="algorithms", rule="algorithm-summary", message="Share", data=share)
    for number in range(modules):
        module: dict[str, Any] = {
            "kind": "directory", "language": "python", "files": 5, "lines": chance.randrange(100, 3000),
            "score": round(chance.random(), 2), "gate": chance.choice(("extractable", "after-cutting")),
            "used_by": ["src/app", "src/web"],
        }  # fmt: skip
        path = f"src/{chance.choice(_WORDS)}{number}"
        yield Fact(detector="modules", rule="module-candidate", path=path, message="A module", data=module)
    graph = {"resolution_rate": 0.8, "languages": {"python": 9000}}
    yield Fact(detector="modules", rule="module-graph", message="Graph", data=graph)


def _share(store: Store, one: int, other: int) -> None:
    pairs = [(one, "", other, "", 12, 0.8, ""), (other, "", one, "", 12, 0.6, "copy")]
    store.connection.executemany("INSERT OR IGNORE INTO clone_pairs VALUES (?, ?, ?, ?, ?, ?, ?)", pairs)


# --- both ------------------------------------------------------------------------------------------------------------


def _save_owner(store: Store, host: str, login: str, **told: str) -> int:
    kind = next((kind for known, kind, _ in _HOSTS if known == host), ForgeKind.GITLAB)
    store.save_forge(Forge(host=host, kind=kind, url=f"https://{host}"))
    url = f"https://{host}/{login}"
    return store.save_owner(Owner(host=host, login=login, kind=OwnerKind.ORGANIZATION, html_url=url, **told))


def _repository(host: str, full_name: str, **told: Any) -> Repository:  # noqa: ANN401 - the fields of the model
    owner, _, name = full_name.rpartition("/")
    url = f"https://{host}/{full_name}"
    known = {"host": host, "owner": owner, "name": name, "full_name": full_name, "html_url": url}
    return Repository.model_validate(known | {"clone_url": f"{url}.git", "visibility": Visibility.PUBLIC} | told)


def _crawled(store: Store, source: str, seen: int) -> None:
    with store.writing() as connection:
        connection.execute(
            "INSERT INTO crawls (source, started_at, finished_at, expected, seen, outcome)"
            " VALUES (?, ?, ?, ?, ?, 'complete')",
            (source, "2026-11-03T05:00:00Z", "2026-11-03T06:00:00Z", seen, seen),
        )


def _drawn(chance: random.Random, weighted: Sequence[tuple[str, float]]) -> str:
    return chance.choices([value for value, _ in weighted], [weight for _, weight in weighted])[0]


def _name(chance: random.Random) -> str:
    words = chance.sample(_WORDS, chance.choice((1, 2, 2, 3, 3)))
    code = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randrange(2, 6)))
    return chance.choice("-_-.-").join([code, *words] if chance.random() < 0.4 else words)


def _title(login: str) -> str:
    return login.replace("/", " – ").replace("-", " ").capitalize()


def _sentence(chance: random.Random) -> str:
    words = " ".join(chance.choices(_WORDS, k=chance.randrange(3, 17)))
    return f"{words.capitalize()}, été à l’étude"
