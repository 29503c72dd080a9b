# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What variables and events of a CI say, checked before anything is made of it: "" for what isn't what it should be.

Names of branches and repositories are chosen by those who propose a change: none of them is trusted.
"""

import re
from datetime import UTC, datetime
from urllib.parse import SplitResult, urlsplit

_COMMIT = re.compile(r"[0-9a-f]{7,64}")
_REF = re.compile(r"(?![-/.])[^\x00-\x20\x7f~^:?*\[\\]{1,255}")
"""No first hyphen, which Git would take for an option; otherwise what `git check-ref-format` allows."""
_NOT_IN_REFS = ("..", "//", "@{", "/.", ".lock/")
_REPOSITORY = re.compile(r"(?![-/.])[\w./~-]{1,400}(?<!/)")
_NUMBER = re.compile(r"[0-9]{1,19}")
_MAX_LENGTH = 1_000
_MAX_SECONDS = 32_503_680_000
"""Year 3000."""
_BRANCHES = "refs/heads/"


def commit(value: object) -> str:
    """Return a commit, whole or abbreviated, in lower case; "" for zeros, which mean that there is none."""
    text = value.strip().lower() if isinstance(value, str) else ""
    return text if _COMMIT.fullmatch(text) and text.strip("0") else ""


def ref(value: object) -> str:
    """Return the name of a branch or ref that Git would accept."""
    text = value if isinstance(value, str) else ""
    legal = _REF.fullmatch(text) and not any(part in text for part in _NOT_IN_REFS)
    return text if legal and text.isprintable() and not text.endswith(("/", ".", ".lock")) else ""


def branch(value: object) -> str:
    """Return the name of a branch, without `refs/heads/`."""
    return ref(value).removeprefix(_BRANCHES)


def remote_branch(name: str) -> str:
    """Return the ref under which a clone of a CI has a branch of its origin."""
    return f"origin/{name}" if name else ""


def repository(value: object) -> str:
    """Return `owner/name`, of as many groups as there are."""
    text = value.strip("/") if isinstance(value, str) else ""
    return text if "/" in text and ".." not in text and _REPOSITORY.fullmatch(text) else ""


def number(value: object) -> str:
    """Return the number of a merge or pull request."""
    text = str(value) if isinstance(value, int | str) and not isinstance(value, bool) else ""
    return text if _NUMBER.fullmatch(text) else ""


def page(value: object) -> str:
    """Return an http(s) address without what it may hold of credentials, query or fragment."""
    parts = _split(value)
    if parts is None:
        return ""
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/").removesuffix(".git")


def host(value: object) -> str:
    """Return the host of an http(s) address, in lower case, without its port."""
    parts = _split(value)
    return parts.hostname or "" if parts else ""


def moment(value: object) -> datetime | None:
    """Return a time, of an ISO 8601 text or (in GitHub's pushes) seconds since 1970; None for anything else."""
    try:
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < _MAX_SECONDS:
            return datetime.fromtimestamp(value, UTC)
        told = datetime.fromisoformat(value) if isinstance(value, str) else None
        return told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC) if told else None
    except (ValueError, OverflowError):
        return None


def flag(value: object) -> bool | None:
    """Return what a `true` or `false` says; None for anything else."""
    text = str(value).strip().lower()
    return text == "true" if text in ("true", "false") else None


def _split(value: object) -> SplitResult | None:
    if not isinstance(value, str) or len(value) > _MAX_LENGTH or not value.isprintable():
        return None
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname else None
