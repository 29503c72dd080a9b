# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What GitHub's listings lack (subscribers, languages, community files), for a hundred repositories a request.

Source: « GitHub GraphQL API », `nodes`, `Repository`, `Tree`. It answers token holders only.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from scanner.detectors.community import best_files
from scanner.errors import ForgeAuthError, ForgeBusy, ForgeError, ForgeUnreachable
from scanner.forges import answers
from scanner.forges.answers import Json
from scanner.models import Repository

QUERY = """
query($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Repository {
      id
      watchers { totalCount }
      languages(first: 20, orderBy: {field: SIZE, direction: DESC}) { nodes { name } }
      root: object(expression: "HEAD:") { ... on Tree { entries { name type } } }
      docs: object(expression: "HEAD:docs") { ... on Tree { entries { name type } } }
      github: object(expression: "HEAD:.github") { ... on Tree { entries { name type } } }
      licenses: object(expression: "HEAD:LICENSES") { ... on Tree { entries { name type } } }
    }
  }
}
"""
BATCH = 100
"""The most that `nodes` takes."""
_FOLDERS = {"root": "", "docs": "docs/", "github": ".github/", "licenses": "LICENSES/"}
_MAX_ENTRIES = 5_000

Ask = Callable[[str, dict[str, Any]], object]
"""Sends a query with its variables and returns the JSON answer."""


def completed(ask: Ask, repositories: Sequence[tuple[str, Repository]]) -> list[Repository]:
    """Return the repositories with what the listing lacked; those that GitHub can't tell more of stay as they are.

    Args:
        ask: see `Ask`.
        repositories: each with its `node_id` ("" = none was given).

    Raises:
        ForgeAuthError, ForgeUnreachable, ForgeBusy: nothing more can be had from this forge.
        ForgeError: this token may not ask.
    """
    facts: dict[str, Json] = {}
    ids = [node for node, _ in repositories if node]
    for start in range(0, len(ids), BATCH):
        facts |= {answers.text(node, "id"): node for node in _nodes(ask, ids[start : start + BATCH])}
    return [_filled(one, facts[node]) if node in facts else one for node, one in repositories]


def _nodes(ask: Ask, ids: list[str]) -> Iterator[Json]:
    """Yield what GitHub says of each id; a batch that is too much for it is asked in halves."""
    try:
        answer = ask(QUERY, {"ids": ids})
    except (ForgeAuthError, ForgeUnreachable, ForgeBusy):
        raise
    except ForgeError as error:
        if int(str(error.fields.get("status", 0))) < 500:
            raise
        if len(ids) == 1:
            return
        half = len(ids) // 2
        yield from _nodes(ask, ids[:half])
        yield from _nodes(ask, ids[half:])
        return
    data = answers.part(answer, "data") if isinstance(answer, Mapping) else {}
    nodes = data.get("nodes")
    yield from (node for node in nodes if isinstance(node, dict)) if isinstance(nodes, list) else ()


def _filled(repository: Repository, node: Json) -> Repository:
    languages = answers.part(node, "languages").get("nodes")
    names = [answers.text(one, "name") for one in languages or () if isinstance(one, dict)]
    known: dict[str, Any] = {"languages": tuple(name for name in names if name)}
    watchers = answers.number(answers.part(node, "watchers"), "totalCount")
    if watchers is not None:
        known["subscribers"] = watchers
    if "root" in node:
        known["community"] = best_files(_paths(node))
    return repository.model_copy(update=known)


def _paths(node: Json) -> Iterator[str]:
    for alias, folder in _FOLDERS.items():
        entries = answers.part(node, alias).get("entries")
        for entry in entries[:_MAX_ENTRIES] if isinstance(entries, list) else ():
            if isinstance(entry, dict) and entry.get("type") == "blob":
                yield folder + answers.text(entry, "name")
