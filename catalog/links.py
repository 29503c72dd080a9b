# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Addresses on forges: where a reader sees the line that a fact or a point rests on."""

import re
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote, urlsplit

from scanner.models import ForgeKind

_GITEA = "{base}/src/commit/{commit}/{path}"
_PATTERNS = {
    ForgeKind.GITHUB: "{base}/blob/{commit}/{path}",
    ForgeKind.GITLAB: "{base}/-/blob/{commit}/{path}",
    ForgeKind.SOURCEHUT: "{base}/tree/{commit}/item/{path}",
    ForgeKind.GITEA: _GITEA,
    ForgeKind.FORGEJO: _GITEA,
    ForgeKind.GOGS: "{base}/src/{commit}/{path}",
}

_RELEASES = {
    ForgeKind.GITHUB: "/releases/tag/",
    ForgeKind.GITLAB: "/-/tags/",
    ForgeKind.SOURCEHUT: "/refs/",
    ForgeKind.GITEA: "/src/tag/",
    ForgeKind.FORGEJO: "/src/tag/",
    ForgeKind.GOGS: "/src/",
    ForgeKind.BITBUCKET: "/commits/tag/",
}
"""Pages that each forge has for every tag, whether its owner described a release or not."""

_FOLDERS = {
    ForgeKind.GITHUB: "{base}/tree/{commit}/{path}",
    ForgeKind.GITLAB: "{base}/-/tree/{commit}/{path}",
}
"""Where folders aren't shown as files are."""

_NEVER = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`]")
"""What never stands in an address (RFC 3986, appendix A; spaces and control characters are percent-encoded)."""

_USUAL = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?<!\.invalid)(?:/[\w.~/-]*)?", re.ASCII)
"""What most addresses look like: without doubt those of web pages."""


def is_web(url: str) -> bool:
    """Tell whether `url` can be shown as a link: http(s), with a real host and without credentials."""
    return bool(_USUAL.fullmatch(url)) or _is_web(url)


@lru_cache(10_000)
def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if _NEVER.search(url):
        return False
    host = parts.hostname or ""
    real_host = bool(host) and not host.endswith(".invalid")
    return real_host and parts.scheme in ("http", "https") and "@" not in parts.netloc


def line_url(kind: ForgeKind, html_url: str, commit: str, path: str, line: int = 0) -> str:
    """Return the address of a line (0 = the whole file) at a commit, or "" where the forge shows none."""
    address = _address(_PATTERNS.get(kind), html_url, commit, path)
    return f"{address}#L{line}" if line and address else address


def folder_url(kind: ForgeKind, html_url: str, commit: str, path: str) -> str:
    """Return the address of a folder at a commit, or "" where the forge shows none."""
    return _address((_PATTERNS | _FOLDERS).get(kind), html_url, commit, path)


def release_urls(kind: ForgeKind, html_url: str) -> Callable[[str], str]:
    """Return what gives the address of a version of one repository by its tag, or "" where its forge shows none."""
    pages = _RELEASES.get(kind, "")
    base = html_url.rstrip("/") + pages if pages and is_web(html_url) else ""
    return lambda tag: base + quote(tag) if base and tag and "\\" not in tag else ""


def _address(pattern: str | None, html_url: str, commit: str, path: str) -> str:
    odd_name = "\\" in path  # an escaped name isn't the one the forge knows
    if pattern is None or not commit or not path or odd_name or not is_web(html_url):
        return ""
    return pattern.format(base=html_url.rstrip("/"), commit=commit, path=quote(path))
