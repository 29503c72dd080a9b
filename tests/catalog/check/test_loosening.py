# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""A change can't loosen its own rules: nothing that it holds makes a failing change pass. Over many ways to try."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

import pytest

from catalog.check.keeping import write_report
from catalog.check.models import Problem, Verdict
from scanner.detectors.secrets.allowlist_files import READERS
from scanner.errors import UsageError
from scanner.resources import cache_home
from tests.building import RepositoryBuilder
from tests.catalog.check.sides import checked, of_rule
from tests.scanner.detectors.secrets.made import ALNUM, draw


def secret(number: int = 0) -> str:
    return draw(18, f"{ALNUM}!#+?", f"assouplir {number}")


def line(number: int = 0) -> str:
    return f'password = "{secret(number)}"'


SECRET = secret()
HASHED = hashlib.sha1(SECRET.encode(), usedforsecurity=False).hexdigest()
EVERYTHING: Mapping[str, str] = {
    ".gitleaksignore": "src/base.py:generic-api-key:1\nsrc/base.py:secret-password:1\n",
    ".betterleaksignore": "src/base.py:generic-api-key:1\n",
    ".gitleaks.toml": "[allowlist]\npaths = ['''.*''']\nregexes = ['''.*''']\n",
    "gitleaks.toml": "[[allowlists]]\npaths = ['''.*''']\n",
    ".github/gitleaks.toml": "[allowlist]\npaths = ['''.*''']\n",
    ".betterleaks.toml": "[allowlist]\npaths = ['''.*''']\n",
    ".secrets.baseline": f'{{"results": {{"src/base.py": [{{"hashed_secret": "{HASHED}", "is_secret": false}}]}}}}',
    ".gitguardian.yaml": f"secret:\n  ignored_paths: ['**']\n  ignored_matches: ['{SECRET}']\n",
    ".gitguardian.yml": "paths-ignore: ['**/*']\n",
    ".talismanrc": "fileignoreconfig:\n  - filename: src/base.py\nallowed_patterns: ['.*']\n",
    ".trufflehogignore": ".*\n",
    "trufflehog-exclude-paths.txt": ".*\n",
    ".ouvrage-accepted": "path:** # tout\n",
}
"""By the path of each tool's allowlist, all that it can accept."""
OWN = """\
version: 1
exclusions_of_a_change: accepted
rules:
  secret: {severity: off}
exclusions:
  - {rule: "*", reason: "tout", until: 2027-01-31}
"""
OTHERS: Mapping[str, str] = {
    "ouvrage.toml": '[check]\nfail_on = "note"\nwhole = true\n',
    "pyproject.toml": '[tool.ouvrage]\npolicies = "ouvrage"\n',
    ".gitattributes": "* linguist-generated linguist-vendored export-ignore binary\n",
    "policies/opening.yml": "version: 1\nrules: {}\n",
}
COMMENTS = (
    "# gitleaks:allow",
    "# betterleaks:allow",
    "# pragma: allowlist secret",
    "# ggignore",
    "# trufflehog:ignore",
    "# kingfisher:ignore",
    "# noqa: S105",
    "# nosec B105",
    "# nosec",
    "# ouvrage:accept",
    "# ouvrage:allow secret base jetable",
    "# ouvrage:allow secret-password base jetable",
)
ABOVE = ("# pragma: allowlist nextline secret", "# ouvrage:allow secret base jetable")


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "depot")
    made.write("README.md", "# Paie\n").write("src/ici.py", "x = 1\n").commit()
    made.repo.create_head("base")
    return made


def write(builder: RepositoryBuilder, files: Mapping[str, str]) -> RepositoryBuilder:
    for path, text in files.items():
        builder.write(path, text)
    return builder


def as_base(builder: RepositoryBuilder) -> None:
    builder.commit()
    builder.repo.create_head("base", force=True)


def secrets(verdict: Verdict) -> list[Problem]:
    return of_rule(verdict, "secret")


def places(problems: Iterable[Problem]) -> list[tuple[str, int]]:
    return sorted((one.path, one.line) for one in problems)


# --- what a change brings along ---


