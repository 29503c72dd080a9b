# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Numbered pages, read to the end; one item that a forge fails on hides no other."""

import pytest

from scanner.errors import ForgeError, ForgeUnreachable
from scanner.forges.answers import Json
from scanner.forges.numbered import MAX_FAILURES, Answer, Ask, pages

WHERE = "https://forge.example.fr/repos"
DOWN = ForgeError("the forge fails (HTTP {status})", status=502)


def _forge(
    count: int, bad: frozenset[int] = frozenset(), error: ForgeError = DOWN
) -> tuple[Ask, list[tuple[int, int]]]:
    asked: list[tuple[int, int]] = []

    def ask(number: int, size: int) -> Answer:
        asked.append((number, size))
        page = range((number - 1) * size, min(count, number * size))
        if bad.intersection(page):
            raise error
        more = number * size < count
        items: list[Json] = [{"id": one} for one in page]
        return {"Link": f'<x>; rel="{"next" if more else "first"}"'}, items

    return ask, asked


def _read(ask: Ask) -> tuple[list[int], list[str], ForgeError | None]:
    read: list[int] = []
    left: list[str] = []
    try:
        for page in pages(ask, WHERE):
            read += [one["id"] for one in page.items]
            left += [one.what for one in page.skipped]
    except ForgeError as error:
        return read, left, error
    return read, left, None


@pytest.mark.parametrize("count", [0, 1, 100, 101, 250])
def test_a_list_is_read_to_its_end(count: int) -> None:
    ask, asked = _forge(count)
    assert _read(ask) == (list(range(count)), [], None)
    assert len(asked) == max(1, -(-count // 100))


@pytest.mark.parametrize("bad", [0, 99, 100, 150, 249])
def test_what_a_forge_fails_on_is_left_alone_and_named_by_its_place(bad: int) -> None:
    ask, _ = _forge(250, frozenset({bad}))
    read, left, error = _read(ask)
    assert read == [one for one in range(250) if one != bad]
    assert (left, error) == ([f"no. {bad + 1} of the listing"], DOWN)


def test_a_forge_that_fails_on_everything_is_left_soon() -> None:
    ask, asked = _forge(250, frozenset(range(100, 250)))
    read, left, error = _read(ask)
    assert (read, left, error) == (list(range(100)), [], DOWN)
    assert len(asked) == 1 + 1 + 1 + MAX_FAILURES + 1


def test_a_forge_that_goes_silent_is_not_asked_in_parts() -> None:
    ask, asked = _forge(250, frozenset({150}), ForgeUnreachable("no answer"))
    read, _, error = _read(ask)
    assert (len(read), len(asked)) == (100, 2)
    assert isinstance(error, ForgeUnreachable)
