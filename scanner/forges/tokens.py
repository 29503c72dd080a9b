# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""The pool of a host's tokens: which one to use now, by what the forge said that each has left.

A listing is read with one token from its first page to its last, unless it is spent: two tokens may not see the same
repositories, and pages of two views don't add up. Between listings the one with most left goes first. A reader
without token has a quota too, so it is one of the pool.
"""

import math
import re
import time
from collections.abc import Iterable
from typing import NamedTuple, Protocol
from urllib.parse import urlsplit

from scanner.forges.access import Credential
from scanner.forges.limits import Quota

REST = "rest"
"""Name of the quota that all is counted on, but GraphQL at GitHub."""

_OWNER = re.compile(r"/(?:orgs|users|repos)/([^/]+)")


class Minted(NamedTuple):
    """A token made for one installation of an application."""

    installation: str
    credential: Credential


class Mint(Protocol):
    """What makes tokens for the installations of an application."""

    requests: int
    """How many were sent for that."""

    def token_for(self, owner: str) -> Minted:
        """Return a token that lasts some minutes at least, for the installation of `owner` or a default one."""

    def forget(self, installation: str) -> None:
        """Make another token next time: this one was refused."""


class _State(NamedTuple):
    """What is left of one quota, until it is whole again (by the clock of `time.monotonic`)."""

    left: float
    until: float


class Token:
    """One reader of the pool: its credential (None = anonymous), and what it has left. Its value never shows."""

    def __init__(self, number: int, credential: Credential | None, installation: str = "") -> None:
        self.number = number
        """Its place in the variable, from 1: what messages name it by."""
        self.credential = credential
        self.installation = installation
        self.refused = False
        self._states: dict[str, _State] = {}

    def left(self, bucket: str) -> float:
        """Return how many requests are left; infinity when nothing was said, or the quota is whole again."""
        state = self._states.get(bucket)
        return state.left if state and state.until > time.monotonic() else math.inf

    def rest(self, bucket: str) -> float:
        """Return in how many seconds it may be used; 0 = now."""
        if self.left(bucket) > 0:
            return 0.0
        return max(0.0, self._states[bucket].until - time.monotonic())

    def learn(self, bucket: str, quota: Quota) -> None:
        """Keep what an answer said of the quota; it was accepted, whatever it said."""
        self.refused = False
        if quota.remaining is not None:
            self._states[bucket] = _State(quota.remaining, time.monotonic() + (quota.wait or 0))

    def pause(self, bucket: str, seconds: float) -> None:
        """Leave it alone for a while: the forge asked to."""
        self._states[bucket] = _State(0, time.monotonic() + seconds)


class TokenPool:
    """The tokens of one client, for one host."""

    def __init__(self, credentials: Iterable[Credential], mint: Mint | None = None) -> None:
        self._tokens = [Token(number, one) for number, one in enumerate(credentials, 1)]
        self._mint = mint
        self._minted: dict[str, Token] = {}
        self.anonymous = not self._tokens and mint is None
        self._tokens = self._tokens or [Token(0, None)]
        self._path = ""
        self._owner = ""
        self._current = self._tokens[0]

    @property
    def spares(self) -> int:
        """Return how many more tokens there are than the one in use; an application can make another one."""
        return 1 if self._mint else len(self._tokens) - 1

    def choose(self, url: str, preferred: int = 0) -> Token:
        """Return the token to use for a request; it may have to rest first, when all of them are spent.

        Args:
            url: the request's.
            preferred: number of the token that got the kept answer to this request: a forge may tell that nothing
                changed only to the one that it told before.

        Raises:
            OuvrageError: no token could be made for an application.
        """
        path, bucket = urlsplit(url).path, bucket_of(url)
        if self._mint:
            return self._of_installation(self._mint, path)
        usable = self._current in self._tokens and not self._current.rest(bucket)
        if bucket != REST:
            # Asked between the pages of a listing, about what that token sees.
            return self._current if usable else self._best(bucket, preferred)
        if not usable or path != self._path:
            self._current = self._best(bucket, preferred)
        self._path = path
        return self._current

    def drop(self, token: Token) -> bool:
        """Take a refused token out; tell whether another one may be tried: an application makes one more.

        The last one stays, to be told as refused.
        """
        if self._mint:
            self._mint.forget(token.installation)
            again, token.refused = not token.refused, True
            return again
        if token in self._tokens:
            if len(self._tokens) == 1:
                return False
            token.refused = True
            self._tokens.remove(token)
        return True  # requests under way side by side may all meet the refusal of one

    def hide(self, text: str) -> str:
        """Return a text without any token of the pool that it may hold."""
        for token in [*self._tokens, *self._minted.values()]:
            for secret in token.credential.secrets if token.credential else ():
                text = text.replace(secret, "…")
        return text

    def _best(self, bucket: str, preferred: int) -> Token:
        ready = [token for token in self._tokens if not token.rest(bucket)]
        if not ready:
            return min(self._tokens, key=lambda token: token.rest(bucket))
        before = (token for token in ready if preferred and token.number == preferred)
        return next(before, max(ready, key=lambda token: token.left(bucket)))

    def _of_installation(self, mint: Mint, path: str) -> Token:
        """Return the token of the owner that a path names, or of the one named last (an address by number)."""
        found = _OWNER.search(path)
        self._owner = found[1] if found else self._owner
        minted = mint.token_for(self._owner)
        token = self._minted.setdefault(minted.installation, Token(0, None, minted.installation))
        token.credential = minted.credential
        return token


def bucket_of(url: str) -> str:
    """Return the name of the quota that a request is counted on: GitHub counts GraphQL apart."""
    return "graphql" if urlsplit(url).path.endswith("/graphql") else REST
