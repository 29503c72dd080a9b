# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Documents for people, read where a judge needs their words."""

from collections.abc import Iterable

from catalog.check.rules.names import Names
from catalog.check.side import Side


def document(side: Side, path: str) -> str:
    """Return the text of a document, or of the one that it is a link to; "" for what isn't text."""
    data = side.content(side.leads_to(path) or path)
    return "" if data is None or b"\0" in data[:8000] else data.decode("utf-8", "replace")


def is_there(side: Side, globs: Iterable[str]) -> bool:
    """Tell whether some glob holds of a file of the tree."""
    names = Names(globs)
    return any(path in names for path in side.files)
