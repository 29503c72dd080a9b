# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What a host's name tells, and which names from outside may be used at all.

Names of hosts, owners and repositories come from files and forges that anyone may write. They end up in addresses,
in paths of mirrors and in arguments of Git, so that only plain ones pass.
"""

import re

from scanner.models import ForgeKind

FOLDER_HOST = "folder"
FOLDER_URL = "https://folder.invalid"
"""Address of repositories that have none: RFC 2606 keeps `.invalid` for names that never resolve."""

SHARED_HOSTS = frozenset(
    {"github.com", "gitlab.com", "codeberg.org", "framagit.org", "gitea.com", "git.sr.ht", "bitbucket.org"}
)
"""Forges open to everybody: never to be taken whole, only by the name of their owners."""

_KNOWN = {
    "github.com": ForgeKind.GITHUB,
    "gitlab.com": ForgeKind.GITLAB,
    "framagit.org": ForgeKind.GITLAB,
    "bitbucket.org": ForgeKind.BITBUCKET,
    "codeberg.org": ForgeKind.FORGEJO,
    "gitea.com": ForgeKind.GITEA,
    "git.sr.ht": ForgeKind.SOURCEHUT,
}
_TELLING = (
    *(ForgeKind.GITHUB, ForgeKind.GITLAB, ForgeKind.FORGEJO, ForgeKind.GITEA, ForgeKind.GOGS),
    *(ForgeKind.BITBUCKET, ForgeKind.SOURCEHUT),
)
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?=[^:]{{1,253}}(?::|\Z)){_LABEL}(?:\.{_LABEL})+(?::[0-9]{{1,5}})?|localhost(?::[0-9]{{1,5}})?")
_SEGMENT = re.compile(r"[A-Za-z0-9_.~][A-Za-z0-9_.+~-]{0,254}")


def known_kind(host: str) -> ForgeKind | None:
    """Return the kind of a forge that its host tells (`github.com`, `gitlab.example.fr`), or None."""
    if host in _KNOWN:
        return _KNOWN[host]
    return next((kind for kind in _TELLING if kind.value in host), None)


def why_not_whole(host: str, kind: ForgeKind) -> str:
    """Say why a forge can't be taken without naming owners, or return ""."""
    if host in SHARED_HOSTS:
        return f"{host} is open to everybody"
    return "SourceHut lists one account at a time" if kind is ForgeKind.SOURCEHUT else ""


def is_host(text: str) -> bool:
    """Tell whether `text` is a host in lower case, with a port or not: `git.example.fr`, `127.0.0.1:3000`."""
    return _HOST.fullmatch(text) is not None


def is_login(text: str, *, nested: bool = True) -> bool:
    """Tell whether `text` may name an owner; `nested` accepts the groups in groups of GitLab (`group/sub`)."""
    parts = text.split("/")
    return (nested or len(parts) == 1) and len(text) <= 1000 and all(is_segment(part) for part in parts)


def is_segment(text: str) -> bool:
    """Tell whether `text` is safe as one segment of a path: no `..`, no separator, no leading dash."""
    return _SEGMENT.fullmatch(text) is not None and text not in (".", "..")
