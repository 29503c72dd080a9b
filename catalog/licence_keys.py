# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Licences as forges name them: GitHub and GitLab say `gpl-3.0` for what SPDX calls `GPL-3.0-or-later`."""

import re
from functools import lru_cache

OTHER = "other"
"""What forges say of a licence that isn't one of their list."""

_SPELLING = {
    name.lower(): name
    for name in ("Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "etalab-2.0", "ODbL-1.0", "PostgreSQL", "Unlicense")
}
_ONE = re.compile(r"(?!LicenseRef-)([A-Za-z0-9.-]+?)(-only|-or-later)?")

_NO_LICENCE = ("NONE", "NOASSERTION")
"""What SPDX says where there is no licence to name."""


def forge_key(expression: str) -> str:
    """Return the key that forges give an SPDX expression, or "" for none; a key stays as it is."""
    if not expression:
        return ""
    one = None if expression in _NO_LICENCE else _ONE.fullmatch(expression)
    return one[1].lower() if one else OTHER


@lru_cache(10_000)
def spelt(key: str) -> str:
    """Return a key of a forge as SPDX spells it; `OTHER` and what is spelt so already stay as they are."""
    return key if key == OTHER or key != key.lower() else _SPELLING.get(key, key.upper())
