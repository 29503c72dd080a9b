# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The files that code.gouv.fr's clients read keep their keys, order, types and quirks."""

import csv
import io
import json
from typing import Any

import pytest

from catalog.listing import codegouv
from catalog.view import LicenceEntry, RepositoryEntry, View
from scanner.models import ForgeKind
from tests.catalog.hostile_views import hostile_view
from tests.catalog.listing_2021 import LISTING_2021, listing_2021
from tests.catalog.views import (
    ACCESS,
    CONFLICT,
    HOSTILE_TEXT,
    ONLY_LISTED,
    office,
    owner,
    public_view,
    repository,
    view,
)

REPOSITORIES_HEADER = (
    "description,archived,forks_count,repo_name,publiccode,license,template,awesome-score,"
    "updated_at,language,id,full_name,fork,owner,platform,contributing"
)
OWNERS_HEADER = (
    "description,email,ospo_url,name,organization,login,id,website,icon_url,location,"
    "followers,forge,floss_policy,created_at,repositories_count,ministry"
)


def listing(of: View) -> dict[str, str]:
    return dict(codegouv.files(of))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_an_empty_catalog_still_gives_every_file() -> None:
    files = {name: text for name, text in listing(view()).items() if not name.endswith(".schema.json")}
    assert files == {
        "codegouvfr-repositories.csv": REPOSITORIES_HEADER + "\n",
        "codegouvfr-repositories.json": "[]\n",
        "repos_preprod.json": "[]\n",
        "codegouvfr-organizations.csv": OWNERS_HEADER + "\n",
        "codegouvfr-organizations.json": "[]\n",
        "owners.json": "[]\n",
        "codegouvfr-forges.csv": "",
        "fr-ospos.json": "[]\n",
    }


def test_a_repository_in_the_long_files() -> None:
    files = listing(public_view())
    expected: dict[str, Any] = {
        "description": ACCESS.description,
        "archived": False,
        "forks_count": 14,
        "repo_name": "calcul-impot",
        "publiccode": True,
        "license": "gpl-3.0",
        "template": False,
        "awesome-score": 2410,
        "updated_at": "2026-10-28T16:20:00Z",
        "language": "Python",
        "id": "https://github.com/dgfip-exemple/calcul-impot",
        "full_name": "dgfip-exemple/calcul-impot",
        "fork": False,
        "owner": "https://github.com/dgfip-exemple",
        "platform": "github.com",
        "contributing": True,
    }
    (entry,) = [row for row in json.loads(files["codegouvfr-repositories.json"]) if row["repo_name"] == "calcul-impot"]
    assert list(entry.items()) == list(expected.items())
    (cells,) = [row for row in rows(files["codegouvfr-repositories.csv"]) if row["repo_name"] == "calcul-impot"]
    assert cells == {
        key: str(value).lower() if isinstance(value, bool) else str(value) for key, value in expected.items()
    }


def test_the_short_file_leaves_out_what_scores_below_zero() -> None:
    short = json.loads(listing(public_view())["repos_preprod.json"])
    assert [row["fn"] for row in short] == ["dgfip-exemple/calcul-impot"]
    assert list(short[0]) == ["a", "a?", "c?", "d", "f", "f?", "fn", "l", "li", "n", "o", "p", "p?", "t?", "u"]


def test_what_is_unknown_is_an_empty_string_never_null() -> None:
    files = listing(view(repositories=(repository("a/b", forks=None),), owners=(owner("a", repositories_count=1),)))
    assert not any("null" in text for text in files.values())
    (row,) = json.loads(files["codegouvfr-repositories.json"])
    assert (row["language"], row["license"], row["updated_at"], row["forks_count"]) == ("", "", "", 0)


@pytest.mark.parametrize(("length", "cut"), [(120, 120), (121, 121)])
def test_short_descriptions_stop_at_120_characters_and_an_ellipsis(length: int, cut: int) -> None:
    files = listing(view(repositories=(repository("a/b", description="é" * length, template=True),)))
    (short,) = json.loads(files["repos_preprod.json"])
    assert len(short["d"]) == cut
    assert short["d"].endswith("…") is (length > 120)
    assert json.loads(files["codegouvfr-repositories.json"])[0]["description"] == "é" * length


SEVERAL = LicenceEntry(expression="MIT AND Apache-2.0", agreement="agree", legal=True)


@pytest.mark.parametrize(
    ("entry", "score"),
    [
        (ACCESS, 1000 + 1000 + 100 + 100 + 10 + 100 + 100),
        (ONLY_LISTED, -100),
        (CONFLICT, 100 - 1000),
        (repository("a/b", description="d", community={"license": "LICENCE"}), 1000),
        (repository("a/b", description="d", community={"license": "LICENSE"}, license_key="other"), 0),
        (repository("a/b", description="d", community={"license": "LICENSE"}, licence=SEVERAL), 0),
        (repository("a/b", description="d", template=True, fork=True), 0),
        (repository("a/b", description="d", forks=1, subscribers=2), 10),
        (repository("a/b", description="d", forks=101, subscribers=100), 1100),
        (repository("a/b", description="d", stars=90_000), 0),
    ],
)
def test_the_score(entry: RepositoryEntry, score: int) -> None:
    assert codegouv.score(entry) == score


@pytest.mark.parametrize(
    ("expression", "key"),
    [
        ("", ""),
        ("MIT", "mit"),
        ("AGPL-3.0-or-later", "agpl-3.0"),
        ("GPL-2.0-only", "gpl-2.0"),
        ("MIT OR Apache-2.0", "other"),
        ("LicenseRef-scancode-proprietary-license", "other"),
        ("NOASSERTION", "other"),
    ],
)
def test_a_licence_we_read_is_named_as_forges_do_when_the_forge_is_silent(expression: str, key: str) -> None:
    licence = LicenceEntry(expression=expression, agreement="single", legal=True)
    assert codegouv.license_key(repository("a/b", licence=licence)) == key
    assert codegouv.license_key(repository("a/b", licence=licence, license_key="isc")) == "isc"


