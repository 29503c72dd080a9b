# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Sentences kept in English are told again in French, values and all; what isn't ours stays as it is."""

import pytest

from catalog.i18n import translator
from catalog.retelling import Retelling


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("the same repository as depots/a", "le même dépôt que depots/a"),
        (
            "no such owner: parti (a.fr): check its name, and that the token may see it",
            "propriétaire inconnu\u00a0: parti (a.fr)\u00a0: vérifiez son nom, et que le jeton permet de le voir",
        ),
        (
            "no answer: unknown host (https://a.fr/api): trying again in 3 s",
            "pas de réponse\u00a0: hôte inconnu (https://a.fr/api)\u00a0: nouvelle tentative dans 3 s",
        ),
        (
            "gitlab.com is open to everybody: name its owners under `owners`",
            "gitlab.com est ouvert à tous\u00a0: nommez ses propriétaires sous «\u00a0owners\u00a0»",
        ),
    ],
)
def test_sentences_of_ours_are_told_in_french(english: str, french: str) -> None:
    assert translator("fr").told(english) == french
    assert translator("en").told(english) == english


@pytest.mark.parametrize("text", ["", "Not ours at all: really", "{reason}", "x" * 5_000, ": ".join("abcdefgh" * 20)])
def test_what_no_template_matches_stays_as_it_is(text: str) -> None:
    assert translator("fr").told(text) == text


def test_values_are_never_read_as_templates() -> None:
    tell = Retelling({"it holds {what} here": "il y a ici {what}"})
    assert tell("it holds {what!r} {0} here") == "il y a ici {what!r} {0}"


def test_a_template_without_words_of_its_own_matches_nothing() -> None:
    assert Retelling({"{key}: {reason}": "{key} : {reason}"})("a: b") == "a: b"
