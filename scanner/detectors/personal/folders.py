# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Absolute paths of somebody's own machine, and shared folders of internal networks."""

import re
from collections.abc import Collection, Iterator

from scanner.detectors.personal.hits import Hit, Text
from scanner.models import Confidence

_ACCOUNT = rb"(?:\\{1,4}|/{1,2})([A-Za-z][\w.~-]{1,40}(?:[ ][A-Z]\w{1,20})?)(?=[\\/])"
_USERS, _SETTINGS = (re.compile(root + _ACCOUNT) for root in (b"Users", b"Documents and Settings"))
_DRIVE = re.compile(
    rb"(?:^|[^A-Za-z0-9])[A-Za-z](?::|%3A)(?:\\{1,4}|/{1,2})\Z|^/[A-Za-z]/\Z|[^A-Za-z0-9]/(?:mnt/)?[a-z]/\Z"
)
_UNIX = re.compile(rb"/(home|Users)/([A-Za-z][\w.-]{1,40})(?=/([\w.@-]{1,60})(/)?)")
_FILE = re.compile(rb"/[\w./@-]{0,200}\.(?!html?\b|php\b|aspx?\b|jsp\b|com\b|fr\b|org\b)[a-z][a-z0-9]{0,4}(?![\w/-])")
"""Where a path goes on to a file; routes of a site go to pages."""
_NOT_A_ROOT = re.compile(rb"[\w.~)}>@*?$%-]\Z")
_KNOWN_FOLDERS = frozenset(
    b"Desktop Documents Downloads Bureau AppData .ssh .config .m2 .local .cache .npm .nvm .aws .kube .gradle .ivy2"
    b" .bashrc .pyenv .rbenv .rvm .vscode .docker Dropbox Nextcloud OneDrive Library git dev workspace workspaces"
    b" projets projects projet code src repos Sites Images Developpement Dev Work work Projects Projets IdeaProjects"
    b" PycharmProjects WebstormProjects eclipse-workspace github gitlab anaconda3 miniconda3 venv bin".split()
)
_SHARE = re.compile(
    rb"\\\\(?<![\w\\]..)(?:\\\\)?(?!u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})"
    rb"([A-Za-z][A-Za-z0-9-]{2,30}(?:\.[A-Za-z0-9-]{1,30}){0,6})"
    rb"\\{1,2}([A-Za-z][\w$-]{2,40})(?:\\{1,2}[\w$ .-]{1,60}){1,20}"
)
_SERVER_LIKE = re.compile(rb"\d|[a-z]-[a-z]|\.[a-z]|^(?:srv|serv|nas|file|ad|dfs)", re.IGNORECASE)


class Folders:
    """Recognises paths; `accounts` are those of machines and tutorials, nobody's."""

    def __init__(self, accounts: Collection[str], first_names: Collection[str]) -> None:
        self._accounts = frozenset(accounts)
        self._first_names = frozenset(first_names)

    def find(self, text: Text) -> Iterator[Hit]:
        """Yield the paths of a text; `data` is {system: windows | unix}, or {} for a share."""
        raw = text.raw
        backslashes, users = b"\\" in raw, b"Users" in raw
        if users:
            yield from self._windows(raw, _USERS)
        if backslashes and b"Documents and Settings" in raw:
            yield from self._windows(raw, _SETTINGS)
        if users or b"/home/" in raw:
            yield from self._unix(raw)
        if backslashes and b"\\\\" in raw:
            yield from _shares(raw)

    def _windows(self, text: bytes, pattern: re.Pattern[bytes]) -> Iterator[Hit]:
        for match in pattern.finditer(text):
            account = match[1].decode("utf-8", errors="replace").lower()
            if self._is_someone(account) and _DRIVE.search(text[max(0, match.start() - 8) : match.start()]):
                yield Hit(
                    "internal-path", match.start(), match.end(), account, Confidence.MEDIUM, {"system": "windows"}
                )

    def _unix(self, text: bytes) -> Iterator[Hit]:
        for match in _UNIX.finditer(text):
            account = match[2].decode("utf-8", errors="replace").lower()
            preceding = text[max(0, match.start() - 12) : match.start()]
            if not self._is_someone(account) or _NOT_A_ROOT.search(preceding) or preceding.endswith((b"//", b"/")):
                continue
            if confidence := self._sureness(account, match):
                yield Hit("internal-path", match.start(), match.end(2), account, confidence, {"system": "unix"})

    def _sureness(self, account: str, match: re.Match[bytes]) -> Confidence | None:
        """A person's folder is told by what it holds, or by the person's name; the rest may be routes of a site."""
        known_folder = match[3] in _KNOWN_FOLDERS
        named = re.split(r"[._-]", account)[0] in self._first_names
        if known_folder or named or _FILE.match(match.string, match.end()):
            return Confidence.MEDIUM
        return Confidence.LOW if match[4] else None

    def _is_someone(self, account: str) -> bool:
        return (
            account not in self._accounts
            and not account.startswith(("your", "votre", "mon_", "my-", "my_", "user"))
            and not account.endswith("user")
        )


def _shares(text: bytes) -> Iterator[Hit]:
    for match in _SHARE.finditer(text):
        if _SERVER_LIKE.search(match[1]):
            share = b"\\".join(match.groups()).decode("utf-8", errors="replace").lower()
            yield Hit("internal-share", match.start(), match.end(), share, Confidence.MEDIUM, {})
