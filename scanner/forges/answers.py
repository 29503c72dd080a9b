# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Reads the JSON of forges leniently: a field that is missing or odd says nothing, and nothing odd goes further.

Real answers lack fields that their own schemas require, and anyone can write what they carry.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from pydantic import ValidationError

from scanner.errors import ForgeUnreachable
from scanner.hosts import is_segment
from scanner.models import Forge, Skipped

Json = Mapping[str, Any]
Made = TypeVar("Made")

MAX_TEXT = 5_000
"""Characters kept of a description; G1 keeps 2 000."""
_MAX_INTEGER = 2**63 - 1
_OTHER_SCHEME = re.compile(r"\s*(?!https?://)[A-Za-z][A-Za-z0-9+.-]*:(?![0-9])")


class Unusable(ValueError):
    """An item of an answer that can't be taken, and why."""


def text(raw: Json, *keys: str) -> str:
    """Return the first of `keys` that holds text, as UTF-8 without control characters, cut to `MAX_TEXT`."""
    value = _first(raw, keys)
    if value.isascii() and value.isprintable():
        return value[:MAX_TEXT].strip()
    clean = value[:MAX_TEXT].encode("utf-8", "replace").decode()
    return "".join(c for c in clean if c in "\n\t" or (c >= " " and not "\x7f" <= c <= "\x9f")).strip()


def _first(raw: Json, keys: tuple[str, ...]) -> str:
    for key in keys:
        value = raw.get(key)
        if isinstance(value, str) and value:
            return value
    return ""


def link(raw: Json, *keys: str) -> str:
    """Return an address as the forge gives it, even without scheme; "" for any scheme but http and https."""
    value = text(raw, *keys)
    return "" if _OTHER_SCHEME.match(value) or "\n" in value else value


def image(raw: Json, key: str, forge: Forge) -> str:
    """Return the address of a picture; forges give some relative to themselves."""
    value = link(raw, key)
    return urljoin(forge.url + "/", value) if value else ""


def number(raw: Json, key: str) -> int | None:
    """Return a count, or None."""
    value = raw.get(key)
    good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MAX_INTEGER
    return value if good else None


def flag(raw: Json, key: str) -> bool:
    """Return True when the forge says true."""
    return raw.get(key) is True


def moment(raw: Json, *keys: str) -> datetime | None:
    """Return the first of `keys` that holds a date and time (ISO 8601), in UTC when it names no zone."""
    for key in keys:
        try:
            read = datetime.fromisoformat(text(raw, key))
            return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def newest(items: list[Json], key: str) -> datetime | None:
    """Return the newest of the dates under `key`."""
    return max((at for item in items if (at := moment(item, key))), default=None)


def reaches(items: list[Json], key: str, since: datetime) -> bool:
    """Tell whether a page, sorted by `key` from the newest, goes back before `since`."""
    return any(at < since for item in items if (at := moment(item, key)))


def part(raw: Json, key: str) -> Json:
    """Return the object under `key`, or an empty one."""
    value = raw.get(key)
    return value if isinstance(value, dict) else {}


def words(raw: Json, *keys: str) -> tuple[str, ...]:
    """Return the first list of texts among `keys` (topics)."""
    value: list[object] = next((raw[key] for key in keys if isinstance(raw.get(key), list)), [])
    return tuple(word for item in value[:100] if (word := text({"": item}, "")))


def identity(raw: Json) -> str:
    """Return the forge's own id as text, or ""."""
    value = number(raw, "id")
    return "" if value is None else str(value)


def path_of(raw: Json, key: str) -> tuple[str, str]:
    """Return owner (nested or not) and name of the repository whose whole path stands under `key`.

    Raises:
        Unusable: missing, or not safe as a path.
    """
    owner, _, name = text(raw, key).rpartition("/")
    if not owner or not all(is_segment(segment) for segment in (*owner.split("/"), name)):
        raise Unusable("its name isn't one that can be used safely as a path")
    return owner, name


def clone_url(raw: Json, key: str, forge: Forge, api: str, full_name: str) -> str:
    """Return the http(s) address to clone from, on the forge's own host: tokens go with it."""
    given = urlsplit(link(raw, key))
    own = {urlsplit(forge.url).netloc, urlsplit(api).netloc}
    if given.scheme in ("http", "https") and given.netloc in own:
        return given._replace(query="", fragment="").geturl()
    return f"{forge.url}/{full_name}.git"


def objects(answer: object, where: str) -> list[Json]:
    """Return a list of objects as it is.

    Raises:
        ForgeUnreachable: the answer is something else.
    """
    if isinstance(answer, list) and all(isinstance(item, dict) for item in answer):
        return answer
    raise ForgeUnreachable(
        "the answer isn't the list that a forge's API gives", source=where, mend="check the address of the API"
    )


def one_made(item: Json | None, make: Callable[[Json], Made], name: str) -> Made | None:
    """Make something of one item; None when there is none, or when it can't be taken."""
    return next(iter(made([item], make, name)[0]), None) if item else None


def made(items: list[Json], make: Callable[[Json], Made], name: str) -> tuple[list[Made], list[Skipped]]:
    """Make something of each item; those that can't be taken are named by their key `name`, with the reason."""
    taken: list[Made] = []
    skipped: list[Skipped] = []
    for item in items:
        try:
            taken.append(make(item))
        except (Unusable, ValidationError) as error:
            reason = str(error) if isinstance(error, Unusable) else "the forge describes it in an unexpected way"
            skipped.append(Skipped(what=text(item, name)[:200] or f"id {identity(item)}", reason=reason))
    return taken, skipped
