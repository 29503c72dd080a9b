# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What every kind of forge is: something that lists owners and repositories, page by page, to the end or to an error.

A kind is one module with a function `open_client(entry, settings)`, registered in `scanner.forges`. What a client
yields is already checked (`scanner.forges.answers`): names safe as paths, addresses http(s), texts bounded.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from scanner.errors import ForgeError
from scanner.models import Owner, Repository, Skipped

PAGE_SIZE = 100
"""The most that GitHub and GitLab give in one answer."""

MAX_PAGES = 10_000
"""A listing longer than that never ends."""


class OwnerNotFound(ForgeError):
    """The forge answers, and knows no such owner (or hides it from this token)."""


def endless(where: str) -> ForgeError:
    """Return the error for a listing of more than `MAX_PAGES` pages."""
    return ForgeError("the listing has more than {count} pages", source=where, count=MAX_PAGES)


class Page(NamedTuple):
    """One answer of a forge. Owners come with, or before, their repositories."""

    owners: tuple[Owner, ...] = ()
    repositories: tuple[Repository, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    expected: int | None = None
    """How many repositories the forge announces, on one page of a listing; added up over owners."""


class ForgeClient(Protocol):
    """Lists one forge. Not shared between threads."""

    anonymous: bool
    """True when only what everybody may see is listed."""
    requests: int
    """How many HTTP requests were sent so far, those tried again included."""

    def list_owner(self, login: str) -> Iterator[Page]:
        """Yield the pages of one owner, its subgroups included.

        Raises:
            OwnerNotFound: no such owner.
            ForgeAuthError, ForgeUnreachable, ForgeBusy: nothing more can be had from this forge.
            ForgeError: this listing can't be ended; pages already yielded stand.
        """

    def list_all(self) -> Iterator[Page]:
        """Yield the pages of the whole forge; raises as `list_owner` does."""

    def close(self) -> None:
        """Close connections."""


class Limits(NamedTuple):
    """How long and how often a forge is asked. Seconds, unless said otherwise."""

    connect: float = 10
    read: float = 30
    """Silence of a socket."""
    answer: float = 120
    """One whole answer."""
    attempts: int = 4
    backoff: float = 0.5
    """Before the second attempt; doubled for each next one, with jitter."""
    max_wait: float = 900
    """All waits that a forge asks for (rate limits), added up."""
    max_bytes: int = 50_000_000
    """Of one answer, unpacked."""


def _silent(_: str) -> None:
    """Say nothing."""


@dataclass(frozen=True)
class Settings:
    """What clients need besides the forge's address. Tokens stay in `environ`, which is never printed."""

    environ: Mapping[str, str] = field(repr=False)
    notify: Callable[[str], None] = field(default=_silent, repr=False)
    """Takes a sentence for people: waits, attempts."""
    limits: Limits = field(default_factory=Limits)
