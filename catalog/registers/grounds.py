# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The legal grounds on which code may stay closed: those of ``policies/legal.yml``, and the nearest to a wrong one."""

import re
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from scanner.nearest import hint
from scanner.policies import load_policy


class Ground(NamedTuple):
    """A ground that the law knows."""

    id: str
    article: str


class Grounds(NamedTuple):
    """The grounds that may be cited."""

    known: tuple[Ground, ...]

    def get(self, cited: str) -> Ground | None:
        """Return the ground of that id, or the only one of that article."""
        wanted = _plain(cited)
        of_id = [ground for ground in self.known if _plain(ground.id) == wanted]
        of_article = [ground for ground in self.known if _plain(ground.article) == wanted]
        found = of_id or of_article
        return found[0] if len(found) == 1 else None

    def hint(self, cited: str) -> str:
        """Return which grounds may have been meant."""
        near = [ground.id for ground in self.known if _plain(ground.article) == _plain(cited)]
        if near:
            return f"did you mean {', '.join(near)}?"
        return hint(cited.lower(), (ground.id for ground in self.known), "grounds")


@cache
def load_grounds(policies: Path | None) -> Grounds:
    """Load the grounds of ``legal.yml``; raises `UsageError` if it can't be used."""
    grounds: list[dict[str, Any]] = load_policy("legal", policies).data["grounds"]
    return Grounds(tuple(Ground(str(each["id"]), str(each["article"])) for each in grounds))


def _plain(text: str) -> str:
    """Return a name without case, spaces, dots, nor what stands before an article: ``CRPA, article L. 311-5``."""
    return re.sub(r"^(crpa|article|art)+", "", re.sub(r"[^a-z0-9-]", "", text.lower()))
