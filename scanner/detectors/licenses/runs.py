# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Pieces of ScanCode that answer the same questions without walking the whole file each time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple


def quick_run_class(query_run: Any, bitset: Any) -> Any:  # noqa: ANN401 - ScanCode has no types
    """Return a subclass of ScanCode's `QueryRun` with cheaper accessors; `bitset` is its class of sets of positions.

    What is remembered, and when it is forgotten, is as in ScanCode: an empty set of positions is asked for again.
    """

    class QuickRun(query_run):  # type: ignore[misc]
        """A query run."""

        _low_matchables: Any
        _high_matchables: Any
        _digits: tuple[int, int, bool] | None = None

        @property
        def low_matchables(self) -> Any:  # noqa: ANN401
            """Positions of common words still to be matched."""
            if not self._low_matchables:
                self._low_matchables = self.query.low_matchables & bitset(range(self.start, self.end + 1))
            return self._low_matchables

        @property
        def high_matchables(self) -> Any:  # noqa: ANN401
            """Positions of high-value words still to be matched."""
            if not self._high_matchables:
                self._high_matchables = self.query.high_matchables & bitset(range(self.start, self.end + 1))
            return self._high_matchables

        def matchable_tokens(self) -> Iterable[int]:
            """The words, -1 for those no longer to be matched; none when no high-value word is left."""
            if not self.high_matchables:
                return []
            left = self.matchables
            return [token if place in left else -1 for place, token in enumerate(self.tokens, self.start)]

        def is_digits_only(self) -> bool:
            """Whether all words are numbers: asked for each candidate, true for ever once the run is complete."""
            if self._digits is None or self._digits[:2] != (self.start, self.end):
                self._digits = (self.start, self.end, bool(super().is_digits_only()))
            return self._digits[2]

    return QuickRun


def quick_overlap(span: Any, other: Any) -> int:  # noqa: ANN401
    """Return how many positions two of ScanCode's spans share: its `overlap`, without making a span of them."""
    return len(span._set & other._set)


class _Silent(NamedTuple):
    """A match as ScanCode weighs it, without the text, which takes a walk over the whole file."""

    rule: Any
    start_line: int

    def matched_text(self) -> str:
        return ""


def quick_false_positive(stock: Callable[..., bool]) -> Callable[..., bool]:
    """Return a stand-in for ScanCode's `is_false_positive`, given that function.

    The text of matches can only clear them (it says "copyright"): it matters when they would be condemned without.
    """

    def is_false_positive(license_matches: Sequence[Any], package_license: bool = False) -> bool:
        silent = [_Silent(match.rule, match.start_line) for match in license_matches]
        return stock(silent, package_license) and stock(license_matches, package_license)

    return is_false_positive


class _Replayed:
    """The items of an iterator, drawn only as far as somebody asked, for readers that come one after the other."""

    def __init__(self, rest: Iterator[Any]) -> None:
        self._rest, self._drawn = rest, list[Any]()

    def __iter__(self) -> Iterator[Any]:
        yield from self._drawn
        for item in self._rest:
            self._drawn.append(item)
            yield item


def quick_tokens(stock: Callable[..., Iterator[Any]]) -> Callable[..., Iterable[Any]]:
    """Return a stand-in for ScanCode's `tokenize_matched_text`, given the generator under it.

    Readers stop at the last line of a match, most often near the top of the file.
    """
    last: dict[tuple[str | None, str | None, int], _Replayed] = {}

    def tokenize_matched_text(
        location: str | None,
        query_string: str | None,
        dictionary: Any,  # noqa: ANN401
        start_line: int = 1,
    ) -> Iterable[Any]:
        key = location, query_string, start_line
        if key not in last:
            last.clear()
            last[key] = _Replayed(stock(location, query_string, dictionary, start_line))
        return last[key]

    return tokenize_matched_text
