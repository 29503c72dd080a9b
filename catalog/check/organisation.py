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
    address, _, fragment = where.partition("#")
    if urlsplit(address).scheme.lower() != "https" or not urlsplit(address).hostname:
        raise UsageError("a policy is only read from an https:// address", source=where)
    return _of_address(address, _pin(where, fragment), cache, read)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError("the file can't be read: {reason}", source=str(path), reason=reason) from error


def _pin(where: str, fragment: str) -> str:
    found = _PIN.fullmatch(fragment)
    if fragment and not found:
        mend = "write #sha256= and 64 hexadecimal digits"
        raise UsageError("what follows # doesn't pin a content", source=where, mend=mend)
    return found[1].lower() if found else ""


def _of_address(address: str, pin: str, cache: Path | None, read: Reader) -> Organisation:
    shown = _shown(address)
    kept = cache / "policies" / f"{hashlib.sha256(address.encode()).hexdigest()}.yml" if cache else None
    before = _kept(kept)
    if pin and before is not None and _digest(before) == pin:
        return Organisation(read(Written(shown, before)))
    try:
        content = _fetch(address)
    except _Unreachable as error:
        if before is None or kept is None or pin:
            mend = "give a file, or keep the folder of --cache from a check that reached it"
            message = "the organisation's policy can't be had: {reason}"
            raise UsageError(message, source=shown, mend=mend, reason=str(error)) from error
        return Organisation(read(Written(shown, before)), (_old(shown, str(error), kept),))
    if pin and _digest(content) != pin:
        raise UsageError(
            "this isn't the policy that was pinned: its SHA-256 is {digest}",
            source=shown,
            mend="read what changed, then pin the new one",
            digest=_digest(content),
        )
    overlay = read(Written(shown, content))
    if kept:
        _keep(kept, content)
    return Organisation(overlay)


def _old(shown: str, reason: str, kept: Path) -> Note:
    day = datetime.fromtimestamp(kept.stat().st_mtime, UTC).date().isoformat()
    message = noted("The organisation's policy {address} can't be reached ({reason}): the one kept on {day} applies.")
    return Note(message=message, fields={"address": shown, "reason": reason, "day": day})


def _shown(address: str) -> str:
    """Return an address without login nor query: either may hold a token."""
    parts = urlsplit(address)
    return f"https://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


# --- what is kept ---


def _kept(path: Path | None) -> bytes | None:
    with contextlib.suppress(OSError):
        return path.read_bytes() if path else None
    return None


def _keep(path: Path, content: bytes) -> None:
    """Keep a policy, whole or not at all; a folder that can't be written costs only the offline checks."""
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
