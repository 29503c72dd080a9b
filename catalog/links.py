# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Addresses on forges: where a reader sees the line that a fact or a point rests on."""

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
    ForgeKind.GITHUB: "{base}/releases/tag/{tag}",
    ForgeKind.GITLAB: "{base}/-/tags/{tag}",
    ForgeKind.SOURCEHUT: "{base}/refs/{tag}",
    ForgeKind.GITEA: "{base}/src/tag/{tag}",
    ForgeKind.FORGEJO: "{base}/src/tag/{tag}",
    ForgeKind.GOGS: "{base}/src/{tag}",
    ForgeKind.BITBUCKET: "{base}/commits/tag/{tag}",
}
"""Pages that each forge has for every tag, whether its owner described a release or not."""

_FOLDERS = {
    ForgeKind.GITHUB: "{base}/tree/{commit}/{path}",
    ForgeKind.GITLAB: "{base}/-/tree/{commit}/{path}",
}
"""Where folders aren't shown as files are."""


@lru_cache(10_000)
def is_web(url: str) -> bool:
    """Tell whether `url` can be shown as a link: http(s), with a real host and without credentials."""
    try:
        parts = urlsplit(url)
    except ValueError:
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


def release_url(kind: ForgeKind, html_url: str, tag: str) -> str:
    """Return the address of a version on its forge, or "" where it shows none."""
    pattern = _RELEASES.get(kind)
    if pattern is None or not tag or "\\" in tag or not is_web(html_url):
        return ""
    return pattern.format(base=html_url.rstrip("/"), tag=quote(tag))


def _address(pattern: str | None, html_url: str, commit: str, path: str) -> str:
    odd_name = "\\" in path  # an escaped name isn't the one the forge knows
    if pattern is None or not commit or not path or odd_name or not is_web(html_url):
        return ""
    return pattern.format(base=html_url.rstrip("/"), commit=commit, path=quote(path))