def test_owners_without_address_or_repository_are_left_out() -> None:
    kept = owner("b", repositories_count=1)
    left_out = (owner("a", repositories_count=0), owner("c", html_url="", repositories_count=3))
    files = listing(view(owners=(*left_out, kept)))
    assert [row["login"] for row in rows(files["codegouvfr-organizations.csv"])] == ["b"]
    assert [row["l"] for row in json.loads(files["owners.json"])] == ["b"]


def test_an_owner_in_both_files() -> None:
    files = listing(public_view())
    owners = {row["login"]: row for row in json.loads(files["codegouvfr-organizations.json"])}
    assert list(owners["dgfip-exemple"]) == OWNERS_HEADER.split(",")
    assert owners["dgfip-exemple"]["forge"] == "github"
    assert owners["dgfip-exemple"]["organization"] == "Direction générale des finances publiques"
    assert owners["dgfip-exemple"]["ministry"] == "Ministère de l’Économie et des Finances"
    assert owners["numerique/outils"]["followers"] == 0
    short = json.loads(files["owners.json"])
    assert list(short[0]) == ["au", "d", "f", "h", "id", "l", "m", "n", "os", "ps", "r", "s"]


def test_forges_have_no_header_and_folders_are_listed_under_the_host_of_their_addresses() -> None:
    assert listing(public_view())["codegouvfr-forges.csv"] == "forge.exemple.gouv.fr,gitlab\ngithub.com,github\n"
    url = "https://folder.invalid/ministere/depot"
    folder = repository("ministere/depot", "folder", platform=ForgeKind.FOLDER, html_url=url)
    (row,) = json.loads(listing(view(repositories=(folder,)))["codegouvfr-repositories.json"])
    assert (row["platform"], row["owner"], row["id"]) == ("folder.invalid", "https://folder.invalid/ministere", url)


def test_a_repository_gone_from_its_forge_is_gone_from_the_listing() -> None:
    files = listing(view(repositories=(ACCESS.model_copy(update={"gone": True}),)))
    assert files["codegouvfr-repositories.json"] == "[]\n"


def test_hostile_text_stays_verbatim_and_in_its_cell() -> None:
    cells = rows(listing(hostile_view())["codegouvfr-repositories.csv"])
    assert len(cells) == len(hostile_view().repositories)
    assert {row["description"] for row in cells} == {HOSTILE_TEXT}
    assert "mal/nom\nsur deux lignes" in {row["full_name"] for row in cells}


def test_the_order_of_the_view_changes_nothing() -> None:
    before = public_view()
    after = before.model_copy(update={"repositories": before.repositories[::-1], "owners": before.owners[::-1]})
    assert listing(before) == listing(after)


@pytest.mark.skipif(not LISTING_2021.is_dir(), reason="the listing of November 2021 is not beside this checkout")
def test_the_listing_of_2021_at_its_real_size() -> None:
    source = listing_2021()
    files = listing(source)
    cells = rows(files["codegouvfr-repositories.csv"])
    whole = json.loads(files["codegouvfr-repositories.json"])
    assert len(cells) == len(whole) == len(source.repositories) > 9000
    assert [row["id"] for row in cells] == [row["id"] for row in whole]
    assert len(json.loads(files["repos_preprod.json"])) == sum(row["awesome-score"] >= 0 for row in whole)
    known = {entry.html_url.replace("/groups/", "/", 1) for entry in source.owners if entry.repositories_count}
    assert {row["id"] for row in json.loads(files["owners.json"])} == known


def test_offices_have_the_keys_of_their_file_and_their_address() -> None:
    whole = office(
        country="FR",
        description_fr="La mission",
        email="ospo@exemple.gouv.fr",
        created="2021-11-08",
        pso_id="10000000-0000-4000-8000-000000000000",
        floss_policy="https://ospo.exemple.gouv.fr/politique",
        code=("https://github.com/exemple",),
    )
    short = office(url="https://b.exemple.gouv.fr", name="B")
    by_address = json.loads(listing(view(ospos=(whole, short)))["fr-ospos.json"])
    assert by_address[0] == {"name": "B", "url": "https://b.exemple.gouv.fr"}
    assert by_address[1] == {
        "name": "Mission exemplaire",
        "country": "FR",
        "description": {"fr": "La mission"},
        "email": "ospo@exemple.gouv.fr",
        "created": "2021-11-08",
        "pso_id": "10000000-0000-4000-8000-000000000000",
        "floss_policy": "https://ospo.exemple.gouv.fr/politique",
        "code": ["https://github.com/exemple"],
        "url": "https://ospo.exemple.gouv.fr",
    }


def test_pages_find_the_repositories_of_a_group_by_its_address() -> None:
    """code.gouv.fr's page of an owner asks for the repositories whose `o` is the owner's `id`."""
    host = "gitlab.exemple.fr"
    group = owner("outils/carto", host, html_url=f"https://{host}/groups/outils/carto", repositories_count=1)
    files = listing(view(owners=(group,), repositories=(repository("outils/carto/fonds", host, description="Fonds"),)))
    [shown], [held] = json.loads(files["owners.json"]), json.loads(files["repos_preprod.json"])
    assert shown["id"] == held["o"] == f"https://{host}/outils/carto"


def test_an_account_named_groups_keeps_its_address() -> None:
    account = owner("x/groups/y", html_url="https://github.com/x/groups/y", repositories_count=1)
    assert codegouv.owner_address(account) == "https://github.com/x/groups/y"
