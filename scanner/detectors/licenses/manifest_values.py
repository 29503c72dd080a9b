# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What the licence values of manifests mean, whatever the format: names, lists, objects, addresses."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from scanner.detectors.licenses import expressions, names

NONE_GRANTED = "LicenseRef-scancode-proprietary-license"
"""What npm's `UNLICENSED` and the like mean: no right is given."""

_NO_RIGHT = re.compile(
    r"unlicensed|propriet(?:ary|aire)|propriétaire|all rights reserved|tous droits réservés", re.IGNORECASE
)
_ADDRESS = re.compile(r"^https?://(?:spdx\.org/licenses|licenses\.nuget\.org)/([\w.+-]+?)(?:\.html|\.json)?/?$")


class Declared(NamedTuple):
    """A licence as a manifest states it: what was meant (SPDX, "" when not understood), as written, and its line."""

    expression: str
    written: str
    line: int


Reader = Callable[[str], Declared | None]


def value(given: object, operator: str = "OR") -> Declared | None:
    """Make sense of a licence value: text, a list of values, or an object with a name, type, id or url.

    Args:
        given: as parsed.
        operator: how the ecosystem joins several values, ``AND`` or ``OR``.
    """
    if isinstance(given, str) and given.strip():
        return Declared(meaning(given), given.strip()[:200], 0)
    if isinstance(given, dict):
        named = (given.get(key) for key in ("spdx", "type", "name", "text", "@id", "id", "identifier", "url"))
        return next((read for part in named if isinstance(part, str) and (read := value(part))), None)
    if isinstance(given, list):
        parts = [read for part in given[:20] if (read := value(part, operator))]
        expression = expressions.join(operator, (part.expression for part in parts))
        return Declared(expression, ", ".join(part.written for part in parts)[:200], 0) if parts else None
    return None


def meaning(text: str) -> str:
    """Return the SPDX expression that a text value means, or ""."""
    text = _ADDRESS.sub(r"\1", text.strip())
    if _NO_RIGHT.fullmatch(text):
        return NONE_GRANTED
    if text.upper().startswith(("SEE ", "FILE")):
        return ""
    return names.expression_of(text)


def at(read: Declared | None, text: str, pattern: str) -> Declared | None:
    """Give a declaration its line: the best of those that match, one that holds what is written if there is one."""
    if read is None:
        return None
    key = re.compile(pattern)
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if key.search(line)]
    holding = [number for number, line in lines if read.written.split(", ")[0][:60] in line]
    line = (holding or [number for number, _line in lines] or [1])[0]
    return read._replace(line=line)


def dig(document: object, *keys: str) -> Any:  # noqa: ANN401 - manifests hold anything
    """Return what stands under nested keys, None where there is nothing."""
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return document
