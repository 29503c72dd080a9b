# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How forges are talked to, once for PyGithub and python-gitlab: both send through the adapter that stands here.

The adapter alone holds the tokens, and adds them to requests for the API's own origin, which are the only ones that
it sends. It bounds every answer in time and size, tries again what may pass, waits when a forge asks for it, and
turns what goes wrong into errors with their mend. What it lets through is a JSON answer, or a JSON « not found ».
"""

import io
import json
import random
import time
from collections import deque
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from importlib import metadata
from typing import NamedTuple
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
import urllib3
from requests.adapters import HTTPAdapter

from scanner.errors import ForgeAuthError, ForgeBusy, ForgeError, ForgeUnreachable
from scanner.forges.access import Access, access_to
from scanner.forges.interface import Settings
from scanner.models import SourceEntry

_HOPS = 5
_CHUNK = 65_536
_NO_DATE_WAIT = 60
"""Seconds to wait when a forge says « too many requests » and not for how long: GitHub's own advice."""


def user_agent() -> str:
    """Return the name under which forges see us."""
    try:
        version = metadata.version("ouvrage")
    except metadata.PackageNotFoundError:
        version = "0"
    return f"ouvrage/{version}"


class _Again(NamedTuple):
    """An attempt that failed and may pass later; `wait` is what the forge asked for, in seconds."""

    error: ForgeError
    wait: float | None = None


class ForgeAdapter(HTTPAdapter):
    """A transport for `requests` sessions, bound to one API. Counts its requests."""

    def __init__(self, access: Access, settings: Settings) -> None:
        super().__init__(max_retries=0)
        self.requests = 0
        self._access = access
        self._credentials = deque(access.credentials)
        self._limits = settings.limits
        self._notify = settings.notify
        self._waited = 0.0

    @property
    def api(self) -> str:
        """Return the root of the API, without a final slash."""
        return self._access.api

    @property
    def anonymous(self) -> bool:
        """Tell whether requests go without a token."""
        return not self._credentials

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: ARG002 - answers are always read here, and whole
        timeout: object = None,  # noqa: ARG002 - ours stand
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Send a GET request and return its JSON answer (status 200 or 404), after redirections within the API.

        Raises:
            ForgeAuthError: the token is refused, or one is needed.
            ForgeBusy: the forge asks to wait longer than `Limits.max_wait`.
            ForgeUnreachable: no answer, none that is the forge's, or one from another host.
            ForgeError: the forge refuses, or fails at every attempt.
        """
        options = {"verify": verify, "cert": cert, "proxies": proxies}
        for _ in range(_HOPS):
            response = self._persist(request, options)
            if not response.is_redirect:
                return response
            request = self._redirected(request, response)
        raise ForgeUnreachable("the forge redirects without end", source=_shown(request.url))

    def _persist(self, request: requests.PreparedRequest, options: Mapping[str, object]) -> requests.Response:
        attempts = self._limits.attempts + max(0, len(self._credentials) - 1)
        for attempt in range(1, attempts + 1):
            outcome = self._attempt(request, options)
            if isinstance(outcome, requests.Response):
                return outcome
            if attempt == attempts:
                raise outcome.error
            self._pause(outcome, attempt)
        raise AssertionError("unreachable")

    def _pause(self, outcome: _Again, attempt: int) -> None:
        if isinstance(outcome.error, ForgeBusy) and len(self._credentials) > attempt:
            self._credentials.rotate(-1)
            return
        backoff = self._limits.backoff * 2 ** (attempt - 1) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter
        wait = backoff if outcome.wait is None else outcome.wait + backoff
        if outcome.wait is not None:
            self._waited += outcome.wait
            if self._waited > self._limits.max_wait:
                raise outcome.error
        self._notify(f"{outcome.error} ({outcome.error.source}): trying again in {wait:.0f} s")
        time.sleep(wait)

    def _attempt(self, request: requests.PreparedRequest, options: Mapping[str, object]) -> requests.Response | _Again:
        self._prepare(request)
        self.requests += 1
        where = _shown(request.url)
        timeout = (self._limits.connect, self._limits.read)
        deadline = time.monotonic() + self._limits.answer
        try:
            response = super().send(request, stream=True, timeout=timeout, **options)  # type: ignore[arg-type]
            body = self._read(response, deadline)
        except requests.exceptions.SSLError as error:
            mend = "give the authority's certificate in REQUESTS_CA_BUNDLE"
            raise ForgeUnreachable("the certificate isn't trusted", source=where, mend=mend) from error
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            mend = "check the address, the network and the proxy, then run again"
            return _Again(ForgeUnreachable("no answer: {reason}", source=where, mend=mend, reason=_why(error)))
        return self._judge(response, body, where)

    def _prepare(self, request: requests.PreparedRequest) -> None:
        """Refuse any other origin than the API's: only then does the token leave."""
        address, api = urlsplit(request.url or ""), urlsplit(self._access.api)
        if _origin(address) != _origin(api):
            mend = "if this is its new address, write it in the sources"
            other = f"{address.scheme}://{address.netloc.rpartition('@')[2]}"
            raise ForgeUnreachable("the forge sends to {other}", source=self._access.api, mend=mend, other=other)
        request.headers["User-Agent"] = user_agent()
        for name in ("Cookie", "Authorization"):
            request.headers.pop(name, None)
        for credential in list(self._credentials)[:1]:
            request.headers[credential.header] = credential.value

    def _read(self, response: requests.Response, deadline: float) -> bytes:
        """Read the whole body, and leave the connection reusable; what is too long or too slow is given up."""
        body = bytearray()
        while chunk := response.raw.read1(_CHUNK, decode_content=True):
            body += chunk
            if len(body) > self._limits.max_bytes or time.monotonic() > deadline:
                response.raw.close()
                raise OSError("the answer is too long" if len(body) > self._limits.max_bytes else "too slow")
        response.raw.release_conn()
        response.raw = io.BytesIO(body)
        return bytes(body)

    def _judge(self, response: requests.Response, body: bytes, where: str) -> requests.Response | _Again:
        status = response.status_code
        if response.is_redirect:
            return response
        if status in (200, 404):
            return self._as_json(response, body, where)
        if status == 401:
            mend = "check the token for this host: whole, not expired, allowed to read repositories; or set {variable}"
            message = "the token is refused, or one is needed"
            raise ForgeAuthError(message, source=where, mend=mend, variable=self._variable)
        asked = _asked_wait(response, body)
        if asked is not None:
            mend = "set {variable}, or run again later: what was collected stays"
            message = "the forge asks to wait {wait} s (rate limit)"
            busy = ForgeBusy(message, source=where, mend=mend, wait=round(asked), variable=self._variable)
            return _Again(busy, asked)
        said = self._said(body)
        if status >= 500:
            mend = "run again later: what was collected stays"
            error = ForgeError("the forge fails (HTTP {status})", source=where, mend=mend, status=status)
            return _Again(error, _retry_after(response.headers))
        mend = "check what this token may read"
        raise ForgeError("the forge refuses (HTTP {status}) {said}", source=where, mend=mend, status=status, said=said)

    def _as_json(self, response: requests.Response, body: bytes, where: str) -> requests.Response | _Again:
        try:
            json.loads(body)
        except (ValueError, RecursionError):
            mend = "check that this is the address of the forge, and that a token isn't needed to see it"
            foreign = ForgeUnreachable("the answer isn't that of a forge's API", source=where, mend=mend)
            if body[:200].lstrip().startswith((b"[", b"{")):
                return _Again(foreign)
            raise foreign from None
        return response

    def _redirected(self, request: requests.PreparedRequest, response: requests.Response) -> requests.PreparedRequest:
        onward = request.copy()
        target = urljoin(request.url or "", response.headers["Location"])
        query = urlsplit(request.url or "").query
        onward.url = target if urlsplit(target).query or not query else f"{target}?{query}"
        return onward

    def _said(self, body: bytes) -> str:
        """Return the forge's own message, short, printable, and without any token that it may send back."""
        try:
            answer = json.loads(body)
            text = str(answer.get("message") or answer.get("error") or "")
        except (ValueError, AttributeError, RecursionError):
            return ""
        for credential in self._credentials:
            text = text.replace(credential.token.get_secret_value(), "…")
        return "".join(c for c in text if c.isprintable())[:200]

    @property
    def _variable(self) -> str:
        return self._access.variable


