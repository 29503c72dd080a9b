# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Names of files as the options of rules write them."""

import re
from collections.abc import Iterable
from fnmatch import translate
from functools import lru_cache


class Names:
    """Patterns of paths, as in .gitignore without its anchors: `*.min.js`, `target/classes/*`; blind to case."""

    def __init__(self, patterns: Iterable[str]) -> None:
        """Take patterns; `*` spans folders."""
        each = "|".join(translate(pattern.lower()) for pattern in patterns)
        self._pattern = _compiled(f"(?:.*/)?(?:{each})" if each else "(?!)")

    def __contains__(self, path: str) -> bool:
        """Tell whether a path, or its end after some folder, is as one of the patterns."""
        return self._pattern.match(path.lower()) is not None


@lru_cache(256)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)
