# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a text is written on: a terminal, with its width and colours, or a file."""

import os
from collections.abc import Mapping
from typing import NamedTuple, TextIO

from catalog.check.models import Severity

WIDTH, NARROWEST = 100, 40
_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
_BOLD = "1"


class Page(NamedTuple):
    """Columns that a line may take, and whether colours are shown; a file of text has none."""

    width: int = WIDTH
    coloured: bool = False

    def heading(self, text: str) -> str:
        """Return a text that stands out."""
        return self._painted(text, _BOLD)

    def severity(self, text: str, severity: Severity) -> str:
        """Return a text in the colour of a severity."""
        return self._painted(text, _COLOURS.get(severity, _BOLD))

    def _painted(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.coloured else text


def page_of(stream: TextIO, environ: Mapping[str, str] = os.environ) -> Page:
    """Return the page of a stream; colours need a terminal that isn't dumb, and no NO_COLOR (https://no-color.org)."""
    if not stream.isatty():
        return Page()
    coloured = not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"
    return Page(max(_columns(stream), NARROWEST), coloured)


def _columns(stream: TextIO) -> int:
    try:
        return os.get_terminal_size(stream.fileno()).columns or WIDTH
    except (OSError, ValueError):
        return WIDTH
