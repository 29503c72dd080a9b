# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Files whose path a format makes from names of forges: which names can be paths, and what to do where two collide."""

from collections.abc import Iterable
from urllib.parse import quote

MAX_SEGMENT = 200
"""Bytes of one name between two slashes: file systems take 255, and a suffix may follow."""
MAX_PATH = 1000
"""Bytes of a whole path: object stores take 1 024."""

_PAGES = (".html", ".htm", ".xhtml", ".shtml", ".svg", ".xml", ".php")


def is_path(name: str) -> bool:
    """Tell whether a name can be a relative path on any server: no odd step, no control or invisible character."""
    segments = name.split("/")
    odd = any(segment in ("", ".", "..") or len(segment.encode()) > MAX_SEGMENT for segment in segments)
    return not odd and name.isprintable() and "\\" not in name and len(name.encode()) <= MAX_PATH


def file_paths(names: Iterable[str]) -> dict[str, str]:
    """Return the path of the file of each name that can be one: itself, or `NAME.json` where it can't be itself.

    It can't where it is also a folder (on GitLab, `outils` may be a group and `outils/carto` another), and where its
    suffix would make servers call it a page. Where `outils.json` exists as well, the first has none.
    """
    kept = set(filter(is_path, names))
    folders = {name.rsplit("/", depth)[0] for name in kept for depth in range(1, name.count("/") + 1)}
    paths = {name: f"{name}.json" if name in folders or name.lower().endswith(_PAGES) else name for name in kept}
    return {name: path for name, path in paths.items() if path == name or path not in kept | folders}


def address(path: str) -> str:
    """Return a path as it stands in a URL."""
    return quote(path, safe="/~")
