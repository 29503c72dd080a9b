# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a change brings is what the head has and the base hasn't, wherever it has moved; its marks last."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from catalog.check.judging import Judged, judge
from catalog.check.memory import ReadingCache
from catalog.check.models import Rule, Severity, Spotted
from catalog.check.reading import read_sides
from catalog.check.side import Side
from catalog.check.surroundings import Surroundings
from catalog.check.target import Choices, locate
from catalog.priority_policy import Words
from scanner.blob_reader import BlobReader
from scanner.detectors.secrets import secrets_detector
from scanner.policies import load_policy
from scanner.scan import Detectors
from tests.building import RepositoryBuilder

_WORDS = Words(fr="règle")
_TOKEN = "ghp_" + "Zk3J9dQx7LmN2pR5tV8wY1bC4fG6hS0aEiUo"


def _rule(name: str = "todo", severity: Severity = Severity.WARNING) -> Rule:
    return Rule(id=name, severity=severity, title=_WORDS, why=_WORDS, mend=_WORDS)


def _todos(side: Side, rule: Rule) -> Iterator[Spotted]:
    """See each line that says TODO, in the files that count."""
    for file in side.concerned():
        for number, line in enumerate((side.content(file.path) or b"").decode().splitlines(), 1):
            if "TODO" in line:
                yield Spotted(path=file.path, line=number, message="to do")


def _secrets(side: Side, rule: Rule) -> Iterator[Spotted]:
    for one in side.findings:
        yield Spotted(
            one.path,
            one.finding.line,
            key=one.finding.fingerprint,
            blob=one.blob,
            at_head=one.at_head,
            message="secret",
        )


def _readme(side: Side, rule: Rule) -> Iterator[Spotted]:
    if "README.md" not in side.files:
        yield Spotted(message="no README", key="readme")


def _broken(side: Side, rule: Rule) -> Iterator[Spotted]:
    raise ZeroDivisionError


_JUDGES = {"todo": _todos, "secret": _secrets, "readme": _readme, "broken": _broken}


@pytest.fixture
def builder(tmp_path: Path) -> RepositoryBuilder:
    made = RepositoryBuilder(tmp_path / "depot")
    made.write("README.md", "# Paie\n").write("a.py", "x = 1  # TODO un\n").commit()
    return made


def _judged(builder: RepositoryBuilder, *rules: Rule, base: str = "") -> Judged:
    made = builder.path.parent / f"mirror-{len(list(builder.path.parent.glob('mirror-*')))}"
    target = locate(Choices(builder.path, base), Surroundings(), made)
    memory = ReadingCache(None)
    detectors: Detectors = {"secrets": secrets_detector(load_policy("secrets"), memory.key())}
    with BlobReader(target.mirror) as blobs:
        sides = read_sides(target, blobs, Surroundings(), memory, detectors)
        return judge(sides, rules, blobs, detectors, _JUDGES)


def _lines(judged: Judged) -> list[tuple[str, int]]:
    return [(problem.path, problem.line) for problem in judged.problems]


def test_the_whole_repository_has_all_its_problems(builder: RepositoryBuilder) -> None:
    assert _lines(_judged(builder, _rule())) == [("a.py", 1)]


def test_a_change_has_only_what_it_brings(builder: RepositoryBuilder) -> None:
    builder.write("a.py", "x = 1  # TODO un\ny = 2  # TODO deux\n").commit()
    judged = _judged(builder, _rule(), base="HEAD~1")
    assert (_lines(judged), judged.already_there) == ([("a.py", 2)], 1)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("b/c.py", "x = 1  # TODO un\n"),
        ("b/c.py", "z = 0\n\n\nx = 1  # TODO un\n"),
        ("a.py", "if True:\n        x  =  1  #  TODO un\n"),
    ],
    ids=["moved", "moved and edited", "reformatted"],
)
def test_a_move_or_a_reformatting_brings_nothing(builder: RepositoryBuilder, path: str, content: str) -> None:
    first = {problem.fingerprint for problem in _judged(builder, _rule()).problems}
    builder.remove("a.py").write(path, content).commit()
    assert _judged(builder, _rule(), base="HEAD~1").problems == ()
    assert {problem.fingerprint for problem in _judged(builder, _rule()).problems} == first


def test_the_same_problem_once_more_is_brought(builder: RepositoryBuilder) -> None:
    builder.write("b.py", "x = 1  # TODO un\n").write("a.py", "x = 1  # TODO un\n# fin\n").commit()
    assert _lines(_judged(builder, _rule(), base="HEAD~1")) == [("b.py", 1)]


def test_what_a_change_takes_away_from_the_repository_is_brought(builder: RepositoryBuilder) -> None:
    builder.remove("README.md").commit()
    assert [problem.message for problem in _judged(builder, _rule("readme"), base="HEAD~1").problems] == ["no README"]
    builder.write("b.py", "").commit()
    assert _judged(builder, _rule("readme"), base="HEAD~1").problems == ()


def test_a_secret_replaced_by_another_on_the_same_line_is_brought(builder: RepositoryBuilder) -> None:
    builder.write("conf.py", f'TOKEN = "{_TOKEN}"\n').commit()
    first = _judged(builder, _rule("secret"))
    builder.write("conf.py", f'TOKEN = "{_TOKEN[:-3]}xyz"\n').commit()
    second = _judged(builder, _rule("secret"), base="HEAD~1")
    assert _lines(second) == [("conf.py", 1)]
    assert first.problems[0].fingerprint == second.problems[0].fingerprint  # which nothing of the secret makes


def test_a_secret_that_the_change_removes_again_stays_in_its_history(builder: RepositoryBuilder) -> None:
    base = builder.repo.head.commit.hexsha
    builder.write("conf.py", f'TOKEN = "{_TOKEN}"\n').commit()
    builder.write("conf.py", 'TOKEN = ""\n').commit()
    (problem,) = _judged(builder, _rule("secret"), base=base).problems
    assert (problem.path, problem.at_head) == ("conf.py", False)


def test_a_rebase_keeps_fingerprints(builder: RepositoryBuilder) -> None:
    builder.repo.git.branch("sujet")
    builder.write("c.py", "c = 1\n").commit()
    builder.repo.git.checkout("--quiet", "sujet")
    builder.write("b.py", "y = 2  # TODO deux\n").commit()
    before = _judged(builder, _rule(), base="main").problems
    builder.repo.git.execute(["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "rebase", "-q", "main"])
    after = _judged(builder, _rule(), base="main").problems
    assert [one.fingerprint for one in before] == [one.fingerprint for one in after]
    assert len(after) == 1


def test_equal_problems_have_fingerprints_of_their_own(builder: RepositoryBuilder) -> None:
    builder.write("a.py", "# TODO\n# TODO\n").commit()
    marks = [problem.fingerprint for problem in _judged(builder, _rule()).problems]
    assert len(marks) == len(set(marks)) == 2


def test_a_rule_that_is_off_sees_nothing_and_one_that_breaks_stops_no_other(builder: RepositoryBuilder) -> None:
    judged = _judged(builder, _rule("readme", Severity.OFF), _rule("broken"), _rule())
    assert _lines(judged) == [("a.py", 1)]
    assert [note.fields["rule"] for note in judged.partial] == ["broken"]
