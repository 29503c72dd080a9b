# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""GitHub Actions, and those of Forgejo and Gitea, which set the same variables and write the same file of the event.

Sources: docs.github.com, "Variables reference" and "Webhook events and payloads"; forgejo.org, "Forgejo Actions
reference"; docs.gitea.com, "Gitea Actions variables". On `pull_request`, GitHub's checkout takes `refs/pull/N/merge`, a
merge of the change into its base; Forgejo's and Gitea's take `refs/pull/N/head`.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from catalog.check import ci_values as checked
from catalog.check.surroundings import Surroundings

_MAX_EVENT = 25_000_000
"""Bytes: the largest event that GitHub sends."""
_PULL_REQUESTS = ("pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment")

Environ = Mapping[str, str]
Event = dict[str, Any]


def actions(environ: Environ) -> Surroundings:
    """Return what the variables and the event of a run of Actions say."""
    event = _event(environ)
    server, repository = environ.get("GITHUB_SERVER_URL", ""), checked.repository(environ.get("GITHUB_REPOSITORY"))
    of_forge = _mapping(event, "repository")
    common = Surroundings(
        ci=_forge(environ),
        host=checked.host(server),
        repository=repository,
        url=checked.page(f"{server}/{repository}") if repository else "",
        closed=_closed(of_forge),
        created_at=checked.moment(of_forge.get("created_at")),
        default_branch=checked.branch(of_forge.get("default_branch")),
        summary_file=environ.get("GITHUB_STEP_SUMMARY", ""),
    )
    return common.model_copy(update=_of_event(environ, event))


def _forge(environ: Environ) -> str:
    """Tell the three apart: Forgejo's runner says that it is Gitea's too."""
    if environ.get("FORGEJO_ACTIONS") == "true":
        return "forgejo"
    return "gitea" if environ.get("GITEA_ACTIONS") == "true" else "github"


def _of_event(environ: Environ, event: Event) -> dict[str, Any]:
    name = environ.get("GITHUB_EVENT_NAME", "")
    if name in _PULL_REQUESTS:
        return _pull_request(environ, event)
    if name == "merge_group":
        return _merge_group(_mapping(event, "merge_group"))
    on_branch = environ.get("GITHUB_REF_TYPE", "branch") == "branch"
    return {
        "branch": checked.branch(environ.get("GITHUB_REF_NAME")) if on_branch else "",
        "before": checked.commit(event.get("before")) if name == "push" and on_branch else "",
    }


def _pull_request(environ: Environ, event: Event) -> dict[str, Any]:
    """A pull request: what it comes from is another repository unless the event proves that it is the same.

    `pull_request_target` is what runs with the secrets of the base on the code of a fork: nothing of it is trusted.
    """
    change = _mapping(event, "pull_request")
    base, head = _mapping(change, "base"), _mapping(change, "head")
    base_branch = checked.branch(base.get("ref")) or checked.branch(environ.get("GITHUB_BASE_REF"))
    return {
        "base": checked.commit(base.get("sha")) or checked.remote_branch(base_branch),
        "base_branch": base_branch,
        "branch": checked.branch(head.get("ref")) or checked.branch(environ.get("GITHUB_HEAD_REF")),
        "change": checked.number(event.get("number") or change.get("number")),
        "merged": checked.commit(environ.get("GITHUB_SHA")) if environ.get("GITHUB_REF", "").endswith("/merge") else "",
        "fork": environ.get("GITHUB_EVENT_NAME") == "pull_request_target" or not _same_repository(base, head),
    }


def _same_repository(base: Event, head: Event) -> bool:
    """Compare the two repositories: `head.repo.fork` also holds for a change within a repository that is itself a fork.

    A repository that was deleted since is null.
    """
    ours, theirs = _mapping(base, "repo").get("id"), _mapping(head, "repo").get("id")
    return ours is not None and ours == theirs


def _merge_group(group: Event) -> dict[str, Any]:
    """The queue of merges: HEAD is what the base would be with the changes that were accepted."""
    return {
        "base": checked.commit(group.get("base_sha")),
        "base_branch": checked.branch(group.get("base_ref")),
        "branch": checked.branch(group.get("head_ref")),
    }


def _closed(repository: Event) -> bool | None:
    """Return whether the repository isn't public: `visibility` is recent, and `internal` is Gitea's."""
    if isinstance(visibility := repository.get("visibility"), str):
        return visibility != "public"
    private = repository.get("private")
    return (private or repository.get("internal") is True) if isinstance(private, bool) else None


def _event(environ: Environ) -> Event:
    """Return the event, or {} when there is none that can be read."""
    path = environ.get("GITHUB_EVENT_PATH", "")
    try:
        if not path or not Path(path).is_file():
            return {}
        with Path(path).open("rb") as file:
            data = file.read(_MAX_EVENT + 1)
        event = json.loads(data) if len(data) <= _MAX_EVENT else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return event if isinstance(event, dict) else {}


def _mapping(of: Event, key: str) -> Event:
    value = of.get(key)
    return value if isinstance(value, dict) else {}
