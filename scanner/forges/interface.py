# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""What every kind of forge is: something that lists owners and repositories, page by page, to the end or to an error.

A kind is one module with a function `open_client(entry, settings)`, registered in `scanner.forges`. What a client
yields is already checked (`scanner.forges.answers`): names safe as paths, addresses http(s), texts bounded.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
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
    newest: datetime | None = None
    """The newest change that this page tells, by the forge's own clock; None = that of its repositories."""
    cursor: str = ""
    """Where the listing goes on after this page, in the client's own words; "" = it can't be taken up from here.

    What the pages before a cursor announced and set aside is not told again by a listing taken up at it.
    """


class ForgeClient(Protocol):
    """Lists one forge. Not shared between threads."""

    anonymous: bool
    """True when only what everybody may see is listed."""
    requests: int
    """How many HTTP requests were sent so far, those tried again included."""

    def tells_moves(self, login: str) -> bool:
        """Tell whether `list_moved` can be asked of an owner ("" = of the whole forge)."""

    def is_steady(self, login: str) -> bool:
        """Tell whether pages go by a key: what is deleted meanwhile makes none slip between two, as with numbers."""

    def list_owner(self, login: str, after: str = "") -> Iterator[Page]:
        """Yield the pages of one owner, its subgroups included, in an order that doesn't change while it is listed.

        Args:
            login: the owner's name, or the path of a group.
            after: the cursor of the last page that was kept: the listing goes on after it.

        Raises:
            OwnerNotFound: no such owner.
            ForgeAuthError, ForgeUnreachable, ForgeBusy: nothing more can be had from this forge.
            ForgeError: this listing can't be ended; pages already yielded stand.
        """

    def list_all(self, after: str = "") -> Iterator[Page]:
        """Yield the pages of the whole forge; raises as `list_owner` does."""

    def list_moved(self, login: str, since: datetime) -> Iterator[Page]:
        """Yield what changed at or after `since`, newest first, of one owner ("" = of the whole forge).

        The first page that announces says how many repositories there are in all, as in a full listing: where the
        count differs from what is known, something is gone or was missed, and a full listing finds out. Pages may
        hold older repositories too. Raises as `list_owner` does; never called where `tells_moves` says no.
        """

    def find(self, forge_id: str) -> Repository | None:
        """Return the repository that has this id, under its name of today; None when the forge shows none.

        Raises as `list_owner` does; a kind of forge that can't be asked by id returns None.
        """

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
    answers: Path | None = None
    """File where answers are kept, to ask only for what changed; None = nowhere."""
    stop: threading.Event = field(default_factory=threading.Event, repr=False)
    """Set to end every listing, at its next page or wait."""
    waited: dict[str, float] = field(default_factory=dict, repr=False)
    """API → seconds waited there so far, over all that use these settings."""
    private_hosts: frozenset[str] = frozenset()
    """Hosts that may have a private address though untrusted data names them; "*" = all."""
