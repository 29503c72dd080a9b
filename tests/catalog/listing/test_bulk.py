# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The bulk files are valid against the State's own Table Schemas, and what can't be in them is counted."""

import csv
import io
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from frictionless import Schema
from frictionless.resources import TableResource

from catalog.listing import bulk
from catalog.listing.licence_names import full_name
from catalog.view import ForgeEntry, LicenceEntry, ReleaseEntry, View
from scanner.models import ForgeKind, OwnerKind
from tests.catalog.hostile_views import hostile_view
from tests.catalog.listing_2021 import LISTING_2021, listing_2021
from tests.catalog.views import (
    ACCESS,
    HOSTILE_TEXT,
    owner,
    public_view,
    repository,
    view,
)

PUBLISHED = LISTING_2021.parent / "codegouvfr" / "table-schemas"
REPOSITORIES = (
    "id,name,organization_name,platform,repository_url,description,default_branch,is_fork,is_archived,creation_date,"
    "last_update,last_modification,homepage,stars_count,forks_count,license,open_issues_count,language,topics,"
    "software_heritage_exists,software_heritage_url"
)
ORGANIZATIONS = (
    "login,description,name,organization_url,avatar_url,website,location,email,is_verified,repositories_count,"
    "creation_date,platform"
)
GITHUB = ForgeEntry(host="github.com", kind=ForgeKind.GITHUB, url="https://github.com")
GITLAB = ForgeEntry(host="gitlab.exemple.fr", kind=ForgeKind.GITLAB, url="https://gitlab.exemple.fr")
DATED = {"created_at": "2020-01-02T03:04:05Z", "updated_at": "2021-01-02T03:04:05.678+01:00"}


def listing(of: View) -> dict[str, str]:
    return dict(bulk.files(of))


def errors(folder: Path, name: str, content: str, schema: Schema) -> list[str]:
    """Return what frictionless says of a file."""
    file = folder / f"checked.{name.rpartition('.')[2]}"
    file.write_text(content, encoding="utf-8")
    report = TableResource(path=file.name, basepath=str(folder), schema=schema).validate()
    return [f"{name}: {error.message}" for task in report.tasks for error in task.errors]


def of_folder(files: dict[str, str], folder: Path) -> list[str]:
    """Return what frictionless says of all files, against our schemas and against the State's."""
    found = []
    for kind, published in (("repositories", "repository.json"), ("organizations", "organization.json")):
        ours = Schema.from_descriptor(json.loads(files[f"{kind}/csv/all.schema.json"]))
        theirs = (
            [Schema.from_descriptor(json.loads((PUBLISHED / published).read_bytes()))] if PUBLISHED.exists() else []
        )
        for schema in [ours, *theirs]:
            for form in ("csv", "json"):
                name = f"{kind}/{form}/all.{form}"
                found += errors(folder, name, files[name], schema)
    return found


def refused_by_strict_readers(row: dict[str, Any]) -> str:
    """Return the first key for which beta.gouv.fr's crawler (Etabli) refuses a whole file; "" when it takes the row."""

    def text(key: str, most: int, least: int = 1) -> bool:
        return isinstance(row[key], str) and least <= len(row[key].encode("utf-16-le", "surrogatepass")) // 2 <= most

    def count(key: str) -> bool:
        return type(row[key]) is int and row[key] >= 0

    rules = {
        "id": type(row["id"]) is int and 0 < row["id"] < 2**53,
        "name": text("name", 500),
        "organization_name": text("organization_name", 500),
        "platform": row["platform"] in ("GitHub", "GitLab"),
        "repository_url": urlsplit(row["repository_url"]).scheme in ("http", "https"),
        "description": row["description"] is None or text("description", 2000),
        "default_branch": text("default_branch", 10_000),
        "is_fork": row["is_fork"] in (True, False, None),
        "is_archived": row["is_archived"] in (True, False),
        "stars_count": count("stars_count"),
        "forks_count": count("forks_count"),
        "open_issues_count": count("open_issues_count"),
        "license": row["license"] is None or text("license", 10_000),
        "language": row["language"] is None or text("language", 10_000),
        "topics": text("topics", 1000, 0),
        "software_heritage_exists": row["software_heritage_exists"] in (True, False, None),
        "software_heritage_url": row["software_heritage_url"] is None,
    }
    dates = ("creation_date", "last_update", "last_modification")
    rules |= {key: datetime.fromisoformat(row[key]).tzinfo is not None for key in dates}
    assert row.keys() == rules.keys() | {"homepage"}
    return next((key for key, met in rules.items() if not met), "")


def test_an_empty_catalog_still_gives_every_file() -> None:
    files = listing(view())
    assert files["repositories/csv/all.csv"] == REPOSITORIES + "\n"
    assert files["organizations/csv/all.csv"] == ORGANIZATIONS + "\n"
    assert files["repositories/json/all.json"] == files["organizations/json/all.json"] == "[]\n"


