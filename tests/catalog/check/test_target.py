# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a check judges: the whole repository, or what comes after a base that somebody asked for or the CI tells."""

import json
from pathlib import Path

import pytest

from catalog.check.ci import surroundings_of
from catalog.check.models import Mode
from catalog.check.surroundings import Surroundings
from catalog.check.target import Choices, Target, locate
from scanner.errors import UsageError
from tests.building import RepositoryBuilder


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "depot")
    made.write("a.py", "a = 1\n").commit()
    return made


def _located(path: Path, around: Surroundings | None = None, **choices: object) -> Target:
    made = path.parent / f"mirror-{len(list(path.parent.glob('mirror-*')))}"
    return locate(Choices(path, **choices), around or Surroundings(), made)  # type: ignore[arg-type]


def _branched(builder: RepositoryBuilder) -> tuple[str, str, str]:
    """Return the fork point, the tip of main after it, and the tip of the branch that is checked out."""
    fork = builder.repo.head.commit.hexsha
    builder.repo.git.branch("sujet")
    main = builder.write("b.py", "b = 1\n").commit()
    builder.repo.git.checkout("--quiet", "sujet")
    return fork, main, builder.write("c.py", "c = 1\n").commit()


def test_without_a_base_all_is_judged(builder: RepositoryBuilder) -> None:
    target = _located(builder.path)
    assert (target.mode, target.base, target.trusted) == (Mode.WHOLE, "", target.commit)


def test_a_change_starts_where_it_left_its_base_and_obeys_the_tip_of_it(builder: RepositoryBuilder) -> None:
    fork, main, tip = _branched(builder)
    target = _located(builder.path, base="main")
    assert (target.mode, target.base, target.trusted, target.head) == (Mode.CHANGE, fork, main, tip)


def test_a_base_that_is_not_there_is_a_usage_error_that_says_how_to_get_it(builder: RepositoryBuilder) -> None:
    with pytest.raises(UsageError, match="origin/absent") as caught:
        _located(builder.path, base="origin/absent")
    assert "fetch-depth" in caught.value.mend


def test_an_option_can_never_pass_for_a_base(builder: RepositoryBuilder) -> None:
    with pytest.raises(UsageError):
        _located(builder.path, base="--all")


def test_the_request_of_a_gitlab_job_is_a_change(builder: RepositoryBuilder) -> None:
    fork, main, tip = _branched(builder)
    around = surroundings_of(
        {
            "GITLAB_CI": "true",
            "CI_MERGE_REQUEST_IID": "7",
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": main,
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main",
        }
    )
    target = _located(builder.path, around)
    assert (target.mode, target.base, target.head) == (Mode.CHANGE, fork, tip)


def _merge(builder: RepositoryBuilder, into: str, other: str) -> str:
    builder.repo.git.checkout("--quiet", into)
    builder.repo.git.execute(
        ["git", "-c", "user.name=f", "-c", "user.email=f@example.org", "merge", "--quiet", "--no-ff", "-m", "m", other]
    )
    return builder.repo.head.commit.hexsha


def _pull_request(folder: Path, base: str, merge: str) -> Surroundings:
    """Return what a run of GitHub Actions says of a pull request whose merge is `merge`."""
    event = folder / "event.json"
    request = {
        "number": 7,
        "base": {"sha": base, "ref": "main", "repo": {"id": 1}},
        "head": {"ref": "sujet", "repo": {"id": 1, "fork": False}},
    }
    event.write_text(json.dumps({"pull_request": request, "repository": {"private": True}}), encoding="utf-8")
    return surroundings_of(
        {
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": "pull_request",
            "GITHUB_EVENT_PATH": str(event),
            "GITHUB_REF": "refs/pull/7/merge",
            "GITHUB_SHA": merge,
            "GITHUB_BASE_REF": "main",
        }
    )


