# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What an answer of a forge is worth: taken, tried again, or an error with its mend."""

import json
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

import requests

from scanner.errors import ForgeAuthError, ForgeBusy, ForgeError, ForgeUnreachable
from scanner.forges.kept_answers import Kept
from scanner.forges.limits import asked_wait, graphql_wait, retry_after

_REASONS = {
    "Name or service not known": "unknown host",
    "Temporary failure in name resolution": "unknown host",
    "nodename nor servname": "unknown host",
    "Failed to resolve": "unknown host",
    "Connection refused": "connection refused",
    "timed out": "the host doesn't answer in time",
    "ProxyError": "the proxy refuses",
    "too long": "the answer is too long",
    "too slow": "the answer is too slow",
    "IncompleteRead": "the answer is cut short",
}


class Again(NamedTuple):
    """An attempt that failed and may pass later; `wait` is what the forge asked for, in seconds."""

    error: ForgeError
    wait: float | None = None


class Judge:
    """Judges the answers to one client."""

    def __init__(self, variable: str, hide: Callable[[str], str]) -> None:
        """Keep the name of the variable for tokens, and what takes tokens out of a text."""
        self._variable = variable
        self._hide = hide

    def __call__(
        self, response: requests.Response, body: bytes, where: str, kept: Kept | None
    ) -> requests.Response | Again:
        """Return the response if it is JSON, a redirection, « not found », or says that what was `kept` still stands.

        Raises:
            ForgeAuthError: the token is refused, or one is needed.
            ForgeUnreachable: the answer isn't a forge's.
            ForgeError: the forge refuses.
        """
        status = response.status_code
        # Gogs says « not found » without a word.
        if response.is_redirect or (status == 304 and kept) or (status == 404 and not body):
            return response
        if status in (200, 201, 404):
            return self._as_json(response, body, where)
        if status == 401:
            mend = "check the token for this host: whole, not expired, allowed to read repositories; or set {variable}"
            message = "the token is refused, or one is needed"
            raise ForgeAuthError(message, source=where, mend=mend, variable=self._variable)
        wait = asked_wait(status, response.headers, body)
        if wait is not None:
            return Again(self.busy(wait, where), wait)
        if status >= 500 or status == 304:
            mend = "run again later: what was collected stays"
            error = ForgeError("the forge fails (HTTP {status})", source=where, mend=mend, status=status)
            return Again(error, retry_after(response.headers))
        raise self._refusal(status, body, where)

    def busy(self, wait: float, where: str) -> ForgeBusy:
        """Return the error of a rate limit."""
        mend = "set {variable}, or run again later: what was collected stays"
        message = "the forge asks to wait {wait} s (rate limit)"
        return ForgeBusy(message, source=where, mend=mend, wait=round(wait), variable=self._variable)

    def _refusal(self, status: int, body: bytes, where: str) -> ForgeError:
        mend = "check what this token may read"
        message = "the forge refuses (HTTP {status}) {said}"
        return ForgeError(message, source=where, mend=mend, status=status, said=self._said(body))

    def _as_json(self, response: requests.Response, body: bytes, where: str) -> requests.Response | Again:
        wait = graphql_wait(response.headers, body) if response.request.method == "POST" else None
        if wait is not None:
            return Again(self.busy(wait, where), wait)
        try:
            json.loads(body)
        except (ValueError, RecursionError):
            mend = "check that this is the address of the forge, and that a token isn't needed to see it"
            foreign = ForgeUnreachable("the answer isn't that of a forge's API", source=where, mend=mend)
            if body[:200].lstrip().startswith((b"[", b"{")):
                return Again(foreign)
            raise foreign from None
        return response

    def _said(self, body: bytes) -> str:
        """Return the forge's own message, short, printable, and without any token that it may send back."""
        try:
            answer = json.loads(body)
            text = str(answer.get("message") or answer.get("error") or "")
        except (ValueError, AttributeError, RecursionError):
            return ""
        return "".join(c for c in self._hide(text) if c.isprintable())[:200]


def origin_of(address: SplitResult) -> tuple[str, str, int | None]:
    """Return scheme, host and port of an address."""
    ports = {"http": 80, "https": 443}
    return address.scheme, address.hostname or "", address.port or ports.get(address.scheme)


def shown(url: str | None) -> str:
    """Return an address as messages show it: no query, no credentials."""
    address = urlsplit(url or "")
    host = address.netloc.rpartition("@")[2].removesuffix(":443" if address.scheme == "https" else ":80")
    return f"{address.scheme}://{host}{address.path}"


def why(error: Exception) -> str:
    """Say in a few words why no answer came."""
    text = str(error)
    return next((words for sign, words in _REASONS.items() if sign in text), type(error).__name__)
