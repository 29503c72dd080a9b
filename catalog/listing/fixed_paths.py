# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Files whose path a format makes from names of forges: which names can be paths, and what to do where two collide."""

import re
from collections.abc import Iterable
from urllib.parse import quote

MAX_SEGMENT = 200
"""Bytes of one name between two slashes: file systems take 255, and a suffix may follow."""
MAX_PATH = 1000
"""Bytes of a whole path: object stores take 1 024."""

_ODD_STEP = re.compile(r"/\.{0,2}/")
"""An empty step, ``.`` or ``..``."""
_PAGES = (".html", ".htm", ".xhtml", ".shtml", ".svg", ".xml", ".php")


def is_path(name: str) -> bool:
    """Tell whether a name can be a relative path on any server: no odd step, no control or invisible character."""
    if not name.isprintable() or "\\" in name or _ODD_STEP.search(f"/{name}/"):
        return False
    size = len(name.encode())
    return size <= MAX_SEGMENT or (
        size <= MAX_PATH and all(len(segment.encode()) <= MAX_SEGMENT for segment in name.split("/"))
    )


def odd_paths(names: Iterable[str]) -> dict[str, str]:
    """Return the names that aren't the path of their own file → the path it has: `NAME.json`, or "" for no file.

    A name isn't where it is also a folder (on GitLab, `outils` may be a group and `outils/carto` another), and where
    its suffix would make servers call it a page; where `outils.json` exists as well, `outils` has no file. Neither has
    what can't be a path at all.
    """
    known = frozenset(names)
    kept = frozenset(filter(is_path, known))
    folders = _folders(kept)
    others = {name: f"{name}.json" for name in kept if name in folders or name.lower().endswith(_PAGES)}
    odd = {name: "" if path in kept or path in folders else path for name, path in others.items()}
    return dict(sorted((dict.fromkeys(known - kept, "") | odd).items()))


def _folders(paths: Iterable[str]) -> set[str]:
    """Return the folders that files at these paths are in, at any depth."""
    folders: set[str] = set()
    above = set(paths)
    while above:
        above = {path.rpartition("/")[0] for path in above if "/" in path} - folders
        folders |= above
    return folders


def address(path: str) -> str:
    """Return a path as it stands in a URL."""
    return quote(path, safe="/~")
