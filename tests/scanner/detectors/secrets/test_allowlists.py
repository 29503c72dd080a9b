# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What repositories accept: comments beside a finding, and the allowlists of the tools that their people use."""

import hashlib
import json
from collections.abc import Mapping

import pytest

from scanner.detectors.secrets.allowlist_conditions import MAX_EXPRESSIONS
from scanner.detectors.secrets.allowlist_files import MAX_BYTES, MAX_ENTRIES, Allowlists, read_allowlists
from scanner.detectors.secrets.allowlists import MAX_REASON, Acceptance, Condition, Entry, Subject, accept, accept_all
from scanner.detectors.secrets.engine import Patterns
from scanner.models import Finding, Place
from tests.scanner.detectors.secrets.made import SYMBOLS, draw

SECRET = draw(18, SYMBOLS)
COMMIT = "a" * 40
SHA1 = hashlib.sha1(SECRET.encode(), usedforsecurity=False).hexdigest()
SHA256 = hashlib.sha256(SECRET.encode()).hexdigest()


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


TALISMAN = digest(digest("") + digest("content") + digest("src/base.py"))


def subject(
    line: str = "", *, before: str = "", path: str = "src/base.py", rule: str = "secret-password", blob: str = "b" * 40
) -> Subject:
    finding = Finding(rule=rule, line=12, end_line=12, fingerprint="f" * 32)
    lines = (before, line or f'password = "{SECRET}"')
    return Subject(finding, Place(blob, path, COMMIT, "", True), SECRET, lines, digest("content"))


def who(files: Mapping[str, str], one: Subject | None = None) -> Acceptance | None:
    return accept(one or subject(), allowlists(files).entries)


def allowlists(files: Mapping[str, str]) -> Allowlists:
    return read_allowlists({path: text.encode() for path, text in files.items()})


@pytest.mark.parametrize(
    "comment",
    [
        "# gitleaks:allow",
        "// betterleaks:allow",
        "# pragma: allowlist secret",
        "# pragma: whitelist secret",
        "# ggignore",
        "# trufflehog:ignore",
        "# kingfisher:ignore",
        "# noqa: S105",
        "# nosec B105",
        "# nosec",
        "# ouvrage:accept",
    ],
)
def test_a_comment_on_the_line_accepts_it(comment: str) -> None:
    found = accept(subject(f'password = "x"  {comment}'), [])

    assert found is not None
    assert found.accepted_by == "src/base.py:12"
    assert found.reason in comment.lower()


def test_a_comment_above_accepts_the_next_line() -> None:
    found = accept(subject(before="# pragma: allowlist nextline secret"), [])

    assert found == Acceptance("src/base.py:11", "pragma: allowlist nextline secret")


@pytest.mark.parametrize("comment", ["# noqa: E501", "# allow", "# gitleaks", "# nosec B602 shell"])
def test_other_comments_accept_nothing(comment: str) -> None:
    assert accept(subject(f"password = 'x'  {comment}"), []) is None