def open_adapter(entry: SourceEntry, settings: Settings) -> ForgeAdapter:
    """Return the transport for the forge of `entry`; opens no socket yet. Raises as `access_to` does."""
    return ForgeAdapter(access_to(entry.forge, settings.environ), settings)


def new_session(adapter: ForgeAdapter) -> requests.Session:
    """Return a session that sends all through `adapter`, and reads no ~/.netrc."""
    session = requests.Session()
    session.auth = _no_auth
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def has_next(headers: Mapping[str, str], count: int, size: int) -> bool:
    """Tell whether a page of `count` items, of at most `size`, has another one after it."""
    link = {name.lower(): value for name, value in headers.items()}.get("link")
    return 'rel="next"' in link if link else count >= size


def _no_auth(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _asked_wait(response: requests.Response, body: bytes) -> float | None:
    """Return how long the forge asks to wait, in seconds, when this is a rate limit; else None.

    Sources: GitHub's « Rate limits for the REST API », GitLab's « Rate limits » (Retry-After, RateLimit-Reset).
    """
    headers, status = response.headers, response.status_code
    spent = status == 403 and (
        headers.get("X-RateLimit-Remaining") == "0" or "Retry-After" in headers or b"rate limit" in body[:2000].lower()
    )
    if status != 429 and not spent:
        return None
    wait = _retry_after(headers)
    if wait is None:
        reset = headers.get("X-RateLimit-Reset") or headers.get("RateLimit-Reset") or ""
        wait = max(0.0, float(reset) - time.time()) if reset.isdecimal() else _NO_DATE_WAIT
    return wait


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Read Retry-After (RFC 9110, 10.2.3): seconds or a date."""
    text = headers.get("Retry-After", "").strip()
    if text.isdecimal():
        return float(text[:9])
    try:
        return max(0.0, parsedate_to_datetime(text).timestamp() - time.time()) if text else None
    except (ValueError, OverflowError):
        return None


def _origin(address: SplitResult) -> tuple[str, str, int | None]:
    ports = {"http": 80, "https": 443}
    return address.scheme, address.hostname or "", address.port or ports.get(address.scheme)


def _shown(url: str | None) -> str:
    """Return an address as messages show it: no query, no credentials."""
    address = urlsplit(url or "")
    host = address.netloc.rpartition("@")[2].removesuffix(":443" if address.scheme == "https" else ":80")
    return f"{address.scheme}://{host}{address.path}"


def _why(error: Exception) -> str:
    """Say in a few words why no answer came."""
    text = str(error)
    known = {
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
    return next((words for sign, words in known.items() if sign in text), type(error).__name__)
