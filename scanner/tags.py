# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The versions of a repository: its newest Git tags that hold a number and lead to a commit.

Tags are names that anybody may have pushed: bounded in number and length, escaped, read by one command of ours.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

from scanner.errors import GitError
from scanner.git import Mirror, path_text
from scanner.git_command import run
from scanner.models import Release

MAX_RELEASES = 100
"""Versions that are kept of a repository, the newest."""
_MAX_TAGS = 2000
"""Tags that are looked at, the newest: many repositories mark each deployment too."""
_MAX_NAME = 200
_SECONDS = 300
_MEMORY = 1_000_000_000
_UNREAD = "its versions can't be told: {reason}"
_FIELDS = (
    *("refname:strip=2", "objecttype", "objectname", "*objecttype", "*objectname"),
    *("creatordate:iso-strict", "*committerdate:iso-strict", "contents:subject"),
)
_NUMBERED = re.compile(r"[0-9]")
_EARLIEST = datetime(1971, 1, 1, tzinfo=UTC)
"""Before it, a date is a fault: no version is older than Git's ancestors."""


def read_releases(mirror: Mirror) -> tuple[tuple[Release, ...], str]:
    """Return the newest versions of a mirror, the last first, and a problem or "".

    A tag without a number (``latest``, ``production``), one that marks no commit and one without a date are no version.
    """
    form = "%00".join(f"%({field})" for field in _FIELDS) + "%00"
    newest = ("for-each-ref", "--sort=-creatordate", f"--count={_MAX_TAGS}", f"--format={form}", "refs/tags")
    try:
        said = run(mirror.git_dir, *newest, timeout=_SECONDS, memory=_MEMORY)
    except GitError as error:
        return (), _UNREAD.format(reason=error)
    found = sorted(_releases(said), key=lambda release: (release.published_at, release.tag), reverse=True)
    return tuple(found[:MAX_RELEASES]), ""


def _releases(said: bytes) -> Iterator[Release]:
    for line in said.split(b"\0\n"):
        fields = line.split(b"\0")
        if len(fields) == len(_FIELDS):
            release = _release(fields)
            if release:
                yield release


def _release(fields: list[bytes]) -> Release | None:
    raw_tag, kind, oid, target_kind, target, made, committed, subject = fields
    tag, annotated = path_text(raw_tag), kind == b"tag"
    commit = target if annotated else oid
    published_at = _moment(made) or _moment(committed)
    marks_commit = (target_kind if annotated else kind) == b"commit"
    if not marks_commit or not published_at or len(tag) > _MAX_NAME or not _NUMBERED.search(tag):
        return None
    return Release(tag, _name(subject) if annotated else "", published_at, commit.decode())


def _name(subject: bytes) -> str:
    """Return the first line of a tag's message; "" when it is too long for a name, or holds an address of somebody."""
    name = path_text(subject.strip())
    return "" if "@" in name or len(name) > _MAX_NAME else name


def _moment(raw: bytes) -> str:
    """Return a date of Git's in UTC; "" for none, and for one that can't be."""
    try:
        moment = datetime.fromisoformat(raw.decode("ascii", "replace")).astimezone(UTC)
    except (ValueError, OverflowError):
        return ""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment >= _EARLIEST else ""
