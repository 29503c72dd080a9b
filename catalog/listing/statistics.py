# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The inventory's statistics file, with the thresholds of the original; equal counts are told apart by name."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, TypeVar

from catalog.licence_keys import OTHER
from catalog.listing.codegouv import license_key, listed_repositories, owner_address, score
from catalog.listing.tables import json_text
from catalog.view import OwnerEntry, RepositoryEntry, View

TOP = 10
SCORE_STEP = 100
MIN_STARS, MIN_FOLLOWERS = 200, 20
"""An owner is compared by stars or followers when it has more than these, and more than one repository."""

Key = TypeVar("Key", str, tuple[str, str])


class _Counts(NamedTuple):
    """What is counted of all repositories, in one go since each look at one costs."""

    stars: Counter[tuple[str, str]]
    """By host and owner."""
    licenses: Counter[str]
    ranges: Counter[int]
    """By the lower end of the range that their score is in."""
    languages: Counter[str]


def files(view: View) -> Iterable[tuple[str, str]]:
    """Yield `stats_preprod.json` and, when the data has a date, the same under that date."""
    text = json_text(statistics(view))
    yield "stats_preprod.json", text
    if view.date:
        yield f"{view.date[:10]}-stats.json", text


def statistics(view: View) -> dict[str, Any]:
    """Return the statistics under the inventory's keys; the two totals are strings, as there."""
    repositories, owners = listed_repositories(view), sorted(view.owners, key=lambda owner: (owner.host, owner.login))
    stars, licenses, ranges, languages = _counted(repositories)
    by_stars = {_place(owner): stars[owner.host, owner.login] for owner in view.owners}
    by_repositories = {_place(owner): owner.repositories_count for owner in view.owners}
    return {
        "repos_cnt": str(len(repositories)),
        "orgas_cnt": str(len(view.owners)),
        "top_orgs_by_stars": _top({key: n for key, n in by_stars.items() if n > 1}),
        "top_orgs_by_repos": _top({key: n for key, n in by_repositories.items() if n > 1}),
        "top_orgs_repos_stars": [
            _compared(owner, "total_stars", stars[owner.host, owner.login])
            for owner in owners
            if owner.repositories_count > 1 and stars[owner.host, owner.login] > MIN_STARS
        ],
        "top_orgs_repos_followers": [
            _compared(owner, "followers", owner.followers)
            for owner in owners
            if owner.repositories_count > 1 and (owner.followers or 0) > MIN_FOLLOWERS
        ],
        "top_repos_by_score_range": [[f"{low}-{low + SCORE_STEP}", ranges[low]] for low in sorted(ranges) if low >= 0],
        "top_licenses": _top({key: n for key, n in licenses.items() if key not in {"", OTHER}}),
        "top_languages": _top({language: n for language, n in languages.items() if language}),
    }


def _counted(repositories: Iterable[RepositoryEntry]) -> _Counts:
    counts = _Counts(Counter(), Counter(), Counter(), Counter())
    for entry in repositories:
        counts.stars[entry.host, entry.owner] += entry.stars or 0
        counts.licenses[license_key(entry)] += 1
        counts.ranges[score(entry) // SCORE_STEP * SCORE_STEP] += 1
        counts.languages[entry.language] += 1
    return counts


def _place(owner: OwnerEntry) -> tuple[str, str]:
    return owner.name or owner.login, owner_address(owner)


def _compared(owner: OwnerEntry, measure: str, count: int | None) -> dict[str, Any]:
    return {"owner": owner.name or owner.login, measure: count, "repositories_count": owner.repositories_count}


def _top(counts: Mapping[Key, int]) -> list[tuple[Key, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TOP]
