# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Where a check runs, read from the variables that each CI documents. No variable that holds a token is ever read.

A CI that doesn't tell whether a change comes from a fork is answered as if it did.
"""

from collections.abc import Callable, Iterator, Mapping

from catalog.check import ci_values as checked
from catalog.check.ci_actions import actions
from catalog.check.surroundings import Surroundings
from scanner.forges.remotes import Remote, parse_remote

Environ = Mapping[str, str]
_MAX_ADDRESS = 1_000


def surroundings_of(environ: Environ) -> Surroundings:
    """Return what the environment says of where the check runs; on a machine of one's own, nothing."""
    reader = next((read for runs_here, read in _READERS if runs_here(environ)), None)
    found = reader(environ) if reader else Surroundings()
    return _in_pre_commit(environ, found)


def _gitlab(environ: Environ) -> Surroundings:
    """GitLab, docs.gitlab.com: "Predefined CI/CD variables reference"."""
    visibility = environ.get("CI_PROJECT_VISIBILITY", "")
    common = Surroundings(
        ci="gitlab",
        host=checked.host(environ.get("CI_SERVER_URL")) or checked.host(f"https://{environ.get('CI_SERVER_HOST', '')}"),
        repository=checked.repository(environ.get("CI_PROJECT_PATH")),
        url=checked.page(environ.get("CI_PROJECT_URL")),
        branch=checked.branch(environ.get("CI_COMMIT_BRANCH")),
        before=checked.commit(environ.get("CI_COMMIT_BEFORE_SHA")),
        closed=visibility != "public" if visibility in ("public", "internal", "private") else None,
        default_branch=checked.branch(environ.get("CI_DEFAULT_BRANCH")),
    )
    return _gitlab_merge_request(environ, common) if environ.get("CI_MERGE_REQUEST_IID") else common


