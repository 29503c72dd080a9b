# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the store knows of a repository that its publiccode.yml could say."""

import json
import re
from typing import Any, NamedTuple

from catalog.database import Row, Store
from catalog.links import is_web
from catalog.publiccode.guesses import guess_languages, guess_status, guess_type
from catalog.publiccode.models import Known
from scanner.models import OwnerKind

_MAX_SOFTWARE = 10
_IMAGES = re.compile(r"(?:.+/)?(?:.*(?:Dockerfile|Containerfile).*|(?:docker-)?compose[\w.-]*\.ya?ml)", re.IGNORECASE)
_VERSION = re.compile(r"v?(?P<number>\d[\w.+-]*)")
_REPOSITORY = """
    SELECT r.*, o.login, o.kind AS owner_kind, o.name AS owner_name, o.website, o.html_url AS owner_url, w.organization
    FROM repositories r JOIN owners o ON o.id = r.owner_id JOIN owner_organizations w ON w.owner_id = o.id
    WHERE r.id = ?
"""
_FACTS = """
    SELECT rule, path, data FROM facts
    WHERE repository_id = ? AND rule IN ('community-readme', 'licence-declared', 'software-used') ORDER BY rule, path
"""
_RELEASE = """
    SELECT tag, published_at FROM releases WHERE repository_id = ? ORDER BY published_at DESC, tag DESC LIMIT 1
"""
_README = "community-readme"

Facts = list[tuple[str, str, dict[str, Any]]]
"""Rule, path and data."""


def read_known(store: Store, repository_id: int) -> Known:
    """Read what is known of a repository.

    Raises:
        StoreError: the store can't be read.
    """
    (row,) = store.rows(_REPOSITORY, [repository_id])
    paths = [each["path"] for each in store.rows("SELECT path FROM files WHERE repository_id = ?", [repository_id])]
    facts = [(each["rule"], each["path"], json.loads(each["data"])) for each in store.rows(_FACTS, [repository_id])]
    release = next(iter(store.rows(_RELEASE, [repository_id])), {"tag": "", "published_at": ""})
    readme = _readme(facts)
    version = _VERSION.fullmatch(release["tag"].rpartition("/")[2])
    number = version["number"] if version else ""
    return Known(
        name=row["name"],
        url=_web(row["html_url"]),
        homepage=_web(row["homepage"]),
        short=row["description"] or readme.short,
        short_from="" if row["description"] else readme.path,
        licence=_licence(facts),
        version=number,
        released_on=release["published_at"][:10] if number else "",
        organisation=row["organization"] or row["owner_name"] or row["login"],
        organisation_uri=_organisation_uri(row),
        software=_software(facts),
        software_type=guess_type(paths),
        status=guess_status(number, archived=bool(row["archived"]), tag=release["tag"]),
        languages=guess_languages(paths),
        archived=bool(row["archived"]),
    )


def _web(url: str | None) -> str:
    return url if url and is_web(url) else ""


def _organisation_uri(row: Row) -> str:
    """Return the site of the owner, else its page on the forge: the standard has no URN of French administrations."""
    if row["owner_kind"] == OwnerKind.USER:
        return ""
    return _web(row["website"]) or _web(row["owner_url"])


class _Readme(NamedTuple):
    short: str
    path: str


def _readme(facts: Facts) -> _Readme:
    sentences = (_Readme(str(data.get("sentence") or ""), path) for rule, path, data in facts if rule == _README)
    return next(sentences, _Readme("", ""))


def _licence(facts: Facts) -> str:
    agreed = (data for rule, _, data in facts if rule == "licence-declared" and data.get("agreement") != "conflict")
    return next((str(data.get("expression") or "") for data in agreed), "")


def _software(facts: Facts) -> tuple[tuple[str, str], ...]:
    named = {
        str(data["name"]): path
        for rule, path, data in facts
        if rule == "software-used" and data.get("name") and _IMAGES.fullmatch(path)
    }
    return tuple(sorted(named.items()))[:_MAX_SOFTWARE]
