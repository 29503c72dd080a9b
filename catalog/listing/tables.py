# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Rows as CSV and JSON text, the way that code.gouv.fr's clients read them."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

Cell = str | int | float | bool | None
Row = dict[str, Any]

_NEEDS_QUOTES = re.compile(r'[,"\r\n]')
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMULA = re.compile(r"^\s*[=+\-@\t\r]")


def csv_text(header: Sequence[str], rows: Iterable[Row]) -> str:
    """Return CSV with its header: commas, LF, quotes only when needed, booleans `true` and `false`, null empty."""
    return csv_lines([header]) + csv_rows(header, rows)


def csv_rows(header: Sequence[str], rows: Iterable[Row]) -> str:
    """Return the lines of `csv_text` that follow its header."""
    return csv_lines([row[key] for key in header] for row in rows)


def csv_lines(lines: Iterable[Iterable[Cell]]) -> str:
    """Return CSV lines without a header, as `csv_text` writes them."""
    return "".join(",".join(map(_cell, line)) + "\n" for line in lines)


def json_text(value: object) -> str:
    """Return compact JSON in UTF-8, not ASCII-escaped, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n"


def guard_formula(text: str) -> str:
    """Return `text` made harmless to spreadsheets, which run a cell that starts with ``=``, ``+``, ``-`` or ``@``.

    The apostrophe in front is the remedy of OWASP's page on CSV injection. Control characters, which readers of CSV
    stumble on, are left out. For text cells of our own tables only: code.gouv.fr's files stay verbatim, and numbers
    are never altered.
    """
    shown = _CONTROLS.sub("", text)
    return f"'{shown}" if _FORMULA.match(shown) else shown


def _cell(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text
