# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The inventory's statistics file, with the thresholds of the original; equal counts are told apart by name."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from catalog.listing.codegouv import license_key, listed_repositories, owner_address, score
from catalog.listing.tables import json_text
from catalog.view import OwnerEntry, View

TOP = 10
SCORE_STEP = 100
MIN_STARS, MIN_FOLLOWERS = 200, 20
"""An owner is compared by stars or followers when it has more than these, and more than one repository."""

Key = TypeVar("Key", str, tuple[str, str])


def files(view: View) -> Iterable[tuple[str, str]]:
    """Yield `stats_preprod.json` and, when the data has a date, the same under that date."""
    text = json_text(statistics(view))
    yield "stats_preprod.json", text
    if view.date:
        yield f"{view.date[:10]}-stats.json", text


def statistics(view: View) -> dict[str, Any]:
    """Return the statistics under the inventory's keys; the two totals are strings, as there."""
    repositories = listed_repositories(view)
    stars, owners = _stars_by_owner(view), sorted(view.owners, key=lambda owner: (owner.host, owner.login))
    by_stars = {_place(owner): stars[owner.host, owner.login] for owner in view.owners}
    by_repositories = {_place(owner): owner.repositories_count for owner in view.owners}
    licenses = Counter(key for entry in repositories if (key := license_key(entry)) not in {"", "other"})
    ranges = Counter(points // SCORE_STEP * SCORE_STEP for points in map(score, repositories) if points >= 0)
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
        "top_repos_by_score_range": [[f"{low}-{low + SCORE_STEP}", ranges[low]] for low in sorted(ranges)],
        "top_licenses": _top(licenses),
        "top_languages": _top(Counter(entry.language for entry in repositories if entry.language)),
    }


def _stars_by_owner(view: View) -> Counter[tuple[str, str]]:
    stars: Counter[tuple[str, str]] = Counter()
    for entry in listed_repositories(view):
        stars[entry.host, entry.owner] += entry.stars or 0
    return stars


def _place(owner: OwnerEntry) -> tuple[str, str]:
    return owner.name or owner.login, owner_address(owner)


def _compared(owner: OwnerEntry, measure: str, count: int | None) -> dict[str, Any]:
    return {"owner": owner.name or owner.login, measure: count, "repositories_count": owner.repositories_count}


def _top(counts: Mapping[Key, int]) -> list[tuple[Key, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:TOP]
