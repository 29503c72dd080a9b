# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What may go wrong between a forge and its reader, one function a fault, for the rules of `tests.fault_proxy`."""

import dataclasses
import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from tests.fault_proxy import Exchange, Reply, Strike

_JSON = {"Content-Type": "application/json"}
_COUNT_HEADERS = frozenset({"x-total", "x-total-count"})
_COUNT_KEYS = ("public_repos", "size")


def says(status: int, message: str = "boom", headers: dict[str, str] | None = None) -> Strike:
    """Answer with an error of the forge's own."""
    body = json.dumps({"message": message}).encode()
    return lambda exchange: exchange.send(Reply(status, _JSON | (headers or {}), body))


def asks_to_wait(seconds: float, *, as_date: bool = False) -> Strike:
    """Answer 429 with Retry-After, in seconds or as a date."""

    def strike(exchange: Exchange) -> None:
        until = datetime.now(UTC) + timedelta(seconds=seconds)
        value = format_datetime(until, usegmt=True) if as_date else f"{seconds:.0f}"
        says(429, "Too Many Requests", {"Retry-After": value})(exchange)

    return strike


def secondary_limit(retry_after: str = "") -> Strike:
    """Answer 403 as GitHub's secondary rate limit does, with or without saying for how long."""
    headers = {"Retry-After": retry_after} if retry_after else {}
    return says(403, "You have exceeded a secondary rate limit. Please wait a few minutes.", headers)


def drops(exchange: Exchange) -> None:
    """Hang up without a word."""
    exchange.hang_up()


def stalls(exchange: Exchange) -> None:
    """Accept, and never say anything."""
    exchange.wait()
    exchange.hang_up()


def stalls_in_the_body(exchange: Exchange) -> None:
    """Send half of the answer, then nothing."""
    reply = exchange.ask()
    exchange.send_head(reply, len(reply.body))
    exchange.send_some(reply.body[: len(reply.body) // 2])
    exchange.wait()
    exchange.hang_up()


def drips(every: float = 1.0) -> Strike:
    """Send the answer byte by byte: the socket is never silent for long, and the answer never whole."""

    def strike(exchange: Exchange) -> None:
        reply = exchange.ask()
        exchange.send_head(reply, len(reply.body))
        for byte in reply.body:
            exchange.send_some(bytes((byte,)))
            if exchange.wait(every):
                break
        exchange.hang_up()

    return strike


def gives_a_page_for_people(exchange: Exchange) -> None:
    """Answer 200 with HTML, as portals and login pages do."""
    exchange.send(Reply(200, {"Content-Type": "text/html"}, b"<!doctype html><title>Connexion</title>"))


def truncates(*, honest: bool) -> Strike:
    """Send half of the JSON, with a Content-Length that tells so (`honest`) or that promises the whole."""

    def strike(exchange: Exchange) -> None:
        reply = exchange.ask()
        half = reply.body[: len(reply.body) // 2]
        exchange.send_head(reply, len(half) if honest else len(reply.body))
        exchange.send_some(half)
        exchange.hang_up()

    return strike


def gives_an_empty_page(exchange: Exchange) -> None:
    """Answer with no items and no next page, as if the listing ended here."""
    reply = exchange.ask()
    content = json.loads(reply.body)
    headers = {name: value for name, value in reply.headers.items() if name.lower() != "link"}
    exchange.send(Reply(reply.status, headers, json.dumps(_emptied(content)).encode()))


def repeats() -> Strike:
    """Give the first page again, with its next page, whatever page is asked for: a listing that never ends."""
    given: list[Reply] = []

    def strike(exchange: Exchange) -> None:
        if not given:
            given.append(exchange.ask())
        exchange.send(given[0])

    return strike


def _emptied(content: Any) -> Any:  # noqa: ANN401 - JSON
    """Return the content without the items of its lists, nor the address of a next page."""
    if isinstance(content, list):
        return []
    if isinstance(content, dict):
        return {key: _emptied(value) for key, value in content.items() if key not in ("next", "cursor")}
    return content


def moves(status: int, old: str = "", new: str = "", *, origin: str = "") -> Strike:
    """Redirect to the address with `old` replaced by `new`, if anything: on the same origin, or on `origin`."""

    def strike(exchange: Exchange) -> None:
        address = exchange.request.address
        target = (origin or exchange.proxy.url) + (address.replace(old, new) if old else address)
        exchange.send(Reply(status, _JSON | {"Location": target}, b"{}"))

    return strike


def meanwhile(happens: Callable[[], None]) -> Strike:
    """Have something happen on the forge just before it answers."""

    def strike(exchange: Exchange) -> None:
        happens()
        exchange.send(exchange.ask())

    return strike


def caches(exchange: Exchange) -> None:
    """Answer as a cache in between does: an `ETag`, then 304 with nothing else of the answer's headers (RFC 9110)."""
    reply = exchange.ask()
    etag = f'"{hashlib.sha256(reply.body).hexdigest()[:16]}"'
    if exchange.request.headers.get("If-None-Match") == etag:
        exchange.send(Reply(304, {"ETag": etag}, b""))
    else:
        exchange.send(dataclasses.replace(reply, headers={**reply.headers, "ETag": etag}))


def lies_by(more: int) -> Strike:
    """Announce `more` repositories than there are (fewer if negative), wherever the forge counts them."""

    def strike(exchange: Exchange) -> None:
        reply = exchange.ask()
        headers = {
            name: str(int(value) + more) if name.lower() in _COUNT_HEADERS and value.isdecimal() else value
            for name, value in reply.headers.items()
        }
        exchange.send(dataclasses.replace(reply, headers=headers, body=_recounted(reply.body, more)))

    return strike


def _recounted(body: bytes, more: int) -> bytes:
    content = json.loads(body)
    if not isinstance(content, dict):
        return body
    counts = {key: content[key] + more for key in _COUNT_KEYS if isinstance(content.get(key), int)}
    return json.dumps(content | counts).encode()
