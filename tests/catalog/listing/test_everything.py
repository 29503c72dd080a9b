# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""All files of the listing: each is always there, and the same facts give the same bytes, whatever their order."""

import pytest

from catalog.listing.everything import FORMATS, Source
from catalog.made import whole
from catalog.pages.index import Index
from catalog.pages.settings import SiteSettings
from catalog.priority_policy import load_priorities
from catalog.view import ForgeEntry, View
from scanner.models import ForgeKind
from tests.catalog.hostile_views import hostile_view
from tests.catalog.views import internal_view, office, owner, public_view, repository, view

G3 = """
    codegouvfr-repositories.json codegouvfr-repositories.csv repos_preprod.json codegouvfr-organizations.json
    codegouvfr-organizations.csv owners.json codegouvfr-forges.csv stats_preprod.json awesome.json fr-ospos.json
    annuaire_sup.json latest-repositories.xml latest.xml latest-organizations.xml latest-releases.xml
    repositories/json/all.json repositories/csv/all.csv organizations/json/all.json organizations/csv/all.csv
    to-open.csv to-open.json openings.csv openings.json algorithmes.csv algorithmes.json
"""


def written(of: View) -> dict[str, bytes]:
    source = Source(of, Index(of), load_priorities(), SiteSettings(base_url="https://codes.exemple.gouv.fr/"))
    found = [
        (name, text.encode() if isinstance(text, str) else text)
        for files in FORMATS
        for name, text in whole(files(source))
    ]
    names = [name for name, _ in found]
    assert len(set(names)) == len(names)
    return dict(found)


def many() -> View:
    """Return a view of what could be told in several orders: equal names, counts and dates."""
    hosts = ("github.com", "gitlab.exemple.fr", "forge.exemple.fr")
    same = {"created_at": "2020-01-01T00:00:00Z", "updated_at": "2021-01-01T00:00:00Z", "stars": 150, "language": "C"}
    return view(
        forges=tuple(
            ForgeEntry(host=host, kind=ForgeKind.GITHUB if place == 0 else ForgeKind.GITLAB, url=f"https://{host}")
            for place, host in enumerate(hosts)
        ),
        owners=tuple(
            owner(
                login, host, name=f"Nom {login}", followers=30, repositories_count=2, created_at="2019-01-01T00:00:00Z"
            )
            for host in hosts
            for login in ("a", "b", "Á")
        ),
        repositories=tuple(
            repository(f"{login}/{name}", host, degree="A", **same)
            for host in hosts
            for login in ("a", "b", "Á")
            for name in ("x", "Y")
        ),
        ospos=(office(url="https://b.fr"), office(url="https://a.fr")),
    )


def turned(of: View) -> View:
    """Return the same view, told the other way round."""
    names = ("forges", "owners", "repositories", "ospos", "coverage")
    return of.model_copy(update={name: tuple(reversed(getattr(of, name))) for name in names})


@pytest.mark.parametrize("of", [view(), public_view(), hostile_view()], ids=["empty", "public", "hostile"])
def test_every_file_is_always_there(of: View) -> None:
    names = {f"data/{name}" for name in G3.split()} | {"api/v1/hosts.json", f"data/{of.date[:10]}-stats.json"}
    assert names <= written(of).keys()


@pytest.mark.parametrize(
    "of", [many(), public_view(), internal_view(), hostile_view()], ids=["many", "public", "internal", "hostile"]
)
def test_the_order_of_what_is_known_changes_no_byte(of: View) -> None:
    first, second = written(of), written(turned(of))
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
