# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""SPDX licence expressions: parse, put right, compare, and judge against a policy."""

import functools
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from boolean.boolean import ParseError
from license_expression import (
    ExpressionError,
    LicenseSymbol,
    LicenseWithExceptionSymbol,
    Licensing,
    get_spdx_licensing,
)

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
    except (ExpressionError, ParseError, AttributeError, TypeError, RecursionError):
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


def evaluate(text: str, holds: Callable[[str, str], bool]) -> bool:
    """Evaluate an expression: OR needs one side, AND all.

    Args:
        text: an SPDX expression; what can't be parsed is False.
        holds: called with (licence id, exception id or "") for each licence.
    """
    parsed = parse(normalise(text))
    return parsed is not None and _evaluate(parsed, holds)


def is_legal(expression: str, policy: dict[str, Any], *, uses: Collection[str] = ("software",)) -> bool:
    """Tell whether an administration may choose an expression (CRPA, articles L323-2, D323-2-1 and D323-2-2).

    Args:
        expression: SPDX; with OR one side must be on the list, with AND all of them. An exception (WITH) only adds
            permissions, so the licence that it is added to decides.
        policy: the data of ``policies/licenses.yml``.
        uses: which lists count: ``software``, ``information``.
    """
    legal = legal_ids(policy, uses)
    return evaluate(expression, lambda licence, _exception: licence in legal)


def legal_ids(policy: dict[str, Any], uses: Collection[str] = ("software", "information")) -> frozenset[str]:
    """Return the SPDX ids that the policy lists for some uses, with the ids it says stand for the same text."""
    entries = [entry for entry in policy["licenses"] if entry["use"] in uses]
    return frozenset(name for entry in entries for name in (entry["spdx"], *entry.get("same_text", ())))


def _evaluate(node: Any, holds: Callable[[str, str], bool]) -> bool:  # noqa: ANN401
    if isinstance(node, LicenseWithExceptionSymbol):
        return holds(str(node.license_symbol.key), str(node.exception_symbol.key))
    if isinstance(node, LicenseSymbol):
        return holds(str(node.key), "")
    sides = (_evaluate(side, holds) for side in node.args)
    return any(sides) if isinstance(node, licensing().OR) else all(sides)


def _licence(symbol: Any) -> str:  # noqa: ANN401
    licence = symbol.license_symbol if isinstance(symbol, LicenseWithExceptionSymbol) else symbol
    return str(licence.key)
