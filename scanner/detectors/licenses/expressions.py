# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""SPDX licence expressions: parse, put right, compare, and judge against a policy."""

import functools
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, TypeVar

from boolean.boolean import ParseError
from license_expression import (
    ExpressionError,
    LicenseSymbol,
    LicenseWithExceptionSymbol,
    Licensing,
    get_spdx_licensing,
)

_T = TypeVar("_T")

MAX_LENGTH = 2_000
"""Characters of the longest expression that is parsed: real ones are far shorter."""

_MAX_NESTING = 30
_TRANSLATED = re.compile(r"LicenseRef-scancode-(?P<key>.+?)(?:-(?:en|fr|de|es|it|nl|pt|cn))?$")
_VERSION_CHOICE = re.compile(r"-(?:only|or-later)$")


@functools.cache
def licensing() -> Licensing:
    """Return the SPDX licence list as `license_expression` knows it."""
    return get_spdx_licensing()


def parse(text: str) -> Any:  # noqa: ANN401 - license_expression has no types
    """Parse an expression, known ids or not; None when it isn't one (or is unreasonably long or deep)."""
    if not text.strip() or len(text) > MAX_LENGTH or text.count("(") > _MAX_NESTING:
        return None
    try:
        return licensing().parse(text)
    except (ExpressionError, ParseError, AttributeError, TypeError, RecursionError, IndexError, AssertionError):
        return None


def normalise(text: str) -> str:
    """Return the expression with SPDX's spelling of each id, ScanCode's second languages merged, duplicates dropped.

    What can't be parsed comes back as it is.
    """
    parsed = parse(text)
    if parsed is None:
        return text
    names = {str(symbol.key) for symbol in licensing().license_symbols(parsed)}
    return replace(text, {name: same for name in names if (same := _same_licence(name))})


@functools.cache
def _same_licence(name: str) -> str:
    """Return the SPDX id that a name of ScanCode's stands for, or "".

    ScanCode names the second official language of a licence apart (`cecill-2.1-fr`, `dl-de-by-2-0-en`); the SPDX list
    doesn't.
    """
    match = _TRANSLATED.match(name)
    if match is None:
        return ""
    key = match["key"]
    return next(
        (_spdx_names()[guess] for guess in (key, re.sub(r"-(\d)-(\d)$", r"-\1.\2", key)) if guess in _spdx_names()), ""
    )


@functools.cache
def _spdx_names() -> dict[str, str]:
    return {name.lower(): name for name in licensing().known_symbols if not name.startswith("LicenseRef-")}


def is_spdx(text: str) -> bool:
    """Tell whether the text is an expression made only of ids of the SPDX list (or of LicenseRefs)."""
    parsed = parse(text)
    if parsed is None:
        return False
    unknown: list[str] = licensing().unknown_license_keys(parsed)
    return all(key.startswith("LicenseRef-") for key in unknown)


def replace(text: str, swaps: Mapping[str, str]) -> str:
    """Return an expression with ids replaced by expressions, duplicates dropped; what can't be parsed comes back."""
    parsed = parse(text)
    if parsed is None:
        return text
    made = {LicenseSymbol(old): licensing().parse(new) for old, new in swaps.items()}
    return str(licensing().dedup(parsed.subs(made)).render())


def is_listed(text: str) -> bool:
    """Tell whether the text is an expression made only of ids of the SPDX list."""
    return is_spdx(text) and "LicenseRef-" not in text


def all_of(text: str) -> list[str]:
    """Return the parts of an expression that AND joins at its top: the expression itself when none does."""
    parsed = parse(text)
    if parsed is None or not isinstance(parsed, licensing().AND):
        return [text]
    return [str(side.render()) for side in parsed.args]


def ids(text: str) -> frozenset[str]:
    """Return the licence ids of an expression (exceptions left out); empty when it isn't one."""
    parsed = parse(text)
    if parsed is None:
        return frozenset()
    return frozenset(_licence(symbol) for symbol in licensing().license_symbols(parsed, decompose=False))


def families(text: str) -> frozenset[str]:
    """Return the ids without "-only" and "-or-later": a licence's text alone doesn't tell which of the two holds."""
    return frozenset(_VERSION_CHOICE.sub("", identifier) for identifier in ids(text))


