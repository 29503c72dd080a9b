# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What each CI says of where a check runs. The environments are those of their published documentation."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from catalog.check.ci import surroundings_of
from catalog.check.surroundings import Surroundings

BASE, HEAD, BEFORE, ZEROS = "a" * 40, "b" * 40, "c" * 40, "0" * 40

GITLAB = {
    "GITLAB_CI": "true",
    "CI_SERVER_URL": "https://gitlab.example.org:8443",
    "CI_SERVER_HOST": "gitlab.example.org",
    "CI_PROJECT_ID": "12",
    "CI_PROJECT_PATH": "ministere/outils/paie",
    "CI_PROJECT_URL": "https://gitlab.example.org:8443/ministere/outils/paie",
    "CI_PROJECT_VISIBILITY": "internal",
    "CI_DEFAULT_BRANCH": "main",
}
GITLAB_REQUEST = GITLAB | {
    "CI_COMMIT_BEFORE_SHA": ZEROS,
    "CI_MERGE_REQUEST_IID": "7",
    "CI_MERGE_REQUEST_PROJECT_ID": "12",
    "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "12",
    "CI_MERGE_REQUEST_DIFF_BASE_SHA": BASE,
    "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "ajoute-un-calcul",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
}


def _repository(**more: object) -> dict[str, Any]:
    return {
        "id": 1,
        "full_name": "ministere/paie",
        "private": True,
        "visibility": "internal",
        "created_at": "2026-10-01T08:00:00Z",
        "default_branch": "main",
    } | more


def _pull_request(**head_repository: object) -> dict[str, Any]:
    return {
        "number": 7,
        "pull_request": {
            "base": {"ref": "main", "sha": BASE, "repo": _repository()},
            "head": {"ref": "ajoute-un-calcul", "sha": HEAD, "repo": _repository(**head_repository)},
        },
        "repository": _repository(),
    }


class Actions:
    """A run of Actions: its variables, and the file of its event."""

    def __init__(self, folder: Path) -> None:
        self._event = folder / "event.json"

    def __call__(self, name: str, event: Mapping[str, Any] | bytes, **variables: str) -> Surroundings:
        self._event.write_bytes(event if isinstance(event, bytes) else json.dumps(event).encode())
        said = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(self._event),
            "GITHUB_REPOSITORY": "ministere/paie",
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_STEP_SUMMARY": "/home/runner/summary.md",
        }
        return surroundings_of(said | variables)


@pytest.fixture
def actions(tmp_path: Path) -> Actions:
    return Actions(tmp_path)


# --- GitHub, Forgejo, Gitea ------------------------------------------------------------------------------------------


def test_a_pull_request_says_its_base_and_that_head_is_a_merge_into_it(actions: Actions) -> None:
    said = actions("pull_request", _pull_request(), GITHUB_REF="refs/pull/7/merge", GITHUB_SHA=HEAD)
    assert said == Surroundings(
        ci="github",
        host="github.com",
        repository="ministere/paie",
        url="https://github.com/ministere/paie",
        branch="ajoute-un-calcul",
        base=BASE,
        base_branch="main",
        merged=HEAD,
        change="7",
        fork=False,
        closed=True,
        created_at=datetime(2026, 10, 1, 8, tzinfo=UTC),
        default_branch="main",
        summary_file="/home/runner/summary.md",
    )


def test_a_fork_is_told_by_the_two_repositories(actions: Actions) -> None:
    """`head.repo.fork` also holds for a change within a repository that was itself forked from elsewhere."""
    assert actions("pull_request", _pull_request(id=2, full_name="agent/paie", fork=True)).fork
    assert not actions("pull_request", _pull_request(fork=True)).fork


def test_a_pull_request_of_a_deleted_fork_isnt_trusted(actions: Actions) -> None:
    event = _pull_request()
    event["pull_request"]["head"]["repo"] = None
    assert actions("pull_request", event).fork


def test_what_runs_with_the_secrets_of_the_base_isnt_trusted(actions: Actions) -> None:
    assert actions("pull_request_target", _pull_request(), GITHUB_REF="refs/heads/main").fork


