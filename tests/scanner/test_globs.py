# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Globs mean what a reader who tries every way would say, and end whatever is written in them."""

import random
import re

import pytest

from scanner.globs import reuse_glob


def _holds(glob: str, path: str) -> bool:
    """Try every way, slowly."""
    if not glob:
        return not path
    if glob.startswith("*"):
        rest = glob.lstrip("*")
        across = len(glob) - len(rest) > 1
        return any(_holds(rest, path[at:]) for at in range(len(path) + 1) if across or "/" not in path[:at])
    return path[:1] == glob[0] and _holds(glob[1:], path[1:])


def test_every_glob_means_what_the_specification_says() -> None:
    draw = random.Random(7)  # noqa: S311 - no cryptography
    for _ in range(5_000):
        glob = "".join(draw.choice(["a", "b", "/", "*", "**"]) for _ in range(draw.randrange(1, 8)))
        path = "".join(draw.choice("aab/") for _ in range(draw.randrange(10)))
        assert bool(re.fullmatch(reuse_glob(glob), path)) is _holds(glob, path), (glob, path)


def test_a_backslash_escapes_a_star() -> None:
    assert re.fullmatch(reuse_glob(r"a\*b"), "a*b")
    assert not re.fullmatch(reuse_glob(r"a\*b"), "aXb")


@pytest.mark.parametrize("glob", ["**a" * 24, "*a" * 24, f"{'*a' * 12}**{'*a' * 12}"])
def test_a_hostile_glob_ends(glob: str) -> None:
    assert re.fullmatch(reuse_glob(glob), f"{'a' * 1_000}b") is None
