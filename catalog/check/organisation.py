# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The policy that an organisation fixes for its repositories: a file, or a page of a site of its own.

An address is asked once a check, without any token, and its answer is kept: a check that can't reach it goes by what
was kept, and says so. `#sha256=…` after the address pins the content: once kept, it is never asked for again.
"""

import contextlib
import hashlib
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from catalog.check.models import Note
from catalog.check.overlays import MAX_BYTES, Overlay, Written
from catalog.i18n import noted
from scanner.errors import UsageError

SECONDS = 15
"""For the whole answer."""
_PIN = re.compile(r"sha256=([0-9a-f]{64})", re.IGNORECASE)
_CHUNK = 65_536

Reader = Callable[[Written], Overlay]


class Organisation(NamedTuple):
    """What an organisation says, and where it is to be told that it may be old."""

    overlay: Overlay
    notes: tuple[Note, ...] = ()


class _Unreachable(Exception):
    """The reason why an address gives no policy."""


def read_organisation(where: str, cache: Path | None, read: Reader) -> Organisation:
    """Return the policy that is at a path or an address.

    Args:
        where: a path, or an `https://` address with or without `#sha256=…`.
        cache: where policies of addresses are kept; None = nowhere.
        read: makes an overlay of what was written; what it refuses isn't kept.

    Raises:
        UsageError: there is none, it can't be had and none was kept, or it isn't the one that was pinned.
    """
    if "://" not in where:
        return Organisation(read(Written(where, _content(Path(where)))))
    asked = _asked(where, cache)
    before = _kept(asked)
    if asked.pin and before is not None and _digest(before) == asked.pin:
        return Organisation(read(Written(asked.shown, before)))
    try:
        content = _fetch(asked.address)
    except _Unreachable as error:
        return _offline(asked, before, str(error), read)
    _check_pin(asked, content)
    overlay = read(Written(asked.shown, content))
    _keep(asked, content)
    return Organisation(overlay)


class _Asked(NamedTuple):
    """An address, and what is to be done of its answer."""

    address: str
    shown: str
    """Without login nor query: either may hold a token."""
    pin: str
    kept: Path | None


def _asked(where: str, cache: Path | None) -> _Asked:
    address, _, fragment = where.partition("#")
    shown, host = _shown(address)
    if not shown.startswith("https://") or not host:
        raise UsageError("a policy is only read from an https:// address", source=shown)
    found = _PIN.fullmatch(fragment)
    if fragment and not found:
        mend = "write #sha256= and 64 hexadecimal digits"
        raise UsageError("what follows # doesn't pin a content", source=shown, mend=mend)
    name = f"{hashlib.sha256(address.encode()).hexdigest()}.yml"
    return _Asked(address, shown, found[1].lower() if found else "", cache / "policies" / name if cache else None)


def _shown(address: str) -> tuple[str, str]:
    """Return what may be shown of an address, and its host ("" for none)."""
    try:
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}", parts.hostname or ""
    except ValueError:
        return address.partition(":")[0] + "://", ""


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError("the file can't be read: {reason}", source=str(path), reason=reason) from error


def _offline(asked: _Asked, before: bytes | None, reason: str, read: Reader) -> Organisation:
    """Go by what was kept, and say so; not where another content was pinned."""
    if before is None or asked.kept is None or asked.pin:
        raise UsageError(
            "the organisation's policy can't be had: {reason}",
            source=asked.shown,
            mend="give a file, or keep the folder of --cache from a check that reached it",
            reason=reason,
        )
    return Organisation(read(Written(asked.shown, before)), (_old(asked.shown, reason, asked.kept),))


def _check_pin(asked: _Asked, content: bytes) -> None:
    if asked.pin and _digest(content) != asked.pin:
        raise UsageError(
            "this isn't the policy that was pinned: its SHA-256 is {digest}",
            source=asked.shown,
            mend="read what changed, then pin the new one",
            digest=_digest(content),
        )


def _old(shown: str, reason: str, kept: Path) -> Note:
    day = datetime.fromtimestamp(kept.stat().st_mtime, UTC).date().isoformat()
    message = noted("The organisation's policy {address} can't be reached ({reason}): the one kept on {day} applies.")
    return Note(message=message, fields={"address": shown, "reason": reason, "day": day})


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# --- what is kept ---


def _kept(asked: _Asked) -> bytes | None:
    with contextlib.suppress(OSError):
        return asked.kept.read_bytes() if asked.kept else None
    return None


def _keep(asked: _Asked, content: bytes) -> None:
    """Keep a policy, whole or not at all; a folder that can't be written costs only the offline checks."""
    if (path := asked.kept) is None:
        return
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        Path(file.name).replace(path)


# --- the network ---


def _fetch(address: str) -> bytes:
    import requests

    with requests.Session() as session:
        session.auth = lambda request: request  # no login of ~/.netrc
        session.max_redirects = 5
        del session.adapters["http://"]  # where a redirection may not lead
        deadline = time.monotonic() + SECONDS
        try:
            with session.get(address, stream=True, timeout=SECONDS, headers={"Accept": "*/*"}) as response:
                if response.status_code != requests.codes.ok:
                    raise _Unreachable(f"HTTP {response.status_code}")
                return _bounded(response.iter_content(_CHUNK), deadline)
        except requests.exceptions.InvalidSchema as error:
            raise _Unreachable("it leads to an address that isn't https://") from error
        except requests.RequestException as error:
            raise _Unreachable(type(error).__name__) from error


def _bounded(chunks: Iterator[bytes], deadline: float) -> bytes:
    content = b""
    for chunk in chunks:
        content += chunk
        if len(content) > MAX_BYTES:
            raise _Unreachable(f"it is larger than {MAX_BYTES} bytes")
        if time.monotonic() > deadline:
            raise _Unreachable(f"it takes more than {SECONDS} seconds")
    return content
