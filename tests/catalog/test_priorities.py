# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The ranking: the two criteria of the note, Pareto order, every point with its place, blockers apart."""

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.accepted import save_accepted
from catalog.database import Store
from catalog.priorities import Ranked, apportion, explain, pareto_fronts, rank
from catalog.priority_policy import AXES, Priorities, load_priorities
from scanner.errors import UsageError
from scanner.models import Accepted, Confidence, Fact, Place, Visibility
from scanner.resources import resource_dir
from tests.catalog import filling as f


@pytest.fixture
def policy() -> Priorities:
    """Return the shipped policy."""
    return load_priorities()


def _one(store: Store, policy: Priorities) -> Ranked:
    (item,) = rank(store, policy)
    return item


def _blockers(item: Ranked) -> dict[str, int]:
    return {blocker.rule: blocker.number for blocker in item.blockers}


def _own(tmp_path: Path, old: str, new: str) -> Priorities:
    """Return the shipped policy as an administration changes it in a folder of its own."""
    text = (resource_dir("policies") / "priorities.yml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "priorities.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_priorities(tmp_path)


# --- which repositories, in which order ------------------------------------------------------------------------------


def test_only_closed_repositories_that_still_exist_are_ranked(store: Store, policy: Priorities) -> None:
    f.repository(store, "impots/ouvert", Visibility.PUBLIC)
    f.repository(store, "impots/interne", Visibility.INTERNAL)
    gone = f.repository(store, "impots/disparu")
    f.repository(store, "impots/ferme")
    with store.writing() as connection:
        connection.execute("UPDATE repositories SET gone_at = '2024-01-01' WHERE id = ?", (gone,))
    assert [item.subject.full_name for item in rank(store, policy)] == ["impots/ferme", "impots/interne"]


def test_the_pareto_front_comes_first_then_the_sum_then_the_name(store: Store, policy: Priorities) -> None:
    for name, rule_files, modules in (
        ("a/vide-2", 0, 0),
        ("a/vide-1", 0, 0),
        ("a/domine", 5, 1),
        ("a/transparence", 20, 0),
        ("a/reutilisation", 0, 9),
        ("a/deux", 10, 2),
    ):
        facts = f.rules(*(f"r{n}.py" for n in range(rule_files)), share=rule_files / 100)
        f.scan(store, f.repository(store, name), facts + [f.module(f"m{n}") for n in range(modules)])
    ranked = rank(store, policy)
    assert [item.rank for item in ranked] == [1, 2, 3, 4, 5, 6]
    by_name = {item.subject.name: item for item in ranked}
    assert {name for name, item in by_name.items() if item.front == 1} == {"transparence", "reutilisation", "deux"}
    assert by_name["domine"].front == 2
    first = [item for item in ranked if item.front == 1]
    assert first == sorted(first, key=lambda item: -(item.transparency + item.reusability))
    assert [item.subject.name for item in ranked[-2:]] == ["vide-1", "vide-2"]


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=40))
def test_a_front_holds_what_nothing_left_beats(pairs: list[tuple[int, int]]) -> None:
    def beats(one: tuple[int, int], other: tuple[int, int]) -> bool:
        return one != other and one[0] >= other[0] and one[1] >= other[1]

    left = set(pairs)
    expected: dict[tuple[int, int], int] = {}
    front = 0
    while left:
        front += 1
        best = {pair for pair in left if not any(beats(other, pair) for other in left)}
        expected |= dict.fromkeys(best, front)
        left -= best
    assert pareto_fronts(pairs) == [expected[pair] for pair in pairs]


def test_changing_a_weight_ranks_anew_without_a_scan(store: Store, tmp_path: Path) -> None:
    f.scan(store, f.repository(store, "a/regles"), f.rules("r1.py", "r2.py", share=0.2))
    f.scan(store, f.repository(store, "a/loi"), [_law("calcul.py"), _law("taux.py")])
    before = rank(store, load_priorities())
    after = rank(store, _own(tmp_path, "        curve: logarithmic\n        weight: 10\n", "        weight: 900\n"))
    assert [item.subject.name for item in before] == ["regles", "loi"]
    assert [item.subject.name for item in after] == ["loi", "regles"]