@pytest.mark.parametrize("event", [b"", b"[]", b"{", b"[" * 100_000, b'{"pull_request": 3}', b"\xff" * 10])
def test_an_event_that_cant_be_read_leaves_the_change_to_a_ref_and_untrusted(actions: Actions, event: bytes) -> None:
    said = actions("pull_request", event, GITHUB_BASE_REF="main", GITHUB_HEAD_REF="ajoute-un-calcul")
    assert (said.base, said.base_branch, said.branch) == ("origin/main", "main", "ajoute-un-calcul")
    assert (said.fork, said.closed, said.created_at) == (True, None, None)


def test_an_event_that_is_no_file_is_left_alone(actions: Actions, tmp_path: Path) -> None:
    assert actions("pull_request", _pull_request(), GITHUB_EVENT_PATH=str(tmp_path)).base == ""
    assert actions("pull_request", _pull_request(), GITHUB_EVENT_PATH="/dev/zero").base == ""


def test_a_push_says_what_the_branch_was_before(actions: Actions) -> None:
    """A push tells when the repository was created in seconds; zeros stand for a branch that is new."""
    event = {"before": BEFORE, "repository": _repository(created_at=1_790_000_000)}
    pushed = actions("push", event, GITHUB_REF_NAME="main", GITHUB_REF_TYPE="branch")
    assert (pushed.branch, pushed.before, pushed.base, pushed.fork) == ("main", BEFORE, "", False)
    assert pushed.created_at == datetime.fromtimestamp(1_790_000_000, UTC)
    assert actions("push", event | {"before": ZEROS}, GITHUB_REF_NAME="main").before == ""
    assert actions("push", event, GITHUB_REF_NAME="v1.0", GITHUB_REF_TYPE="tag").before == ""


def test_the_queue_of_merges_says_its_base(actions: Actions) -> None:
    group = {"base_sha": BASE, "base_ref": "refs/heads/main", "head_ref": "refs/heads/gh-readonly-queue/main/pr-7-bb"}
    said = actions("merge_group", {"merge_group": group, "repository": _repository()})
    assert (said.base, said.base_branch, said.branch) == (BASE, "main", "gh-readonly-queue/main/pr-7-bb")


def test_forgejo_and_gitea_check_out_the_change_itself(actions: Actions) -> None:
    """Their repositories have no `visibility`, but `internal`."""
    event = _pull_request()
    event["repository"] = {"private": False, "internal": True, "default_branch": "main"}
    host = {"GITHUB_SERVER_URL": "https://forge.example.org", "GITHUB_REF": "refs/pull/7/head", "GITEA_ACTIONS": "true"}
    gitea = actions("pull_request", event, **host)
    forgejo = actions("pull_request", event, **host, FORGEJO_ACTIONS="true")
    assert (gitea.ci, forgejo.ci) == ("gitea", "forgejo")
    assert gitea.model_copy(update={"ci": "forgejo"}) == forgejo
    assert (forgejo.host, forgejo.base, forgejo.merged, forgejo.closed) == ("forge.example.org", BASE, "", True)


@pytest.mark.parametrize(("repository", "closed"), [({}, None), ({"private": False}, False), ({"private": True}, True)])
def test_visibility_is_unknown_unless_told(actions: Actions, repository: dict[str, Any], closed: bool | None) -> None:
    assert actions("push", {"repository": repository}).closed is closed


# --- the others ------------------------------------------------------------------------------------------------------


def test_a_merge_request_says_its_merge_base() -> None:
    assert surroundings_of(GITLAB_REQUEST) == Surroundings(
        ci="gitlab",
        host="gitlab.example.org",
        repository="ministere/outils/paie",
        url="https://gitlab.example.org:8443/ministere/outils/paie",
        branch="ajoute-un-calcul",
        base=BASE,
        base_branch="main",
        change="7",
        closed=True,
        default_branch="main",
    )