def test_allowlists_policies_and_settings_of_the_change_excuse_nothing(builder: RepositoryBuilder, cache: Path) -> None:
    assert set(EVERYTHING) == set(READERS)
    write(builder, {**EVERYTHING, **OTHERS, ".ouvrage.yml": OWN}).write("src/base.py", f"{line()}\n").commit()

    verdict = checked(builder, "base", cache=cache)

    assert verdict.failed
    assert ("src/base.py", 1) in places(secrets(verdict))


@pytest.mark.parametrize("path", [".gitleaks.toml", ".gitguardian.yaml", ".ouvrage.yml", ".ouvrage-accepted"])
def test_the_same_allowlists_at_the_base_are_heard(builder: RepositoryBuilder, cache: Path, path: str) -> None:
    as_base(write(builder, {**EVERYTHING, ".ouvrage.yml": OWN.replace("  secret: {severity: off}", "  {}")}))
    builder.remove(path).write("src/base.py", f"{line()}\n").commit()

    verdict = checked(builder, "base", cache=cache)

    assert not verdict.failed
    assert ("src/base.py", 1) in places(verdict.excluded)


def test_comments_of_the_change_excuse_nothing_and_that_is_said(builder: RepositoryBuilder, cache: Path) -> None:
    own = [f"{line(number)}  {comment}" for number, comment in enumerate(COMMENTS)]
    above = [f"{comment}\n{line(100 + number)}" for number, comment in enumerate(ABOVE)]
    builder.write("src/base.py", "\n".join([*own, *above]) + "\n").commit()

    seen = secrets(checked(builder, "base", cache=cache))

    assert places(seen) == [("src/base.py", at) for at in [*range(1, len(own) + 1), len(own) + 2, len(own) + 4]]
    assert [one.line for one in seen if "once it is in the base branch" not in one.also[0].message] == []


def test_once_merged_the_comments_are_heard(builder: RepositoryBuilder, cache: Path) -> None:
    builder.write("src/base.py", "\n".join(f"{line(at)}  {each}" for at, each in enumerate(COMMENTS)) + "\n").commit()

    verdict = checked(builder, cache=cache)

    assert secrets(verdict) == []
    assert len([one for one in verdict.excluded if one.rule == "secret"]) == len(COMMENTS)


def test_a_comment_of_the_base_still_counts_when_its_file_changes(builder: RepositoryBuilder, cache: Path) -> None:
    as_base(builder.write("src/base.py", f"{line()}  # gitleaks:allow\n"))
    builder.write("src/base.py", f"import os\n\n{line()}  # gitleaks:allow\n").commit()

    assert secrets(checked(builder, "base", cache=cache)) == []


def test_a_comment_beside_an_old_problem_brings_nothing(builder: RepositoryBuilder, cache: Path) -> None:
    as_base(builder.write("src/base.py", f"{line()}\n"))
    builder.write("src/base.py", f"{line()}  # ouvrage:allow secret base jetable\n").commit()

    assert secrets(checked(builder, "base", cache=cache)) == []


# --- what a change does to what is there ---


def test_removing_the_rules_removes_none(builder: RepositoryBuilder, cache: Path) -> None:
    as_base(
        write(
            builder,
            {".ouvrage.yml": "version: 1\nrules: {contributing: {severity: error}}\n", "CONTRIBUTING.md": "x\n"},
        )
    )
    builder.remove(".ouvrage.yml").remove("CONTRIBUTING.md").commit()

    assert [one.rule for one in checked(builder, "base", cache=cache).problems if one.severity == "error"] == [
        "contributing"
    ]


def test_what_is_excused_in_one_place_is_not_in_another(builder: RepositoryBuilder, cache: Path) -> None:
    exclusion = 'version: 1\nexclusions: [{rule: secret, paths: ["essais/"], reason: "jetable", until: 2027-01-31}]\n'
    allowlist = "[allowlist]\npaths = ['''^tests/''']\n"
    as_base(
        write(
            builder,
            {
                ".ouvrage.yml": exclusion,
                ".gitleaks.toml": allowlist,
                "essais/a.py": f"{line(1)}\n",
                "tests/b.py": f"{line(2)}\n",
            },
        )
    )
    builder.remove("essais/a.py").remove("tests/b.py")
    builder.write("src/a.py", f"{line(1)}\n").write("src/b.py", f"{line(2)}\n").commit()

    assert places(secrets(checked(builder, "base", cache=cache))) == [("src/a.py", 1), ("src/b.py", 1)]