@pytest.mark.parametrize(
    ("file", "text", "line", "reason"),
    [
        (".gitleaksignore", f"# known\n{COMMIT}:src/base.py:generic-api-key:12\n", 2, "listed by its fingerprint"),
        (".gitleaksignore", "src/base.py:generic-api-key:12\n", 1, "listed by its fingerprint"),
        (".gitleaks.toml", "[allowlist]\ndescription = 'tests'\npaths = ['''^src/''']\n", 3, "tests"),
        (".gitleaks.toml", "[[allowlists]]\ncommits = ['" + COMMIT + "']\n", 2, "in the allowlist of the tool"),
        (
            ".gitleaks.toml",
            "[[allowlists]]\nregexTarget = 'line'\nregexes = ['''password\\s=''']\n",
            3,
            "in the allowlist of the tool",
        ),
        (
            ".gitleaks.toml",
            f"[[rules]]\nid = 'generic-api-key'\n[[rules.allowlists]]\nstopwords = ['{SECRET[:8].lower()}']\n",
            4,
            "in the allowlist of the tool",
        ),
        (
            ".secrets.baseline",
            json.dumps({"results": {"src/base.py": [{"hashed_secret": SHA1, "line_number": 12}]}}, indent=1),
            5,
            "in the baseline",
        ),
        (
            ".gitguardian.yaml",
            "version: 2\nsecret:\n  ignored_paths:\n    - 'src/**/*.py'\n    - src\n",
            4,
            "path ignored",
        ),
        (
            ".gitguardian.yml",
            f"version: 2\nsecret:\n  ignored-matches:\n    - name: base de test\n      match: {SHA256}\n",
            5,
            "base de test",
        ),
        (".talismanrc", f"fileignoreconfig:\n- filename: src/base.py\n  checksum: {TALISMAN}\n", 2, "file ignored"),
        (".trufflehogignore", "^doc/\n^src/.*\\.py$\n", 2, "path excluded"),
        (".ouvrage-accepted", "# nos choix\npath:src/*.py:12 # mot de passe d'essai\n", 2, "mot de passe d'essai"),
        (".ouvrage-accepted", f"rule:secret-password fingerprint:{'f' * 32} # révoqué\n", 1, "révoqué"),
    ],
)
def test_allowlists_say_who_accepts_and_why(file: str, text: str, line: int, reason: str) -> None:
    assert who({file: text}) == Acceptance(f"{file}:{line}", reason)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (".gitleaksignore", f"{'c' * 40}:src/base.py:generic-api-key:12\n"),
        (".gitleaksignore", "src/base.py:generic-api-key:13\n"),
        (".gitleaks.toml", "[[allowlists]]\ncondition = 'AND'\npaths = ['^src/']\nstopwords = ['never-there']\n"),
        (".gitleaks.toml", "[[allowlists]]\ntargetRules = ['github-pat']\npaths = ['^src/']\n"),
        (".gitleaks.toml", "[allowlist]\ndescription = 'nothing'\n"),
        (".gitleaks.toml", "[allowlist\n"),
        (
            ".secrets.baseline",
            json.dumps({"results": {"src/base.py": [{"hashed_secret": SHA1, "is_secret": True}]}}),
        ),
        (".secrets.baseline", json.dumps({"results": {"src/other.py": [{"hashed_secret": SHA1}]}})),
        (".secrets.baseline", "[]"),
        (".talismanrc", f"fileignoreconfig:\n- filename: src/base.py\n  checksum: {'0' * 64}\n"),
        (".talismanrc", "fileignoreconfig: 3\n"),
        (".gitguardian.yaml", "version: 2\nsecret:\n  ignored_matches:\n    - match: other\n"),
        (".gitguardian.yaml", "version: 2\nsecret:\n  ignored_paths: 'doc/*'\n"),
        (".gitleaks.toml", "[allowlist]\npaths = 'doc.*'\n"),
        (".ouvrage-accepted", "path:src/*.py\n"),
        (".ouvrage-accepted", "path:src/*.py colour:blue # why\n"),
        (".ouvrage-accepted", "rule:secret-api-key # another rule\n"),
        ("docs/.gitleaksignore", "src/base.py:generic-api-key:12\n"),
    ],
)
def test_what_is_not_said_is_not_accepted(file: str, text: str) -> None:
    assert who({file: text}) is None


def test_the_same_secret_in_other_versions_of_the_file_goes_along() -> None:
    listed = subject("password = 'x'  # gitleaks:allow")
    earlier, elsewhere = subject("password = 'x'", blob="c" * 40), subject("password = 'x'", path="other.py")

    accepted = accept_all([earlier, listed, elsewhere], [])

    assert accepted.complete
    assert sorted(accepted.by_index) == [0, 1]
    assert accepted.by_index[0] == accepted.by_index[1]