def _law(path: str, *, rule_file: bool = True) -> Fact:
    data = {"rule_file": rule_file, "lines": [{"line": 4, "text": "article 197 du CGI"}]}
    return Fact(detector="algorithms", rule="algorithm-legal-basis", path=path, line=4, data=data)


# --- points ----------------------------------------------------------------------------------------------------------


def test_every_point_has_its_place_and_points_sum_to_the_score(store: Store, policy: Priorities) -> None:
    facts = f.rules(*(f"calcul/regle{n}.py" for n in range(7)), share=0.07)
    modules = [f.module("lib/dates", 0.9), f.module("lib/csv", 0.35), f.module("lib/x", 0.5, "after-cutting")]
    f.scan(store, f.repository(store, "a/b"), [*facts, *modules, _law("calcul/regle1.py")])
    item = _one(store, policy)
    assert all(point.path and point.commit == f.COMMIT for point in item.evidence)
    for axis in AXES:
        total = math.fsum(point.points for point in item.evidence if point.axis == axis)
        assert total == pytest.approx(item.score(axis), abs=1e-9)
        assert 0 < item.score(axis) < 100


def test_a_saturated_rule_shares_its_points_out(store: Store, policy: Priorities) -> None:
    f.scan(store, f.repository(store, "a/b"), f.rules(*(f"r{n:03}.py" for n in range(300)), share=0.9))
    item = _one(store, policy)
    rule = next(rule for axis, rule in policy.rules() if rule.id == "rule-files")
    points = [point.points for point in item.of_rule("transparency", "rule-files")]
    assert len(points) == 300
    assert math.fsum(points) == pytest.approx(policy.axes["transparency"].share(rule), abs=0.02)
    assert item.transparency == pytest.approx(75.0)


@given(st.lists(st.floats(0, 100), max_size=50))
def test_hundredths_sum_to_the_rounded_sum(shares: list[float]) -> None:
    parts = apportion(shares)
    assert sum(parts) == round(sum(shares) * 100)
    assert all(abs(part - share * 100) <= 1 for part, share in zip(parts, shares, strict=True))


def test_law_counts_only_next_to_rules(store: Store, policy: Priorities) -> None:
    f.scan(store, f.repository(store, "a/b"), [_law("mentions.html", rule_file=False)])
    assert _one(store, policy).transparency == 0


def test_a_module_file_held_by_another_owner_counts_as_shared_need(store: Store, policy: Priorities) -> None:
    copied, licence, empty = "lib/dates/jours.py", "LICENSE", "lib/dates/__init__.py"
    files = [f.file(copied), f.file(licence), f.file(empty, size=0), f.file("lib/dates/seul.py")]
    f.scan(store, f.repository(store, "a/b"), [f.module("lib/dates")], files)
    f.scan(store, f.repository(store, "a/sous-groupe/c"), [], [f.file("lib/dates/seul.py")])
    f.scan(store, f.repository(store, "z/copie", Visibility.PUBLIC), [], files[:3])
    by_name = {item.subject.name: item for item in rank(store, policy)}
    points = by_name["b"].of_rule("reusability", "shared-files")
    assert [(point.path, point.fact.data) for point in points] == [(copied, {"owners": 2})]


def test_forks_are_no_new_need(store: Store, policy: Priorities) -> None:
    files = [f.file("lib/dates/jours.py")]
    f.scan(store, f.repository(store, "a/b"), [f.module("lib/dates")], files)
    f.scan(store, f.repository(store, "z/b", fork=True), [], files)
    assert not [item for item in rank(store, policy) if item.of_rule("reusability", "shared-files")]