def test_another_secret_does_not_take_the_place_of_one_that_was_accepted(
    builder: RepositoryBuilder, cache: Path
) -> None:
    as_base(
        write(
            builder,
            {
                "src/base.py": f"{line(1)}\n",
                "src/deux.py": f"{line(2)}  # gitleaks:allow\n",
                "src/trois.py": f"# ouvrage:allow secret jetable\n{line(3)}\n",
                "src/quatre.py": f"{line(4)}\n",
                ".gitleaksignore": "src/base.py:secret-password:1\n",
                ".ouvrage-accepted": "path:src/quatre.py:1 # jetable\n",
            },
        )
    )
    builder.write("src/base.py", f"{line(5)}\n").write("src/deux.py", f"{line(6)}  # gitleaks:allow\n")
    builder.write("src/trois.py", f"# ouvrage:allow secret jetable\n{line(7)}\n")
    builder.write("src/quatre.py", f"{line(8)}\n").commit()

    seen = secrets(checked(builder, "base", cache=cache))

    assert [one.path for one in seen] == ["src/base.py", "src/deux.py", "src/quatre.py", "src/trois.py"]


def test_a_secret_that_the_change_adds_and_takes_out_again_is_seen(builder: RepositoryBuilder, cache: Path) -> None:
    builder.write("src/base.py", f"{line()}  # gitleaks:allow\n").commit()
    write(builder.remove("src/base.py"), EVERYTHING).commit()

    (seen,) = (one for one in secrets(checked(builder, "base", cache=cache)) if one.path == "src/base.py")

    assert (seen.at_head, seen.severity) == (False, "error")


# --- where a change branches off, and where it comes from ---


def test_a_change_cannot_choose_an_old_base_with_looser_rules(builder: RepositoryBuilder, cache: Path) -> None:
    as_base(write(builder, {**EVERYTHING, ".ouvrage.yml": OWN}))
    old = builder.repo.head.commit.hexsha
    for path in (*EVERYTHING, ".ouvrage.yml"):
        builder.remove(path)
    as_base(builder)
    builder.repo.git.checkout("--quiet", "-b", "ancienne", old)
    builder.write("src/base.py", f"{line()}\n").commit()

    assert ("src/base.py", 1) in places(secrets(checked(builder, "base", cache=cache)))


def test_a_change_without_a_common_history_is_taken_at_no_word_and_is_partial(
    builder: RepositoryBuilder, cache: Path
) -> None:
    builder.repo.git.checkout("--quiet", "--orphan", "seule")
    write(builder, {**EVERYTHING, ".ouvrage.yml": OWN})
    builder.write("src/base.py", f"{line()}  # gitleaks:allow\n").commit()

    verdict = checked(builder, "base", cache=cache)

    assert verdict.partial
    assert ("src/base.py", 1) in places(secrets(verdict))