def test_a_repository_has_the_keys_and_types_that_strict_readers_take() -> None:
    [row] = json.loads(listing(view(repositories=(ACCESS,)))["repositories/json/all.json"])
    assert list(row) == REPOSITORIES.split(",")
    assert row | {"id": 1} == {
        "id": 1,
        "name": "calcul-impot",
        "organization_name": "dgfip-exemple",
        "platform": "GitHub",
        "repository_url": "https://github.com/dgfip-exemple/calcul-impot",
        "description": ACCESS.description,
        "default_branch": "main",
        "is_fork": False,
        "is_archived": False,
        "creation_date": "2019-03-12T09:00:00Z",
        "last_update": "2026-10-28T16:20:00Z",
        "last_modification": "2026-10-28T16:20:00Z",
        "homepage": "https://impots.exemple.gouv.fr/calcul",
        "stars_count": 128,
        "forks_count": 14,
        "license": "GNU General Public License v3.0",
        "open_issues_count": 7,
        "language": "Python",
        "topics": "impôt,calcul,openfisca",
        "software_heritage_exists": None,
        "software_heritage_url": None,
    }


def test_what_is_not_known_is_null_but_topics_are_always_a_text() -> None:
    row = bulk.repository_row(repository("a/b", **DATED))
    unknown = {"description", "homepage", "license", "language"}
    assert {key for key, value in row.items() if value is None} == unknown | {
        "software_heritage_exists",
        "software_heritage_url",
    }
    assert row["topics"] == ""
    assert row["default_branch"] == "main"


def test_csv_says_true_and_false_as_python_does_and_nothing_for_null() -> None:
    archived = repository("exemple/ancien", archived=True, **DATED)
    [row] = csv.DictReader(io.StringIO(listing(view(repositories=(archived,)))["repositories/csv/all.csv"]))
    assert (row["is_archived"], row["is_fork"]) == ("True", "False")
    assert row["description"] == row["language"] == row["license"] == row["software_heritage_exists"] == ""
    assert row["last_update"] == "2021-01-02T02:04:05Z"


def test_an_identifier_is_the_forge_s_or_one_that_never_changes() -> None:
    assert bulk.identifier(repository("a/b", forge_id="42")) == 42
    made = [bulk.identifier(repository("a/b", forge_id=given)) for given in ("", "0", "/srv/b.git", "٣", "9" * 30)]
    assert set(made) == {bulk.identifier(repository("A/B", forge_id=""))}
    assert 0 < made[0] < 2**31
    assert made[0] != bulk.identifier(repository("a/c", forge_id=""))


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("", None),
        ("mit", "MIT License"),
        ("agpl-3.0", "GNU Affero General Public License v3.0"),
        ("bsd-3-clause", 'BSD 3-Clause "New" or "Revised" License'),
        ("cecill-b", "CeCILL-B Free Software License Agreement"),
        ("lgpl-2.0", "GNU Library General Public License 2.0"),
        ("other", "Other"),
        ("jamais-vue-1.0", "Other"),
    ],
)
def test_licences_have_the_full_names_of_forges(key: str, name: str | None) -> None:
    assert full_name(key) == name


def test_the_licence_is_ours_where_the_forge_says_nothing() -> None:
    read = LicenceEntry(expression="AGPL-3.0-or-later", agreement="single", legal=True)
    row = bulk.repository_row(repository("a/b", licence=read, **DATED))
    assert row["license"] == "GNU Affero General Public License v3.0"


def test_a_description_is_cut_to_what_readers_take() -> None:
    row = bulk.repository_row(repository("a/b", description="é" * 2001, **DATED))
    assert row["description"] == "é" * 1999 + "…"


@pytest.mark.parametrize("text", ["é" * 2001, "🇫🇷" * 501, "a" + "🏛" * 1000])
def test_a_text_is_measured_as_javascript_does(text: str) -> None:
    cut = bulk.repository_row(repository("a/b", description=text, **DATED))["description"]
    assert len(cut.encode("utf-16-le")) // 2 in (1999, 2000)
    assert text.startswith(cut.removesuffix("…"))


def test_topics_are_as_many_as_readers_take() -> None:
    topics = tuple(f"sujet-{number:03}" for number in range(200))
    assert bulk.repository_row(repository("a/b", topics=topics, **DATED))["topics"] == ",".join(topics[:100])[:1000]


def test_a_clone_in_a_folder_has_the_earliest_date_known_as_its_creation() -> None:
    clone = repository(
        "a/b", pushed_at="2024-05-06T07:08:09Z", releases=(ReleaseEntry(tag="v1", published_at="2019-01-01"),)
    )
    row = bulk.repository_row(clone)
    assert row["creation_date"] == "2019-01-01T00:00:00Z"
    assert row["last_update"] == row["last_modification"] == "2024-05-06T07:08:09Z"