def test_an_expression_that_would_run_for_ever_ends() -> None:
    evil = Patterns(["(a+)+$", "(x|x?)+y", ".*.*.*.*.*=b"])

    assert not evil.match("a" * 2_000 + "!" + "x" * 2_000)
    assert not evil.refused


def test_what_cannot_be_computed_in_linear_time_is_refused_and_matches_nothing() -> None:
    patterns = Patterns([r"(?=a)a(?<!b)", r"x*"])

    assert not patterns.match("aaa")
    assert len(patterns.refused) == 2


def test_a_subject_does_not_print_its_secret() -> None:
    assert SECRET not in repr(subject())


# --- files of strangers -------------------------------------------------------------------------------------------


def expressions(count: int) -> str:
    return "[allowlist]\npaths = [" + ",".join(f"'q{number}.*z'" for number in range(count)) + ", '^src/']\n"


def test_a_file_read_whole_has_no_problem() -> None:
    files = {".trufflehogignore": "^src/\n", ".gitleaks.toml": expressions(20), "README.md": "# x"}

    assert allowlists(files).problems == ()


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        (".gitleaks.toml", "[allowlist\n", "not read as an allowlist: it isn't of the form"),
        (".ouvrage-accepted", "path:src/*:" + "9" * 5_000 + " # r\n", "not read as an allowlist: it isn't of the form"),
        (".secrets.baseline", " " * MAX_BYTES + "{}", f"not read as an allowlist: it is larger than {MAX_BYTES} bytes"),
        (".ouvrage-accepted", "rule:none # r\n" * MAX_ENTRIES + "path:src/* # r\n", f"more than {MAX_ENTRIES} entries"),
        (".gitleaks.toml", expressions(MAX_EXPRESSIONS), "1 of its expressions are left aside"),
        (".trufflehogignore", "(?=a)src\n(src\n", "2 of its expressions are left aside"),
        (".trufflehogignore", f"^src/|{'x' * 1_000}\n", "1 of its expressions are left aside"),
        (".ouvrage-accepted", f"path:src/{'*' * 1_000} # r\n", "1 of its expressions are left aside"),
        (".ouvrage-accepted", f"path:src/*{'[' * 11} # r\n", "1 of its expressions are left aside"),
    ],
)
def test_what_is_not_read_of_a_file_is_told_and_accepts_nothing(file: str, text: str, reason: str) -> None:
    (problem,) = allowlists({file: text}).problems

    assert problem.startswith(f"{file} is ")
    assert reason in problem
    assert who({file: text}) is None


def test_expressions_are_bounded_for_all_the_files_of_a_repository() -> None:
    files = {".betterleaks.toml": expressions(MAX_EXPRESSIONS), ".trufflehogignore": "^src/\n"}

    assert [problem.split()[0] for problem in allowlists(files).problems] == list(files)
    assert who(files) is None


def test_beyond_its_budget_of_tests_a_comparison_ends_and_says_so() -> None:
    made: list[Subject] = []
    never = Condition(lambda one: bool(made.append(one)), cost=3)  # type: ignore[func-returns-value]
    subjects = [subject(path=f"{number}.py") for number in range(10)]
    subjects.append(subject("password = 'x'  # gitleaks:allow"))

    accepted = accept_all(subjects, [Entry("f:1", "r", never)] * 2, max_tests=20)

    assert len(made) == 6
    assert not accepted.complete
    assert list(accepted.by_index) == [10]


def test_an_entry_costs_as_many_tests_as_it_lists_things() -> None:
    text = "[allowlist]\npaths = ['a', 'b']\nstopwords = ['c', 'd', 'e']\n"
    words = {".ouvrage-accepted": "path:a path:b path:c # r\n"}

    assert [entry.condition.cost >= 5 for entry in allowlists({".gitleaks.toml": text}).entries] == [True]
    assert [entry.condition.cost >= 3 for entry in allowlists(words).entries] == [True]