def test_odd_numbers_in_facts_never_break_a_score(store: Store, policy: Priorities) -> None:
    odd = [f.module(f"m{n}", score=value) for n, value in enumerate((float("inf"), float("nan"), -3.0))]
    f.scan(store, f.repository(store, "a/b"), [*odd, f.module("bon", 0.5)])
    item = _one(store, policy)
    assert [point.path for point in item.evidence] == ["bon"]


# --- what stands in the way ------------------------------------------------------------------------------------------


def test_blockers_change_no_score(store: Store, policy: Priorities) -> None:
    clean, leaky = f.repository(store, "a/propre"), f.repository(store, "a/sale")
    facts = [*f.rules("r.py"), f.module("lib")]
    f.scan(store, clean, facts)
    f.scan(store, leaky, facts, places=[f.secret(store, "prod.env")])
    first, second = rank(store, policy)
    assert (first.transparency, first.reusability) == (second.transparency, second.reusability)
    assert (first.front, second.front) == (1, 1)
    assert _blockers(first) == {}
    assert _blockers(second) == {"secrets-at-head": 1}


def test_secrets_are_counted_once_and_where_they_matter_most(store: Store, policy: Priorities) -> None:
    places = [
        f.secret(store, "prod.env", fingerprint="one"),
        f.secret(store, "old.env", fingerprint="one", at_head=False),
        f.secret(store, "gone.env", fingerprint="two", at_head=False, commit="d" * 40),
        f.secret(store, "maybe.env", fingerprint="three", confidence=Confidence.LOW),
    ]
    f.scan(store, f.repository(store, "a/b"), places=places)
    item = _one(store, policy)
    assert _blockers(item) == {"secrets-at-head": 1, "secrets-in-history": 1}
    at_head, past = item.blockers
    assert [(place.path, place.at_head) for place in at_head.places] == [("prod.env", True), ("old.env", False)]
    assert [(place.path, place.line, place.commit) for place in past.places] == [("gone.env", 3, "d" * 40)]


def test_accepted_secrets_are_counted_apart_and_do_not_block_alone(store: Store, policy: Priorities) -> None:
    places = [f.secret(store, "prod.env", fingerprint="one"), f.secret(store, "essai.env", fingerprint="two")]
    repository = f.repository(store, "a/b")
    f.scan(store, repository, places=places)

    def accept(place: Place, fingerprint: str) -> Accepted:
        line = ".ouvrage-accepted:1"
        return Accepted(place.blob, place.path, "secret-password", 3, fingerprint, line, "jetable")

    save_accepted(store, repository, [accept(places[1], "two")])
    (blocker,) = _one(store, policy).blockers
    assert (blocker.number, blocker.accepted) == (1, 1)
    assert [(place.path, place.accepted_by) for place in blocker.places] == [
        ("essai.env", ".ouvrage-accepted:1"),
        ("prod.env", ""),
    ]
    save_accepted(store, repository, [accept(places[0], "one"), accept(places[1], "two")])
    assert _one(store, policy).blockers == ()


@pytest.mark.parametrize("expression", ["LicenseRef-scancode-proprietary-license", "MIT AND CC-BY-NC-4.0", "BUSL-1.1"])
def test_third_party_code_that_is_not_free_stands_in_the_way(store: Store, policy: Priorities, expression: str) -> None:
    examples = [{"path": "vendor/x.js", "line": 2}]
    data = {"expression": expression, "files": 1, "examples": examples}
    f.scan(store, f.repository(store, "a/b"), [Fact(detector="licenses", rule="licence-embedded", data=data)])
    (blocker,) = _one(store, policy).blockers
    assert blocker.rule == "non-free-code"
    assert [(place.path, place.line) for place in blocker.places] == [("vendor/x.js", 2)]