def test_the_merge_that_github_makes_is_compared_with_its_first_parent(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    """The event's base may be older than what the change was merged into."""
    fork, main, tip = _branched(builder)
    merge = _merge(builder, "main", tip)
    target = _located(builder.path, _pull_request(tmp_path, fork, merge))
    assert (target.mode, target.base, target.trusted) == (Mode.CHANGE, main, main)


def test_a_merge_of_those_who_propose_the_change_hides_nothing_of_it(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    """Where a workflow checks out the branch itself, its last commit may be a merge, whose first parent is theirs."""
    _, main, _ = _branched(builder)
    _merge(builder, "sujet", "main")
    target = _located(builder.path, _pull_request(tmp_path, main, "a" * 40))
    assert (target.mode, target.base, target.trusted) == (Mode.CHANGE, main, main)


def test_a_base_that_the_ci_names_and_the_clone_lacks_leaves_the_verdict_partial_and_trusts_no_rules(
    builder: RepositoryBuilder,
) -> None:
    target = _located(builder.path, Surroundings(ci="gitlab", base="f" * 40))
    assert (target.mode, target.trusted) == (Mode.WHOLE, "")
    assert [note.fields for note in target.partial] == [{"base": "f" * 40}]


def test_a_push_to_closed_code_is_judged_by_what_it_brings(builder: RepositoryBuilder) -> None:
    before = builder.repo.head.commit.hexsha
    builder.write("b.py", "b = 1\n").commit()
    closed = _located(builder.path, Surroundings(ci="gitlab", closed=True, before=before))
    opened = _located(builder.path, Surroundings(ci="gitlab", closed=False, before=before))
    new_branch = _located(builder.path, Surroundings(ci="gitlab", closed=True, before="0" * 40))
    assert (closed.mode, closed.base) == (Mode.CHANGE, before)
    assert (opened.mode, new_branch.mode) == (Mode.WHOLE, Mode.WHOLE)


def test_all_is_judged_when_that_is_asked(builder: RepositoryBuilder) -> None:
    _, main, _ = _branched(builder)
    assert _located(builder.path, Surroundings(ci="gitlab", base=main), whole=True).mode is Mode.WHOLE


def test_all_is_judged_by_the_rules_of_the_base_that_is_given_beside(builder: RepositoryBuilder) -> None:
    """A face of a CI gives its input `base` to each of its runs, that on the whole too."""
    _, main, tip = _branched(builder)
    target = _located(builder.path, base="main", whole=True)
    assert (target.mode, target.trusted, target.head) == (Mode.WHOLE, main, tip)


def test_what_is_staged_is_compared_with_the_last_commit(builder: RepositoryBuilder) -> None:
    builder.write("b.py", "b = 1\n")
    builder.repo.git.add("b.py")
    target = _located(builder.path, staged=True)
    assert (target.mode, target.base, target.commit) == (Mode.CHANGE, builder.repo.head.commit.hexsha, "")


def test_a_shallow_clone_is_said_and_is_partial_only_where_history_is_required(
    builder: RepositoryBuilder, tmp_path: Path
) -> None:
    builder.write("b.py", "b = 1\n").commit()
    clone = tmp_path / "clone"
    builder.repo.git.clone("--quiet", "--depth=1", f"file://{builder.path}", str(clone))
    told, required = _located(clone), _located(clone, require_history=True)
    assert (len(told.notes), len(told.partial)) == (1, 0)
    assert (len(required.notes), len(required.partial)) == (0, 1)


def test_bare_repositories_and_empty_ones_are_judged_too(builder: RepositoryBuilder, tmp_path: Path) -> None:
    builder.repo.git.clone("--quiet", "--bare", str(builder.path), str(tmp_path / "nu.git"))
    assert _located(tmp_path / "nu.git").name == "nu"
    assert _located(RepositoryBuilder(tmp_path / "vide").path).head == ""


def test_a_repository_is_named_as_its_forge_names_it(builder: RepositoryBuilder) -> None:
    assert _located(builder.path).name == "depot"
    builder.repo.git.remote("add", "origin", "https://jeton@git.example.fr/ministere/paie.git")
    assert _located(builder.path).name == "ministere/paie"
    assert _located(builder.path, Surroundings(repository="autre/nom")).name == "autre/nom"


def test_a_base_may_be_a_tag_that_is_written_like_a_commit(builder: RepositoryBuilder) -> None:
    builder.repo.git.tag("20261125")
    before = builder.repo.head.commit.hexsha
    builder.write("b.py", "b = 1\n").commit()
    assert _located(builder.path, base="20261125").base == before
