# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Git speaks where the forge is silent, and never over it."""

from catalog.from_git import filled, main_language

SILENT = {"default_branch": "", "pushed_at": None, "updated_at": None, "language": ""}
SCANNED = {"head_branch": "main", "committed_at": "2024-01-02T00:00:00+00:00"}


def test_what_the_forge_left_empty_comes_from_git() -> None:
    assert filled(SILENT | SCANNED, {"python": 3, "cpp": 5}) == {
        "default_branch": "main",
        "pushed_at": "2024-01-02T00:00:00+00:00",
        "updated_at": "2024-01-02T00:00:00+00:00",
        "language": "C++",
    }


def test_what_the_forge_says_stays() -> None:
    said = {"default_branch": "dev", "pushed_at": "1", "updated_at": "2", "language": "R"}
    assert filled(said | SCANNED, {"python": 3}) == {}


def test_what_nobody_knows_stays_empty() -> None:
    assert filled(SILENT | {"head_branch": None, "committed_at": None}, {}) == {}


def test_a_tie_of_languages_is_stable() -> None:
    assert main_language({"ruby": 2, "go": 2}) == "Go"
