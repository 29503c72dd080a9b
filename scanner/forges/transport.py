# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""How forges are talked to, once for PyGithub, python-gitlab and clients of ours: all send through the adapter here.

The adapter alone holds the tokens, and adds them to requests for the API's own origin, which are the only ones that
it sends. It bounds every answer in time and size, tries again what may pass, waits when a forge asks for it, asks
only for what changed, and turns what goes wrong into errors with their mend (`scanner.forges.judgement`). What it
lets through is a JSON answer, or a JSON « not found ».
"""

import functools
import io
import random
import threading
import time
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import urllib3
from requests import PreparedRequest, RequestException, Response, Session
from requests.adapters import HTTPAdapter
from requests.exceptions import SSLError
from requests.utils import get_encoding_from_headers

from scanner.errors import ForgeAuthError, ForgeBusy, ForgeError, ForgeUnreachable
from scanner.forges.access import Access, access_to
from scanner.forges.addresses import is_guarded
from scanner.forges.interface import Settings
from scanner.forges.judgement import Again, Judge, origin_of, shown, why
from scanner.forges.kept_answers import Kept, KeptAnswers, answer_key, may_be_kept
from scanner.forges.limits import quota
from scanner.forges.sockets import pool_classes
from scanner.forges.tokens import Mint, Token, TokenPool, bucket_of
from scanner.models import SourceEntry

_HOPS = 5
_CHUNK = 65_536
_LONG_WAIT = 10
"""Seconds from which each wait is said; of shorter ones, the first."""
_OWN_HEADERS = ("Cookie", "Authorization", "If-None-Match", "If-Modified-Since")
"""Headers that no client gives: they are set here."""


@functools.cache
def user_agent() -> str:
    """Return the name under which forges see us, with the address where to ask about us."""
    try:
        version = metadata.version("ouvrage")
        urls = dict(one.split(", ", 1) for one in metadata.metadata("ouvrage").get_all("Project-URL") or [])
    except metadata.PackageNotFoundError:
        version, urls = "0", {}
    return f"ouvrage/{version}" + (f" (+{urls['Source']})" if "Source" in urls else "")


class ForgeAdapter(HTTPAdapter):
    """A transport for `requests` sessions, bound to one API. Its client may send from several threads at once."""

    def __init__(self, access: Access, settings: Settings, mint: Mint | None = None, *, guarded: bool = False) -> None:
        """Bind it to an API; no socket is opened yet.

        Args:
            access: the API, and its tokens.
            settings: limits, and where sentences for people go.
            mint: makes tokens for an application.
            guarded: refuse an API whose address is private.
        """
        self._pool_classes = pool_classes(settings.limits.answer, guarded=guarded)
        super().__init__(max_retries=0)
        self.sent = 0
        self.unchanged = 0
        """How many answers were « not modified »."""
        self._access = access
        self._settings = settings
        self._limits = settings.limits
        self._mint = mint
        self._tokens = TokenPool(access.credentials, mint)
        self._judge = Judge(access.variable, self._tokens.hide)
        self._kept = KeptAnswers(settings.answers, settings.notify) if settings.answers else None
        self._said = False
        self._choosing = threading.RLock()
        """Held by who chooses a token or waits for it: the others then find that it has rested."""

    @property
    def api(self) -> str:
        """Return the root of the API, without a final slash."""
        return self._access.api

    @property
    def anonymous(self) -> bool:
        """Tell whether requests go without a token."""
        return self._tokens.anonymous

    @property
    def requests(self) -> int:
        """Return how many HTTP requests were sent so far, those tried again and those for tokens included."""
        return self.sent + (self._mint.requests if self._mint else 0)

    def init_poolmanager(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - as requests gives them
        """Make what keeps the connections, with sockets of ours."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = self._pool_classes

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:  # noqa: ANN401 - as requests gives them
        """Make what keeps the connections through a proxy; which hosts may be reached is its affair."""
        manager = super().proxy_manager_for(proxy, **options)
        if isinstance(manager, urllib3.ProxyManager) and not proxy.lower().startswith("socks"):
            manager.pool_classes_by_scheme = pool_classes(self._limits.answer, guarded=False)
        return manager

    def close(self) -> None:
        """Close the connections and the file of answers; both open again when they are used again."""
        super().close()
        if self._kept:
            self._kept.close()

    def send(
        self,
        request: PreparedRequest,
        stream: bool = False,  # noqa: ARG002 - answers are always read here, and whole
        timeout: object = None,  # noqa: ARG002 - ours stand
        verify: bool | str = True,
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """Send a request that reads (GET, or POST of a query) and return its JSON answer (status 200, 201 or 404).

        Redirections within the API are followed, with the same method and body.

        Raises:
            ForgeAuthError: the token is refused, or one is needed.
            ForgeBusy: the forge asks to wait longer than `Limits.max_wait`.
            ForgeUnreachable: no answer, none that is the forge's, or one from another host.
            ForgeError: the forge refuses, or fails at every attempt: `fields["status"]` tells how.
            ValueError: another method.
        """
        if request.method not in ("GET", "POST"):
            raise ValueError("forges are asked only to read")
        options = {"verify": self._authorities(verify), "cert": cert, "proxies": proxies}
        for _ in range(_HOPS):
            response = self._persist(request, options)
            if not response.is_redirect:
                return response
            request = _redirected(request, response)
        raise ForgeUnreachable("the forge redirects without end", source=shown(request.url))

    def _authorities(self, verify: bool | str) -> bool | str:
        """Return where the authorities' certificates are: requests reads REQUESTS_CA_BUNDLE and CURL_CA_BUNDLE only."""
        chosen = self._settings.environ.get("SSL_CERT_FILE") or True if verify is True else verify
        if isinstance(chosen, str) and not Path(chosen).exists():
            mend = "check REQUESTS_CA_BUNDLE or SSL_CERT_FILE"
            raise ForgeUnreachable("the file of certificates isn't there", source=chosen, mend=mend)
        return chosen

    # --- attempts --------------------------------------------------------------------------------------------------

    def _persist(self, request: PreparedRequest, options: Mapping[str, object], *, plainly: bool = False) -> Response:
        """Ask until there is an answer; `plainly`, whatever was kept."""
        self._refuse_other_origin(request)
        key = answer_key(request.url or "", str(request.headers.get("Accept", "")), anonymous=self.anonymous)
        kept = self._kept.find(key) if self._kept and request.method == "GET" and not plainly else None
        attempts = self._limits.attempts + self._tokens.spares
        for attempt in range(1, attempts + 1):
            token = self._ready(request, kept, attempt)
            try:
                outcome = self._attempt(request, token, kept, options)
            except ForgeAuthError as error:
                self._go_on_without(token, error)
                if attempt == attempts:
                    raise
                continue
            if isinstance(outcome, Response):
                if kept and outcome.status_code == 304 and kept.lacks(outcome.headers):
                    return self._persist(request, options, plainly=True)
                return self._remember(request, outcome, token, key, kept)
            if attempt == attempts:
                raise outcome.error
            self._pause(request, outcome, attempt, token)
        raise AssertionError("unreachable")

    def _ready(self, request: PreparedRequest, kept: Kept | None, attempt: int) -> Token:
        """Return the token to send with, once it may be used."""
        url = request.url or ""
        with self._choosing:
            token = self._tokens.choose(url, kept.reader if kept else 0)
            rest = token.rest(bucket_of(url))
            if rest:
                self._wait(rest, self._judge.busy(rest, shown(url)), attempt)
            self.sent += 1
            return token

    def _go_on_without(self, token: Token, error: ForgeAuthError) -> None:
        """Drop a refused token, and say which; the last one is an error."""
        with self._choosing:
            told = token.refused
            dropped = self._tokens.drop(token)
        if not dropped:
            raise error
        if token.number and not told:
            self._settings.notify(f"{self.api}: token {token.number} is refused, going on with the others")

    def _pause(self, request: PreparedRequest, outcome: Again, attempt: int, token: Token) -> None:
        if isinstance(outcome.error, ForgeBusy):
            token.pause(bucket_of(request.url or ""), max(outcome.wait or 0, self._limits.backoff))
        elif outcome.wait is not None:
            self._wait(outcome.wait, outcome.error, attempt)
        else:
            self._sleep(0, outcome.error, attempt, say=attempt == 1)

    def _wait(self, seconds: float, error: ForgeError, attempt: int) -> None:
        """Wait as a forge asks; more than is allowed in all is an error."""
        waited = self._settings.waited.get(self.api, 0.0) + seconds
        if waited > self._limits.max_wait:
            raise error
        self._settings.waited[self.api] = waited
        self._sleep(seconds, error, attempt, say=seconds >= _LONG_WAIT or not self._said)
        self._said = True

    def _sleep(self, seconds: float, error: ForgeError, attempt: int, *, say: bool) -> None:
        jitter = random.uniform(0.5, 1.5)  # noqa: S311 - so that clients don't come back together
        seconds += self._limits.backoff * 2 ** (attempt - 1) * jitter
        if say:
            self._settings.notify(f"{error} ({error.source}): trying again in {seconds:.0f} s")
        if self._settings.stop.wait(seconds):
            mend = "run again later: what was collected stays"
            raise ForgeBusy("stopped before the forge answered", source=error.source, mend=mend)

    def _attempt(
        self, request: PreparedRequest, token: Token, kept: Kept | None, options: Mapping[str, object]
    ) -> Response | Again:
        _prepare(request, token, kept)
        where = shown(request.url)
        timeout = (self._limits.connect, self._limits.read)
        deadline = time.monotonic() + self._limits.answer
        try:
            response = super().send(request, stream=True, timeout=timeout, **options)  # type: ignore[arg-type]
            body = self._read(response, deadline)
        except (RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            if isinstance(error, SSLError) and "certificate" in str(error).lower():
                mend = "give the authority's certificate in REQUESTS_CA_BUNDLE"
                raise ForgeUnreachable("the certificate isn't trusted", source=where, mend=mend) from error
            mend = "check the address, the network and the proxy, then run again"
            return Again(ForgeUnreachable("no answer: {reason}", source=where, mend=mend, reason=why(error)))
        if response.status_code != 401:
            token.learn(bucket_of(request.url or ""), quota(response.headers))
        return self._judge(response, body, where, kept)

    def _read(self, response: Response, deadline: float) -> bytes:
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

    # --- what is kept ----------------------------------------------------------------------------------------------

    def _remember(
        self, request: PreparedRequest, response: Response, token: Token, key: str, kept: Kept | None
    ) -> Response:
        """Return the answer that a 304 stands for; keep one that may be asked for again so."""
        if response.status_code == 304 and kept:
            self.unchanged += 1
            return _as_it_was(response, kept)
        if self._kept and request.method == "GET" and response.status_code == 200 and may_be_kept(response.headers):
            body = response.raw.getvalue()
            self._kept.keep(key, token.number, response.headers, body)
        return response

    def _refuse_other_origin(self, request: PreparedRequest) -> None:
        """Refuse any other origin than the API's: only then does the token leave."""
        address = urlsplit(request.url or "")
        if origin_of(address) != origin_of(urlsplit(self.api)):
            mend = "if this is its new address, write it in the sources"
            other = f"{address.scheme}://{address.netloc.rpartition('@')[2]}"
            raise ForgeUnreachable("the forge sends to {other}", source=self.api, mend=mend, other=other)


def open_adapter(entry: SourceEntry, settings: Settings) -> ForgeAdapter:
    """Return the transport for the forge of `entry`; opens no socket yet. Raises as `access_to` does."""
    access = access_to(entry.forge, settings.environ)
    guarded = is_guarded(entry.forge.host, entry.trusted, settings)
    if access.app is None:
        return ForgeAdapter(access, settings, guarded=guarded)
    from scanner.forges.github_app import Installations

    return ForgeAdapter(access, settings, Installations(access.api, access.app, settings), guarded=guarded)


def new_session(adapter: ForgeAdapter) -> Session:
    """Return a session that sends all through `adapter`, and reads no ~/.netrc."""
    session = Session()
    session.auth = _no_auth
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session


def has_next(headers: Mapping[str, str], count: int, size: int) -> bool:
    """Tell whether a page of `count` items, of at most `size`, has another one after it."""
    link = {name.lower(): value for name, value in headers.items()}.get("link")
    return 'rel="next"' in link if link else count >= size


def _no_auth(request: PreparedRequest) -> PreparedRequest:
    return request


def _prepare(request: PreparedRequest, token: Token, kept: Kept | None) -> None:
    for name in _OWN_HEADERS:
        request.headers.pop(name, None)
    request.headers["User-Agent"] = user_agent()
    if token.credential:
        request.headers[token.credential.header] = token.credential.value
    if kept:
        request.headers.update(kept.conditions)


def _redirected(request: PreparedRequest, response: Response) -> PreparedRequest:
    onward = request.copy()
    target = urljoin(request.url or "", response.headers["Location"])
    query = urlsplit(request.url or "").query
    onward.url = target if urlsplit(target).query or not query else f"{target}?{query}"
    return onward


def _as_it_was(response: Response, kept: Kept) -> Response:
    response.status_code, response.reason = 200, "OK"
    response.headers = kept.renewed(response.headers)
    response.encoding = get_encoding_from_headers(response.headers)
    response.raw = io.BytesIO(kept.body)
    return response