def join(operator: str, expressions: Iterable[str]) -> str:
    """Join expressions by ``AND`` or ``OR``, each once, in order; "" for none."""
    kept = list(dict.fromkeys(expression for expression in expressions if expression))
    if len(kept) < 2:
        return kept[0] if kept else ""
    return normalise(f" {operator} ".join(f"({expression})" for expression in kept))


def fold(
    text: str, leaf: Callable[[str, str], _T], either: Callable[[list[_T]], _T], both: Callable[[list[_T]], _T]
) -> _T | None:
    """Compute a value of an expression from those of its licences; None when it can't be parsed.

    Args:
        text: an SPDX expression.
        leaf: called with (licence id, exception id or "") for each licence.
        either: makes one value of the sides of an OR.
        both: makes one value of the sides of an AND.
    """
    parsed = parse(normalise(text))
    return None if parsed is None else _fold(parsed, leaf, either, both)


def is_legal(expression: str, policy: dict[str, Any], *, uses: Collection[str] = ("software",)) -> bool:
    """Tell whether an administration may choose an expression (CRPA, articles L323-2, D323-2-1 and D323-2-2).

    With OR one side must be on the list. With AND all sides must, and one of them for the asked uses: code under MIT
    with its documentation under the Licence Ouverte is legal software. An exception (WITH) only adds permissions, so
    the licence that it is added to decides. "Or later" counts from the version that it names: GPL-2.0-or-later isn't on
    the list, though it lets a reuser take version 3, because the decree lists what the administration itself grants.

    Args:
        expression: SPDX; a LicenseRef, and what can't be parsed, are never on the list.
        policy: the data of ``policies/licenses.yml``.
        uses: what the licence is for: ``software``, ``information``.
    """
    by_use = {use: legal_ids(policy, [use]) for use in ("software", "information")}

    def listed_for(licence: str, _exception: str) -> frozenset[str]:
        return frozenset(use for use, names in by_use.items() if licence in names)

    def either(sides: list[frozenset[str]]) -> frozenset[str]:
        return frozenset().union(*sides)

    def both(sides: list[frozenset[str]]) -> frozenset[str]:
        return frozenset().union(*sides) if all(sides) else frozenset()

    return bool((fold(expression, listed_for, either, both) or frozenset()) & set(uses))


def legal_ids(policy: dict[str, Any], uses: Collection[str] = ("software", "information")) -> frozenset[str]:
    """Return the SPDX ids that the policy lists for some uses, with the ids it says stand for the same text."""
    entries = [entry for entry in policy["licenses"] if entry["use"] in uses]
    return frozenset(name for entry in entries for name in (entry["spdx"], *entry.get("same_text", ())))


def legal_choices(policy: dict[str, Any]) -> list[str]:
    """Return the ids that the policy lists for software, in its order."""
    return [entry["spdx"] for entry in policy["licenses"] if entry["use"] == "software"]


def one_version_each(expressions: Iterable[str]) -> list[str]:
    """Return expressions without those that only repeat, as "-only", a licence that another names as "-or-later".

    One statement that names a licence twice ("GPL-3.0… or later") means it once.
    """
    kept = list(dict.fromkeys(expressions))
    later = {name.removesuffix("-or-later") for name in kept if name.endswith("-or-later")}
    return [name for name in kept if name.removesuffix("-only") not in later or name.endswith("-or-later")]


def _fold(
    node: Any,  # noqa: ANN401
    leaf: Callable[[str, str], _T],
    either: Callable[[list[_T]], _T],
    both: Callable[[list[_T]], _T],
) -> _T:
    if isinstance(node, LicenseWithExceptionSymbol):
        return leaf(str(node.license_symbol.key), str(node.exception_symbol.key))
    if isinstance(node, LicenseSymbol):
        return leaf(str(node.key), "")
    sides = [_fold(side, leaf, either, both) for side in node.args]
    return either(sides) if isinstance(node, licensing().OR) else both(sides)


def _licence(symbol: Any) -> str:  # noqa: ANN401
    licence = symbol.license_symbol if isinstance(symbol, LicenseWithExceptionSymbol) else symbol
    return str(licence.key)