def _gitlab_merge_request(environ: Environ, common: Surroundings) -> Surroundings:
    """A merge request: `…_TARGET_BRANCH_SHA` is only set where HEAD is the merged result, whose base it is.

    A pipeline of a fork's request may run in either project: the request's own two are compared.
    """
    onto = checked.branch(environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_NAME"))
    target = checked.commit(environ.get("CI_MERGE_REQUEST_TARGET_BRANCH_SHA"))
    merge_base = checked.commit(environ.get("CI_MERGE_REQUEST_DIFF_BASE_SHA"))
    ours = environ.get("CI_MERGE_REQUEST_PROJECT_ID") or environ.get("CI_PROJECT_ID")
    return common.model_copy(
        update={
            "base": target or merge_base or checked.remote_branch(onto),
            "base_branch": onto,
            "branch": checked.branch(environ.get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME")),
            "before": "",
            "change": checked.number(environ.get("CI_MERGE_REQUEST_IID")),
            "merged": checked.commit(environ.get("CI_COMMIT_SHA")) if target else "",
            "fork": not ours or environ.get("CI_MERGE_REQUEST_SOURCE_PROJECT_ID") != ours,
        }
    )


def _bitbucket(environ: Environ) -> Surroundings:
    """Bitbucket Pipelines, support.atlassian.com: "Variables and secrets". No pipeline runs for the change of a fork.

    The base's commit is abbreviated to 12 digits.
    """
    onto = checked.branch(environ.get("BITBUCKET_PR_DESTINATION_BRANCH"))
    repository = checked.repository(environ.get("BITBUCKET_REPO_FULL_NAME"))
    tip = checked.commit(environ.get("BITBUCKET_PR_DESTINATION_COMMIT"))
    return Surroundings(
        ci="bitbucket",
        host=checked.host(environ.get("BITBUCKET_GIT_HTTP_ORIGIN")) or "bitbucket.org",
        repository=repository,
        url=f"https://bitbucket.org/{repository}" if repository else "",
        branch=checked.branch(environ.get("BITBUCKET_BRANCH")),
        base=tip or checked.remote_branch(onto),
        base_branch=onto,
        change=checked.number(environ.get("BITBUCKET_PR_ID")),
        closed=checked.flag(environ.get("BITBUCKET_REPO_IS_PRIVATE")),
    )


def _woodpecker(environ: Environ) -> Surroundings:
    """Woodpecker, woodpecker-ci.org: "Built-in environment variables"; none tells a fork, nor the base's commit."""
    onto = checked.branch(environ.get("CI_COMMIT_TARGET_BRANCH"))
    pull_request = checked.number(environ.get("CI_COMMIT_PULL_REQUEST"))
    branch = checked.branch(environ.get("CI_COMMIT_BRANCH"))
    pushed = environ.get("CI_PIPELINE_EVENT") == "push" and environ.get("CI_PREV_COMMIT_BRANCH") == branch
    return Surroundings(
        ci="woodpecker",
        host=checked.host(environ.get("CI_REPO_URL")),
        repository=checked.repository(environ.get("CI_REPO")),
        url=checked.page(environ.get("CI_REPO_URL")),
        branch=checked.branch(environ.get("CI_COMMIT_SOURCE_BRANCH")) or branch,
        base=checked.remote_branch(onto) if pull_request else "",
        base_branch=onto,
        before=checked.commit(environ.get("CI_PREV_COMMIT_SHA")) if pushed else "",
        change=pull_request,
        fork=bool(pull_request),
        closed=checked.flag(environ.get("CI_REPO_PRIVATE")),
        default_branch=checked.branch(environ.get("CI_REPO_DEFAULT_BRANCH")),
    )


def _jenkins(environ: Environ) -> Surroundings:
    """Jenkins, whose multibranch jobs set `CHANGE_*` (plugins "Branch API" and "Git"); `CHANGE_FORK` = from a fork."""
    remote = _remote(environ.get("GIT_URL", ""))
    onto = checked.branch(environ.get("CHANGE_TARGET"))
    branch = environ.get("CHANGE_BRANCH") or environ.get("BRANCH_NAME")
    return Surroundings(
        ci="jenkins",
        host=remote.host.partition(":")[0] if remote else "",
        repository=f"{remote.owner}/{remote.name}" if remote else "",
        url=f"{remote.scheme}://{remote.host}/{remote.owner}/{remote.name}" if remote else "",
        branch=checked.branch(branch),
        base=checked.remote_branch(onto),
        base_branch=onto,
        before="" if onto else checked.commit(environ.get("GIT_PREVIOUS_COMMIT")),
        change=checked.number(environ.get("CHANGE_ID")),
        fork=bool(onto and environ.get("CHANGE_FORK")),
    )


def _remote(address: str) -> Remote | None:
    try:
        return parse_remote(address[:_MAX_ADDRESS])
    except ValueError:
        return None


def _in_pre_commit(environ: Environ, found: Surroundings) -> Surroundings:
    """Add what pre-commit says, before a push or with `--from-ref` (pre-commit.com, "pre-commit run")."""
    base, head = _ref_or_commit(environ, "PRE_COMMIT_FROM_REF"), _ref_or_commit(environ, "PRE_COMMIT_TO_REF")
    if not (base and head):
        return found
    pushed_to = checked.branch(environ.get("PRE_COMMIT_REMOTE_BRANCH"))
    said = {"ci": found.ci or "pre-commit", "base": base, "head": head, "merged": ""}
    return found.model_copy(update=said | {"base_branch": pushed_to or found.base_branch})


def _ref_or_commit(environ: Environ, name: str) -> str:
    value = environ.get(name, "")
    return checked.ref(value) if value.strip("0") else ""


def _is_true(name: str) -> Callable[[Environ], bool]:
    return lambda environ: environ.get(name) == "true"


def _readers() -> Iterator[tuple[Callable[[Environ], bool], Callable[[Environ], Surroundings]]]:
    """Yield each CI's sign and reader; Woodpecker and GitLab both set variables named `CI_…`."""
    yield _is_true("GITHUB_ACTIONS"), actions
    yield _is_true("GITLAB_CI"), _gitlab
    yield lambda environ: "BITBUCKET_BUILD_NUMBER" in environ, _bitbucket
    yield lambda environ: environ.get("CI") == "woodpecker", _woodpecker
    yield lambda environ: bool(environ.get("JENKINS_URL")), _jenkins


_READERS = tuple(_readers())