def test_a_group_of_gitlab_is_addressed_as_a_group() -> None:
    group = owner("outils/carto", GITLAB.host, repositories_count=2, icon_url="/logo.png", website="site.fr")
    row = bulk.organization_row(group, ForgeKind.GITLAB)
    assert row["organization_url"] == "https://gitlab.exemple.fr/groups/outils/carto"
    assert row["avatar_url"] is row["website"] is None
    already = owner("x", GITLAB.host, html_url="https://gitlab.exemple.fr/groups/x")
    assert bulk.organization_row(already, ForgeKind.GITLAB)["organization_url"] == already.html_url


def test_what_cannot_be_there_is_counted_with_its_reason() -> None:
    gitea = ForgeEntry(host="git.exemple.fr", kind=ForgeKind.GITEA, url="https://git.exemple.fr")
    known = view(
        forges=(GITHUB, gitea),
        repositories=(
            repository("a/dated", **DATED),
            repository("a/undated"),
            repository("a/elsewhere", gitea.host, platform=ForgeKind.GITEA, **DATED),
            repository("a/clone", html_url="https://folder.invalid/a/clone", **DATED),
            repository("a/gone", gone=True),
            repository("a/" + "n" * 501, **DATED),
        ),
        owners=(
            owner("a", repositories_count=2),
            owner("a", gitea.host, repositories_count=1),
            owner("someone", kind=OwnerKind.USER, repositories_count=1),
        ),
    )
    assert bulk.left_out(known) == (
        {bulk.NO_DATE: 1, bulk.OTHER_FORGE: 1, bulk.NO_ADDRESS: 1, bulk.ODD_NAME: 1},
        {bulk.OTHER_FORGE: 1, bulk.A_PERSON: 1},
    )
    files = listing(known)
    assert [row["name"] for row in json.loads(files["repositories/json/all.json"])] == ["dated"]
    assert [row["login"] for row in json.loads(files["organizations/json/all.json"])] == ["a"]


def test_the_files_are_valid_against_the_table_schemas(tmp_path: Path) -> None:
    known = public_view()
    dated = tuple(entry.model_copy(update=DATED) for entry in known.repositories)
    files = listing(known.model_copy(update={"repositories": dated}))
    assert len(json.loads(files["repositories/json/all.json"])) == len(dated)
    assert of_folder(files, tmp_path) == []


def test_hostile_names_stay_verbatim_and_valid(tmp_path: Path) -> None:
    texts = {"description": HOSTILE_TEXT, "language": "=1+1", "topics": ("@x",), "homepage": "javascript:1"}
    named = [entry for entry in hostile_view().repositories if entry.name and entry.owner]
    entries = [
        entry.model_copy(
            update={"host": "github.com", "platform": ForgeKind.GITHUB, "html_url": f"https://github.com/m/{place}"}
            | texts
            | DATED
        )
        for place, entry in enumerate(named)
    ]
    mal = owner("mal", name=HOSTILE_TEXT, website="javascript:1", email="<x>", repositories_count=3)
    files = listing(view(forges=(GITHUB,), repositories=tuple(entries), owners=(mal,)))
    rows = json.loads(files["repositories/json/all.json"])
    assert len(rows) == len([entry for entry in entries if max(len(entry.name), len(entry.owner)) <= 500])
    assert list(filter(None, map(refused_by_strict_readers, rows))) == []
    assert {row["description"] for row in rows} == {HOSTILE_TEXT}
    assert {row["language"] for row in rows} == {"=1+1"}
    assert of_folder(files, tmp_path) == []


@pytest.mark.skipif(not LISTING_2021.exists(), reason="the real listing isn't here")
def test_the_real_listing_of_2021_gives_valid_files_with_the_same_rows(tmp_path: Path) -> None:
    known = listing_2021()
    files = listing(known)
    assert of_folder(files, tmp_path) == []
    written = {row["repository_url"]: row for row in csv.DictReader(io.StringIO(files["repositories/csv/all.csv"]))}
    with (LISTING_2021 / "repositories.csv").open(encoding="utf-8", newline="") as file:
        original = {row["repository_url"]: row for row in csv.DictReader(file)}
    assert written.keys() == original.keys()
    assert list(filter(None, map(refused_by_strict_readers, json.loads(files["repositories/json/all.json"])))) == []
    same = ("name", "platform", "homepage", "stars_count", "forks_count", "language", "topics", "creation_date")
    differing = [url for url, row in original.items() if any(row[key] != written[url][key] for key in same)]
    assert differing == []


@pytest.mark.parametrize("form", ["csv", "json"])
def test_the_check_itself_sees_what_is_wrong(form: str, tmp_path: Path) -> None:
    files = listing(view(forges=(GITHUB,), repositories=(repository("a/b", **DATED),)))
    name = f"repositories/{form}/all.{form}"
    schema = Schema.from_descriptor(json.loads(files["repositories/csv/all.schema.json"]))
    assert len(errors(tmp_path, name, files[name].replace("GitHub", "Gitea"), schema)) == 1