def test_the_base_of_a_merged_result_is_what_it_was_merged_into() -> None:
    said = surroundings_of(GITLAB_REQUEST | {"CI_MERGE_REQUEST_TARGET_BRANCH_SHA": BEFORE, "CI_COMMIT_SHA": HEAD})
    assert (said.base, said.merged) == (BEFORE, HEAD)


def test_a_merge_request_of_a_fork_isnt_trusted_wherever_its_pipeline_runs() -> None:
    in_parent = GITLAB_REQUEST | {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "99"}
    assert surroundings_of(in_parent).fork
    assert surroundings_of(in_parent | {"CI_PROJECT_ID": "99"}).fork
    assert not surroundings_of(GITLAB_REQUEST).fork


def test_a_pipeline_of_a_branch_says_what_it_was_before() -> None:
    branch = GITLAB | {"CI_COMMIT_BRANCH": "main", "CI_COMMIT_BEFORE_SHA": BEFORE}
    said = surroundings_of(branch)
    assert (said.branch, said.before, said.base, said.change) == ("main", BEFORE, "", "")
    assert surroundings_of(branch | {"CI_COMMIT_BEFORE_SHA": ZEROS}).before == ""


def test_bitbucket_abbreviates_the_commit_of_the_base() -> None:
    said = surroundings_of(
        {
            "BITBUCKET_BUILD_NUMBER": "31",
            "BITBUCKET_REPO_FULL_NAME": "ministere/paie",
            "BITBUCKET_GIT_HTTP_ORIGIN": "https://bitbucket.org/ministere/paie",
            "BITBUCKET_REPO_IS_PRIVATE": "true",
            "BITBUCKET_BRANCH": "ajoute-un-calcul",
            "BITBUCKET_PR_ID": "7",
            "BITBUCKET_PR_DESTINATION_BRANCH": "main",
            "BITBUCKET_PR_DESTINATION_COMMIT": BASE[:12],
        }
    )
    assert (said.ci, said.repository, said.change, said.closed) == ("bitbucket", "ministere/paie", "7", True)
    assert (said.base, said.base_branch, said.branch) == (BASE[:12], "main", "ajoute-un-calcul")


def test_woodpecker_tells_no_base_commit_nor_fork() -> None:
    pipeline = {
        "CI": "woodpecker",
        "CI_REPO": "ministere/paie",
        "CI_REPO_URL": "https://codeberg.example.org/ministere/paie",
        "CI_REPO_PRIVATE": "false",
        "CI_REPO_DEFAULT_BRANCH": "main",
        "CI_COMMIT_BRANCH": "main",
        "CI_PREV_COMMIT_BRANCH": "main",
        "CI_PREV_COMMIT_SHA": BEFORE,
    }
    pushed = surroundings_of(pipeline | {"CI_PIPELINE_EVENT": "push"})
    request = {"CI_COMMIT_PULL_REQUEST": "7", "CI_COMMIT_SOURCE_BRANCH": "calcul", "CI_COMMIT_TARGET_BRANCH": "main"}
    asked = surroundings_of(pipeline | request | {"CI_PIPELINE_EVENT": "pull_request"})
    assert (pushed.before, pushed.base, pushed.fork, pushed.closed) == (BEFORE, "", False, False)
    assert (asked.before, asked.base, asked.branch, asked.fork) == ("", "origin/main", "calcul", True)
    assert asked.host == "codeberg.example.org"


def test_jenkins_knows_the_repository_from_its_remote() -> None:
    job = {"JENKINS_URL": "https://ci.example.org/", "GIT_URL": "git@gitlab.example.org:ministere/paie.git"}
    request = {"CHANGE_ID": "7", "CHANGE_TARGET": "main", "CHANGE_BRANCH": "calcul", "BRANCH_NAME": "PR-7"}
    asked = surroundings_of(job | request)
    assert (asked.host, asked.repository) == ("gitlab.example.org", "ministere/paie")
    assert (asked.base, asked.branch, asked.change, asked.fork) == ("origin/main", "calcul", "7", False)
    assert surroundings_of(job | request | {"CHANGE_FORK": "agent/paie"}).fork
    assert surroundings_of(job | {"BRANCH_NAME": "main", "GIT_PREVIOUS_COMMIT": BEFORE}).before == BEFORE
    assert surroundings_of(job | {"GIT_URL": "https://[/paie"}).repository == ""