@pytest.mark.parametrize("expression", ["MIT", "GPL-3.0-or-later", "CECILL-2.1", "NCSA", "etalab-2.0"])
def test_free_third_party_code_does_not(store: Store, policy: Priorities, expression: str) -> None:
    data = {"expression": expression, "files": 1}
    f.scan(store, f.repository(store, "a/b"), [Fact(detector="licenses", rule="licence-embedded", data=data)])
    assert _one(store, policy).blockers == ()


def test_what_was_not_read_is_said(store: Store, policy: Priorities) -> None:
    f.repository(store, "a/jamais")
    f.scan(store, f.repository(store, "a/vide"), commit="")
    f.scan(store, f.repository(store, "a/superficiel"), shallow=True)
    f.scan(store, f.repository(store, "a/sans-secrets"), detectors={"modules": "1"})
    assert {item.subject.name: list(_blockers(item)) for item in rank(store, policy)} == {
        "jamais": ["not-scanned"],
        "vide": ["empty"],
        "superficiel": ["history-not-checked"],
        "sans-secrets": ["history-not-checked"],
    }


# --- degree and explanation ------------------------------------------------------------------------------------------


def test_the_degree_rests_on_what_was_detected_and_is_never_d(store: Store, policy: Priorities) -> None:
    f.repository(store, "a/jamais")
    f.scan(store, f.repository(store, "a/rien"))
    f.scan(store, f.repository(store, "a/coupures"), [f.module("lib", gate="after-cutting")])
    f.scan(store, f.repository(store, "a/modules"), [f.module("lib"), f.module("lib2")])
    items = {item.subject.name: item for item in rank(store, policy)}
    assert {name: item.degree for name, item in items.items()} == {
        "jamais": "",
        "rien": "C",
        "coupures": "C",
        "modules": "B",
    }
    answers = [(answer.question, answer.answer, answer.facts) for answer in items["modules"].degree_basis]
    assert answers[0] == ("module", "yes", 2)
    assert {answer for _, answer, _ in answers[1:]} == {"to-answer"}


def test_two_questions_answered_yes_propose_a(store: Store, tmp_path: Path) -> None:
    policy = _own(tmp_path, "- id: generic-need\n", "- id: generic-need\n      fact: module-shared-file\n")
    files = [f.file("lib/jours.py")]
    f.scan(store, f.repository(store, "a/b"), [f.module("lib")], files)
    f.scan(store, f.repository(store, "z/c", Visibility.PUBLIC), [], files)
    assert _one(store, policy).degree == "A"


def test_one_repository_is_explained_with_its_place_open_code_without(store: Store, policy: Priorities) -> None:
    f.scan(store, f.repository(store, "a/premier"), f.rules("r.py"))
    second = f.repository(store, "a/second")
    opened = f.repository(store, "a/ouvert", Visibility.PUBLIC)
    f.scan(store, opened, f.rules("r.py"))
    assert (explain(store, policy, second).rank, explain(store, policy, second).total) == (2, 2)
    judged = explain(store, policy, opened)
    assert (judged.rank, judged.transparency > 0) == (0, True)
    with pytest.raises(KeyError):
        explain(store, policy, 999)


# --- the policy ------------------------------------------------------------------------------------------------------


def test_an_odd_policy_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"full_att") as caught:
        _own(tmp_path, "full_at:", "full_att:")
    assert caught.value.source.startswith(str(tmp_path / "priorities.yml") + ":")
    assert caught.value.fields["near"] == "'full_at'"


def test_every_rule_says_its_title_and_why_in_both_languages(policy: Priorities) -> None:
    words = [text for _, rule in policy.rules() for text in (rule.title, rule.why)]
    words += [text for blocker in policy.blockers for text in (blocker.title, blocker.why)]
    assert all(text.fr and text.en and text.fr != text.en for text in words)
    ids = [rule.id for _, rule in policy.rules()] + [blocker.id for blocker in policy.blockers]
    assert len(ids) == len(set(ids))


def test_shipped_weights_read_as_points(policy: Priorities) -> None:
    assert [sum(rule.weight for rule in policy.axes[axis].rules) for axis in AXES] == [100, 100]