def test_a_reason_is_one_short_printable_line() -> None:
    said = r"base\u001b[31m\u202e\u009b de\u00a0\ntest" + "é" * 10_000
    text = f'[allowlist]\ndescription = "{said}"\npaths = ["^src/"]\n'

    found = who({".gitleaks.toml": text})

    assert found is not None
    assert found.reason.startswith(r"base\x1b[31m\u202e\x9b de testé")
    assert found.reason.isprintable()
    assert len(found.reason) < 2 * MAX_REASON


def test_one_refused_expression_does_not_silence_the_others() -> None:
    patterns = Patterns([r"(?=a)a", "src", "["])

    assert patterns.match("src/base.py")
    assert patterns.refused == [r"(?=a)a", "["]


# --- our own comment: ouvrage:allow RULE reason ---


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("x = 1  # ouvrage:allow secret clé de test de l’éditeur", "clé de test de l’éditeur"),
        ("x = 1  // ouvrage:allow secret-password : base jetable", "base jetable"),
        ("/* ouvrage:allow secret-password base jetable */", "base jetable"),
        ("<p>x</p> <!-- OUVRAGE:allow secret exemple -->", "exemple"),
    ],
)
def test_our_comment_says_which_rule_and_why(line: str, reason: str) -> None:
    assert accept(subject(line), ()) == Acceptance("src/base.py:12", reason)


@pytest.mark.parametrize(
    "line",
    [
        "x = 1  # ouvrage:allow",
        "x = 1  # ouvrage:allow secret",
        "/* ouvrage:allow secret */",
        "x = 1  # ouvrage:allow secret -",
        "x = 1  # ouvrage:allow personal-data autre règle",
        "x = 1  # ouvrage:allow secret-api-key autre règle",
        "x = 1  # ouvrage:allow secrets faute de frappe",
        'x = 1  # ouvrage:allow secret " "',
    ],
)
def test_without_its_rule_or_a_reason_our_comment_accepts_nothing(line: str) -> None:
    assert accept(subject(line), ()) is None


@pytest.mark.parametrize(
    "line",
    [
        '/* ouvrage:allow secret base jetable */ password = "{}"',
        '{{"_": "ouvrage:allow secret base jetable", "password": "{}"}}',
        "x = ['# ouvrage:allow secret base jetable', '{}']",
        "<!-- ouvrage:allow secret base jetable --><password>{}</password>",
    ],
)
def test_the_reason_ends_where_code_begins_again_so_that_it_never_holds_the_value(line: str) -> None:
    assert accept(subject(line.format(SECRET)), ()) == Acceptance("src/base.py:12", "base jetable")


@pytest.mark.parametrize("before", ["# {}", "    // {}", "/* {} */", "<!-- {} -->", "REM {}", "-- {}", "{{# {} #}}"])
def test_our_comment_may_stand_alone_on_the_line_before(before: str) -> None:
    one = subject(before=before.format("ouvrage:allow secret base jetable"))
    assert accept(one, ()) == Acceptance("src/base.py:11", "base jetable")


def test_a_comment_at_the_end_of_the_line_before_speaks_of_that_line_only() -> None:
    assert accept(subject(before='autre = "x"  # ouvrage:allow secret base jetable'), ()) is None


# --- what a change brings ---


@pytest.mark.parametrize(
    ("name", "text", "held"),
    [
        (".gitleaksignore", "src/base.py:generic-api-key:12", False),
        (".ouvrage-accepted", "path:src/base.py:12 # jetable", False),
        (".ouvrage-accepted", "path:src/* # jetable", True),
        (".gitleaks.toml", "[allowlist]\npaths = ['''src/''']", True),
    ],
)
def test_lines_that_an_allowlist_names_are_not_those_of_a_new_version(name: str, text: str, held: bool) -> None:
    assert who({name: text}) is not None
    assert (who({name: text}, subject()._replace(brought=True)) is not None) is held