def test_pre_commit_says_what_is_pushed_over_what() -> None:
    hook = {"PRE_COMMIT_FROM_REF": BASE, "PRE_COMMIT_TO_REF": HEAD, "PRE_COMMIT_REMOTE_BRANCH": "refs/heads/main"}
    said = surroundings_of(hook)
    assert (said.ci, said.base, said.head, said.base_branch) == ("pre-commit", BASE, HEAD, "main")
    in_gitlab = surroundings_of(GITLAB_REQUEST | {"PRE_COMMIT_FROM_REF": "origin/main", "PRE_COMMIT_TO_REF": "HEAD"})
    assert (in_gitlab.ci, in_gitlab.base, in_gitlab.change) == ("gitlab", "origin/main", "7")


def test_a_machine_of_ones_own_says_nothing() -> None:
    assert surroundings_of({"HOME": "/home/agent", "CI": "true"}) == Surroundings()


# --- nothing is trusted ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hostile", ["--upload-pack=touch /tmp/x", "-x", "a..b", "a b", "a\nb", "x" * 300, "a:b", "a@{1}", "a\u202eb", ""]
)
def test_a_name_that_git_could_take_for_something_else_is_left_out(hostile: str) -> None:
    request = {key: value for key, value in GITLAB_REQUEST.items() if key != "CI_MERGE_REQUEST_DIFF_BASE_SHA"}
    names = ("CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME", "CI_DEFAULT_BRANCH")
    said = surroundings_of(request | dict.fromkeys(names, hostile) | {"PRE_COMMIT_FROM_REF": hostile})
    assert (said.base, said.base_branch, said.branch, said.default_branch) == ("", "", "", "")


@pytest.mark.parametrize("hostile", ["HEAD", "--all", "a" * 65, "g" * 40, f"{BASE}\n", 12])
def test_a_commit_is_hexadecimal(actions: Actions, hostile: object) -> None:
    event = _pull_request()
    event["pull_request"]["base"] = {"sha": hostile}
    assert actions("pull_request", event).base in ("", BASE)
    assert actions("push", {"before": hostile}).before in ("", BASE)


@pytest.mark.parametrize("hostile", [-1, 10**18, True, "hier", "9999-99-99", [], "0001-01-01T00:00:00+14:00"])
def test_a_date_of_creation_that_is_none_is_left_out(actions: Actions, hostile: object) -> None:
    assert actions("push", {"repository": _repository(created_at=hostile)}).created_at is None


def test_credentials_in_an_address_are_left_out() -> None:
    said = surroundings_of(GITLAB | {"CI_PROJECT_URL": "https://agent:motdepasse@gitlab.example.org/a/b?c=d#e"})
    assert said.url == "https://gitlab.example.org/a/b"


class _Watched(dict[str, str]):
    """An environment that remembers which variables were asked for."""

    def __init__(self, said: Mapping[str, str]) -> None:
        super().__init__(said)
        self.asked: set[str] = set()

    def get(self, key: str, default: Any = None) -> Any:  # noqa: ANN401 - as dict's
        self.asked.add(key)
        return super().get(key, default)

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return super().__getitem__(key)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("all the variables, tokens among them, are gone through")


SIGNS = (
    {"GITHUB_ACTIONS": "true", "GITHUB_EVENT_NAME": "pull_request"},
    GITLAB_REQUEST,
    {"BITBUCKET_BUILD_NUMBER": "1"},
    {"CI": "woodpecker"},
    {"JENKINS_URL": "https://ci.example.org"},
)


@pytest.mark.parametrize("signs", SIGNS)
def test_no_variable_that_holds_a_token_is_read(signs: dict[str, str]) -> None:
    environ = _Watched(signs)
    surroundings_of(environ)
    assert len(environ.asked) > 5
    assert not [name for name in environ.asked if any(part in name for part in ("TOKEN", "SECRET", "PASSWORD", "KEY"))]
