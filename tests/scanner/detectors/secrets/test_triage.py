# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The triage of values behind telling names: what is likely is told, what is not is counted."""

from collections.abc import Callable

import pytest

from scanner.detectors.secrets.triage import Triage
from scanner.models import Confidence, Reading
from tests.scanner.detectors.secrets.made import HEXA, SYMBOLS, draw

Read = Callable[[str, str], Reading]
POLICY = {"floor": 0.4, "confidence": {"medium": 0.7, "high": 0.9}, "bias": 0.0, "weights": {"a:b": 2.0, "c:d": -2.0}}


def test_signs_add_up_in_log_odds() -> None:
    triage = Triage(POLICY)

    assert triage.likelihood([]) == 0.5
    assert round(triage.likelihood(["a:b"]), 2) == 0.88
    assert triage.likelihood(["a:b", "c:d"]) == 0.5
    assert triage.likelihood(["never:seen"]) == 0.5


@pytest.mark.parametrize(("likelihood", "level"), [(0.4, "low"), (0.7, "medium"), (0.89, "medium"), (0.9, "high")])
def test_levels_begin_at_their_bounds(likelihood: float, level: str) -> None:
    assert Triage(POLICY).confidence(likelihood) is Confidence(level)


@pytest.mark.parametrize("level", list(Confidence))
def test_what_a_rule_is_sure_of_falls_in_its_own_level(level: Confidence) -> None:
    triage = Triage(POLICY)

    assert triage.confidence(triage.of_confidence(level)) is level


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f'mdp = "{draw(14, SYMBOLS)}"', "src/base.py"),
        (f'jeton = "{draw(40, HEXA)}"', "src/base.py"),
        (f'motDePasse: "{draw(16, SYMBOLS)}"', "src/base.ts"),
        (f"  mysql -u app --password={draw(12)} base", "deploy.sh"),
        (f"docker run -e MYSQL_ROOT_PASSWORD={draw(10)} -d mysql", "INSTALL.md"),
        (f'connection = "Server=db;User Id=app;Password={draw(12)};"', "App.config"),
        (f'password = Some("{draw(12)}")', "Main.scala"),
        (f'headers = {{"X": "Bearer {draw(40, HEXA)}"}}', "src/call.py"),
    ],
)
def test_values_drawn_at_random_are_likely(text: str, path: str, read: Read) -> None:
    found = read(text, path).findings

    assert found
    assert max(finding.data["likelihood"] for finding in found) > 0.6


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('token = "refresh_token"', "src/a.py"),
        ('passwordKey: "password.reset.title"', "src/a.ts"),
        ('const key = "ArrowDownKeyPressed"', "src/a.js"),
        ("password: $ctrl.password;", "src/a.js"),
    ],
)
def test_words_of_programs_are_counted_and_not_told(text: str, path: str, read: Read) -> None:
    reading = read(text, path)

    assert not reading.findings


def test_what_is_unlikely_is_counted(read: Read) -> None:
    reading = read('access_token = "user.profile.token_name"\n', "src/a.py")

    assert not reading.findings
    assert sum(reading.summary["noise"].values()) == 1
