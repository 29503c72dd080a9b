# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""`ouvrage check --new-repository` on real repositories, on 25 November 2026, as CIs run it."""

import json
from pathlib import Path
from typing import Any

from git import Repo

from catalog.check.models import Severity, Verdict
from tests.catalog.check.sides import checked, of_rule
from tests.conftest import MakeRepository

RULE = "new-repository-closed"
ADDRESS = "https://forge.example.org/douanes/ciblage.git"
CLOSED = """\
version: 1
closed: {ground: offences, owner: Bureau JCF2, expires_on: 2027-06-30}
"""


def _day(day: str) -> str:
    return f"{day}T12:00:00+00:00"


def _severities(verdict: Verdict) -> list[Severity]:
    return [problem.severity for problem in of_rule(verdict, RULE)]


def test_it_is_asked_for(make_repository: MakeRepository) -> None:
    built = make_repository().write("a.py", "x = 1\n")
    built.commit(date=_day("2026-03-01"))
    assert _severities(checked(built, closed=True)) == []
    assert _severities(checked(built, new_repository=True, closed=True)) == [Severity.ERROR]


def test_a_change_to_a_closed_repository_is_told_though_its_base_was_closed_too(
    make_repository: MakeRepository,
) -> None:
    built = make_repository().write("a.py", "x = 1\n")
    base = built.commit(date=_day("2026-03-01"))
    built.write("a.py", "x = 2\n").commit(date=_day("2026-11-24"))
    assert _severities(checked(built, base, new_repository=True, closed=True)) == [Severity.ERROR]


def test_a_change_cant_declare_the_ground_that_it_lacks(make_repository: MakeRepository) -> None:
    """The ground counts once it is in the base."""
    built = make_repository().write("a.py", "x = 1\n")
    base = built.commit(date=_day("2026-03-01"))
    declared = built.write(".ouvrage.yml", CLOSED).commit(date=_day("2026-11-20"))
    assert _severities(checked(built, base, new_repository=True, closed=True)) == [Severity.ERROR]
    built.write("a.py", "x = 2\n").commit(date=_day("2026-11-24"))
    assert _severities(checked(built, declared, new_repository=True, closed=True)) == []


def test_a_register_names_the_repository_by_its_remote(make_repository: MakeRepository, tmp_path: Path) -> None:
    built = make_repository().write("a.py", "x = 1\n")
    built.commit(date=_day("2026-03-01"))
    declarations = tmp_path / "declarations"
    declarations.mkdir()
    (declarations / "exemptions.yml").write_text(
        "- {repository: douanes/ciblage, ground: offences, owner: Bureau JCF2, expires_on: 2027-06-30}\n"
    )
    asked: dict[str, Any] = {"new_repository": True, "closed": True, "declarations": declarations}
    assert _severities(checked(built, **asked)) == [Severity.ERROR]
    built.repo.create_remote("origin", ADDRESS)
    verdict = checked(built, **asked)
    assert (_severities(verdict), verdict.partial) == ([], ())
    assert "declarations/exemptions.yml:1" in [note.fields.get("place") for note in verdict.notes]


def test_a_shallow_clone_doesnt_tell_the_age(make_repository: MakeRepository, tmp_path: Path) -> None:
    built = make_repository().write("a.py", "x = 1\n")
    built.commit(date=_day("2026-03-01"))
    built.write("a.py", "x = 2\n").commit(date=_day("2026-11-24"))
    shallow = tmp_path / "shallow"
    Repo.clone_from(built.path.as_uri(), shallow, depth=1).close()
    verdict = checked(shallow, new_repository=True, closed=True)
    assert _severities(verdict) == []
    assert [note.message for note in verdict.partial if "created isn't known" in note.message]


def test_the_forge_tells_all_in_its_ci(make_repository: MakeRepository, tmp_path: Path) -> None:
    """GitHub's event says that the repository is private, and when it was created: the history isn't needed."""
    built = make_repository().write("a.py", "x = 1\n")
    commit = built.commit(date=_day("2019-03-01"))
    event = tmp_path / "event.json"
    event.write_text(json.dumps({"repository": {"private": True, "created_at": "2026-10-01T08:00:00Z"}}))
    environ = {
        "GITHUB_ACTIONS": "true",
        "GITHUB_EVENT_NAME": "push",
        "GITHUB_EVENT_PATH": str(event),
        "GITHUB_REPOSITORY": "douanes/ciblage",
        "GITHUB_SERVER_URL": "https://github.com",
        "GITHUB_SHA": commit,
    }
    verdict = checked(built, environ=environ, new_repository=True)
    assert (verdict.closed, _severities(verdict), verdict.partial) == (True, [Severity.WARNING], ())
    assert _severities(checked(built, environ=environ, new_repository=True, closed=False)) == []  # the user's word


def test_an_unknown_visibility_is_told(make_repository: MakeRepository) -> None:
    built = make_repository().write("a.py", "x = 1\n")
    built.commit(date=_day("2026-03-01"))
    verdict = checked(built, new_repository=True)
    assert _severities(verdict) == []
    assert [note.message for note in verdict.partial if "--visibility" in note.message]
