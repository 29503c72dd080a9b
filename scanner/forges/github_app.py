# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Tokens of a GitHub application: one for each account that installed it, for an hour, with a quota of its own.

The application signs a short token with its private key, and exchanges it for that of an installation.
Sources: GitHub's « Generating a JSON Web Token (JWT) for a GitHub App », « Authenticating as a GitHub App
installation » and, in its REST API, « GitHub Apps ».
"""

import functools
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import jwt
import requests
from pydantic import SecretStr

from scanner.errors import ForgeAuthError, UsageError
from scanner.forges import answers
from scanner.forges.access import Access, App, Credential
from scanner.forges.answers import Json
from scanner.forges.interface import MAX_PAGES, PAGE_SIZE, Settings
from scanner.forges.tokens import Minted
from scanner.forges.transport import ForgeAdapter, has_next, new_session

_VARIABLE = "GITHUB_APP_PRIVATE_KEY"
_SKEW = 60
"""Seconds by which our clock may be ahead of GitHub's, which refuses a token signed in the future."""
_SIGNED_FOR = 540
"""Seconds; GitHub allows ten minutes."""
_SPARE = 300
"""Seconds before its end at which a token is made anew: a page, or a clone, may take that long."""
_LONGEST = 3600


class _Made(NamedTuple):
    token: SecretStr
    until: float
    """By the clock of `time.monotonic`."""


class Installations:
    """The installations of one application, and their tokens. May be shared between threads."""

    def __init__(self, api: str, app: App, settings: Settings) -> None:
        self.requests = 0
        self._api = api
        self._app = app
        self._settings = replace(settings, answers=None)
        self._lock = threading.Lock()
        self._by_owner: dict[str, str] | None = None
        self._made: dict[str, _Made] = {}

    def token_for(self, owner: str) -> Minted:
        """Return a token that lasts five minutes at least: of the installation chosen, else of `owner`, else any.

        Raises:
            UsageError: the private key isn't one.
            ForgeAuthError: the application isn't known, isn't installed, or may not read there.
            OuvrageError: as the transport raises.
        """
        with self._lock:
            installation = self._app.installation or self._installation_of(owner)
            made = self._made.get(installation)
            if made is None or made.until < time.monotonic():
                made = self._made[installation] = self._make(installation)
        return Minted(installation, Credential("Authorization", "Bearer ", made.token))

    def forget(self, installation: str) -> None:
        """Make another token next time: this one was refused."""
        with self._lock:
            self._made.pop(installation, None)

    def _installation_of(self, owner: str) -> str:
        if self._by_owner is None:
            self._by_owner = self._listed()
        if not self._by_owner:
            mend = "install it on the organisations to read"
            raise ForgeAuthError("the GitHub application isn't installed anywhere", source=self._api, mend=mend)
        return self._by_owner.get(owner.lower()) or next(iter(self._by_owner.values()))

    def _listed(self) -> dict[str, str]:
        """Return owner → number of installation, those suspended left out."""
        found: dict[str, str] = {}
        for page in range(1, MAX_PAGES):
            response = self._ask("GET", f"/app/installations?per_page={PAGE_SIZE}&page={page}")
            items = answers.objects(response.json(), self._api + "/app/installations")
            found |= {_account(one): answers.identity(one) for one in items if one.get("suspended_at") is None}
            if not items or not has_next(response.headers, len(items), PAGE_SIZE):
                break
        return {owner: number for owner, number in found.items() if number}

    def _make(self, installation: str) -> _Made:
        response = self._ask("POST", f"/app/installations/{installation}/access_tokens")
        answer = response.json()
        raw: Json = answer if isinstance(answer, Mapping) else {}
        token = answers.text(raw, "token")
        if not response.ok or not token:
            mend = "check GITHUB_APP_INSTALLATION_ID, and that the application is still installed"
            message = "the GitHub application gets no token for its installation {number}"
            raise ForgeAuthError(message, source=self._api, mend=mend, number=installation)
        end = answers.moment(raw, "expires_at")
        lasts = end.timestamp() - time.time() if end else _LONGEST
        return _Made(SecretStr(token), time.monotonic() + min(lasts, _LONGEST) - _SPARE)

    def _ask(self, method: str, path: str) -> requests.Response:
        signed = Credential("Authorization", "Bearer ", SecretStr(self._signed()))
        adapter = ForgeAdapter(Access(self._api, (signed,), _VARIABLE), self._settings)
        try:
            with new_session(adapter) as session:
                return session.request(method, self._api + path, headers={"Accept": "application/vnd.github+json"})
        finally:
            self.requests += adapter.requests

    def _signed(self) -> str:
        now = int(time.time())
        claims = {"iat": now - _SKEW, "exp": now + _SIGNED_FOR, "iss": self._app.issuer}
        try:
            return jwt.encode(claims, self._app.key.get_secret_value(), algorithm="RS256")
        except (jwt.PyJWTError, ValueError, TypeError):
            mend = "give the .pem file that GitHub made, whole"
            # The library's own error may quote the key.
            raise UsageError(
                "the private key of the GitHub application isn't one", source=_VARIABLE, mend=mend
            ) from None


def _account(installation: Json) -> str:
    return answers.text(answers.part(installation, "account"), "login").lower()


@functools.lru_cache(maxsize=8)
def installations_for(api: str, app: App) -> Installations:
    """Return what makes tokens for Git: one for all repositories, so that they cost one request an owner and hour."""
    return Installations(api, app, Settings(os.environ))
