# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""TOML of strangers: the standard parser, kept from what takes it minutes."""

import re
import tomllib
from typing import Any

_MAX_PARTS = 64
_ENDLESS_KEY = re.compile(rf"(?<![\w-])(?:(?:[\w-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*\.[ \t]*){{{_MAX_PARTS}}}")


def parse_toml(text: str) -> dict[str, Any]:
    """Return the document.

    The standard parser takes a time that grows as the square of the number of parts of a dotted key: one of more
    than 64 parts is refused (TOML 1.0.0 has no bound).

    Raises:
        ValueError: not TOML, or such a key.
    """
    if _ENDLESS_KEY.search(text):
        raise ValueError(f"a key has more than {_MAX_PARTS} parts")
    return tomllib.loads(text)