@pytest.mark.parametrize("fork", [True, False])
def test_the_repository_may_hear_the_comments_of_its_own_branches_never_of_a_fork(
    builder: RepositoryBuilder, cache: Path, fork: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_base(write(builder, {".ouvrage.yml": "version: 1\nexclusions_of_a_change: accepted\n"}))
    builder.write("src/base.py", f"{line()}  # gitleaks:allow\n").commit()
    project, source = ("1", "2") if fork else ("1", "1")
    environ = {
        "GITLAB_CI": "true",
        "CI_PROJECT_ID": project,
        "CI_MERGE_REQUEST_IID": "4",
        "CI_MERGE_REQUEST_PROJECT_ID": project,
        "CI_MERGE_REQUEST_SOURCE_PROJECT_ID": source,
    }

    assert checked(builder, "base", environ=environ, cache=cache).failed is fork


def test_judging_all_of_a_change_is_no_way_round_either(builder: RepositoryBuilder, cache: Path) -> None:
    as_base(
        write(
            builder,
            {
                "src/ancien.py": f"{line(1)}  # gitleaks:allow\n",
                "src/change.py": f"{line(2)}  # gitleaks:allow\n",
                "essais/a.py": f"{line(3)}\n",
                ".trufflehogignore": "^essais/\n",
            },
        )
    )
    base = builder.repo.head.commit.hexsha
    write(builder, {**EVERYTHING, ".ouvrage.yml": OWN, "src/change.py": f"x = 1\n{line(2)}  # gitleaks:allow\n"})
    builder.remove("essais/a.py").write("essais/b.py", f"{line(3)}\n")
    builder.write("src/base.py", f"{line()}  # gitleaks:allow\n").commit()
    environ = {"GITLAB_CI": "true", "CI_MERGE_REQUEST_IID": "4", "CI_MERGE_REQUEST_DIFF_BASE_SHA": base}

    verdict = checked(builder, environ=environ, choices={"whole": True}, cache=cache)

    assert [place for place in places(secrets(verdict)) if place[0].startswith(("src", "essais"))] == [
        ("src/base.py", 1)
    ]


def test_policies_and_declarations_kept_in_the_repository_are_those_of_the_base(
    builder: RepositoryBuilder, cache: Path
) -> None:
    as_base(builder.write("regles/organisation.yml", "version: 1\n"))
    builder.write("regles/organisation.yml", OWN).write("src/base.py", f"{line()}\n").commit()
    kept = builder.path / "regles"

    verdict = checked(builder, "base", organisation=str(kept / "organisation.yml"), policies=kept, cache=cache)

    assert verdict.failed
    assert "regles/organisation.yml" in {note.fields.get("path") for note in verdict.notes}


def test_a_policy_that_only_the_change_has_is_none(builder: RepositoryBuilder, cache: Path) -> None:
    builder.write("organisation.yml", OWN).write("src/base.py", f"{line()}\n").commit()

    assert checked(builder, "base", organisation=str(builder.path / "organisation.yml"), cache=cache).failed


def test_a_link_of_the_work_tree_that_leads_elsewhere_is_of_the_change(
    builder: RepositoryBuilder, cache: Path, tmp_path: Path
) -> None:
    (tmp_path / "ailleurs.yml").write_text(OWN, encoding="utf-8")
    (builder.path / "organisation.yml").symlink_to(tmp_path / "ailleurs.yml")
    builder.write("src/base.py", f"{line()}\n").commit()

    assert checked(builder, "base", organisation=str(builder.path / "organisation.yml"), cache=cache).failed


def test_no_message_holds_the_secret(builder: RepositoryBuilder, cache: Path) -> None:
    write(builder, EVERYTHING).write("src/base.py", f"/* ouvrage:allow secret jetable */ {line()}\n").commit()

    for verdict in (checked(builder, "base", cache=cache), checked(builder, cache=cache)):
        assert SECRET not in verdict.model_dump_json()


def test_what_the_base_excludes_by_its_fingerprint_excuses_no_other_secret_that_stands_alike(
    builder: RepositoryBuilder, cache: Path
) -> None:
    builder.write("src/base.py", f"{line(1)}\n").commit()
    (known,) = secrets(checked(builder, cache=cache))
    said = f'{{rule: secret, fingerprint: "{known.fingerprint[:16]}", reason: "jetable", until: 2027-01-31}}'
    as_base(builder.write(".ouvrage.yml", f"version: 1\nexclusions: [{said}]\n"))
    assert secrets(checked(builder, cache=cache)) == []
    builder.write("src/base.py", f"{line(2)}\n").write("src/autre.py", f"{line(3)}\n").commit()

    assert places(secrets(checked(builder, "base", cache=cache))) == [("src/autre.py", 1), ("src/base.py", 1)]


# --- what the change puts where a check remembers and writes ---


def _silence(cache: Path) -> None:
    """Make a cache say that nothing was found in anything it knows."""
    with closing(sqlite3.connect(cache / "readings.sqlite")) as kept, kept:
        for detector, blob, body in kept.execute("SELECT detector, blob, body FROM readings").fetchall():
            silent = json.dumps(json.loads(body) | {"findings": []})
            kept.execute("UPDATE readings SET body = ? WHERE detector = ? AND blob = ?", (silent, detector, blob))


def test_a_cache_that_the_change_commits_is_not_read(builder: RepositoryBuilder) -> None:
    kept = builder.path / ".ouvrage" / "cache"
    builder.write("src/base.py", f"{line()}\n").commit()
    assert checked(builder, "base", cache=kept).failed
    _silence(kept)
    assert not checked(builder, "base", cache=kept).failed  # a folder that Git doesn't hold is the CI's own
    builder.commit()

    verdict = checked(builder, "base", cache=kept)

    assert verdict.failed
    assert str(kept) in [note.fields.get("path") for note in verdict.notes]


@pytest.mark.parametrize(
    "given", [".ouvrage/cache", ".OUVRAGE/cache", "src/../.ouvrage", ".ouvrage/cache/plus/bas", "."]
)
def test_a_cache_behind_a_link_or_in_other_capitals_is_the_changes_too(
    builder: RepositoryBuilder, tmp_path: Path, given: str
) -> None:
    (tmp_path / "ailleurs").mkdir()
    (builder.path / ".ouvrage").symlink_to(tmp_path / "ailleurs")
    builder.commit()

    verdict = checked(builder, "base", cache=builder.path / given)

    assert "of --cache, is part of the repository" in " ".join(note.message for note in verdict.notes)
    assert list((tmp_path / "ailleurs").iterdir()) == []


def test_rules_compiled_where_the_repository_holds_the_users_own_cache_are_not_taken(
    builder: RepositoryBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "ailleurs").mkdir()
    (builder.path / ".cache").symlink_to(tmp_path / "ailleurs")
    as_base(builder)  # so that nothing is read, which would compile them
    monkeypatch.setenv("OUVRAGE_CACHE", str(builder.path / ".cache"))

    verdict = checked(builder, "base")

    assert [note.fields["path"] for note in verdict.notes if "path" in note.fields] == [str(builder.path / ".cache")]
    assert not cache_home().is_relative_to(builder.path)
    assert list((tmp_path / "ailleurs").iterdir()) == []


def test_a_cache_beside_what_the_repository_holds_is_used(builder: RepositoryBuilder) -> None:
    builder.write(".ouvrage/lisez-moi.md", "# Outils\n").commit()
    kept = builder.path / ".ouvrage" / "cache"

    assert [note for note in checked(builder, "base", cache=kept).notes if note.fields.get("path") == str(kept)] == []
    assert (kept / "readings.sqlite").is_file()


def test_a_report_takes_the_place_of_a_link_of_the_repository(builder: RepositoryBuilder, tmp_path: Path) -> None:
    """The change would otherwise choose the file that is written over."""
    kept = tmp_path / "precieux.txt"
    kept.write_text("précieux", encoding="utf-8")
    (builder.path / "rapport.json").symlink_to(kept)
    write_report(builder.path / "rapport.json", "rapport", builder.path)
    assert kept.read_text(encoding="utf-8") == "précieux"
    assert (builder.path / "rapport.json").read_text(encoding="utf-8") == "rapport"


def test_a_report_is_not_written_below_a_link_of_the_repository(builder: RepositoryBuilder, tmp_path: Path) -> None:
    (tmp_path / "ailleurs").mkdir()
    (builder.path / "rapports").symlink_to(tmp_path / "ailleurs")
    with pytest.raises(UsageError, match="symbolic link"):
        write_report(builder.path / "rapports" / "plus" / "rapport.json", "rapport", builder.path)
    assert list((tmp_path / "ailleurs").iterdir()) == []


def test_a_report_may_go_to_a_pipe_or_to_a_link_of_ones_own(builder: RepositoryBuilder, tmp_path: Path) -> None:
    (tmp_path / "dernier.json").symlink_to(tmp_path / "rapport-1.json")
    write_report(tmp_path / "dernier.json", "rapport", builder.path)
    write_report(Path("/dev/null"), "rapport", builder.path)
    assert (tmp_path / "rapport-1.json").read_text(encoding="utf-8") == "rapport"
    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("kept", [".ouvrage.yml", "regles/opening.yml"])
def test_rules_that_a_partial_clone_lacks_are_not_done_without(
    builder: RepositoryBuilder, tmp_path: Path, cache: Path, kept: str
) -> None:
    """A change that touches the file of rules leaves the base's out of a clone with `--filter=blob:none`."""
    as_base(builder.write(kept, "version: 1\nrules: {contributing: {severity: error}}\n"))
    builder.write(kept, "version: 1\n").commit()
    builder.repo.git.config("uploadpack.allowFilter", "true")
    builder.repo.git.clone("--quiet", "--filter=blob:none", f"file://{builder.path}", str(tmp_path / "partiel"))

    with pytest.raises(UsageError, match="in this clone") as caught:
        checked(tmp_path / "partiel", "origin/base", policies=tmp_path / "partiel" / "regles", cache=cache)
    assert caught.value.source == kept
