# SPDX-FileCopyrightText: 2026 The Ouvrage authors
# SPDX-License-Identifier: Apache-2.0
"""Addresses of Git repositories, of one host, whose forge isn't asked: Git alone says whether each is there.

One `ls-remote` an address: it tells the default branch, and nothing that only an API knows. What isn't there costs
only itself; a host that doesn't answer is left after a few addresses.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from scanner import git
from scanner.errors import ForgeUnreachable, GitError, OuvrageError
from scanner.forges.access import access_to, git_header, variable_of
from scanner.forges.addresses import is_guarded, refuse_private
from scanner.forges.interface import Page, Settings
from scanner.hosts import known_kind
from scanner.models import Owner, Repository, Skipped, SourceEntry
from scanner.url_list import GitAddress, parse_address

TIMEOUT = 60
"""Seconds that one address may take."""
_FAILURES_IN_A_ROW = 3
"""After as many addresses without an answer the host isn't asked for the others."""


def open_client(entry: SourceEntry, settings: Settings) -> "GitListClient":
    """Return a client for the addresses of `entry`; opens no socket yet. Raises as `access_to` does."""
    return GitListClient(entry, settings)


class _Left(NamedTuple):
    """Why an address gives nothing, and whether its host answered at all."""

    reason: str
    silent: bool = False


_SIGNS = (
    (
        ("Authentication failed", "could not read Username", "askpass", ": 401", ": 403"),
        "it needs a login",
    ),
    (("redirect", ": 301", ": 302", ": 307", ": 308"), "it sends to another address: write that one"),
    (("not found", "is this a git repository", ": 404", ": 410"), "no Git repository is at this address"),
)
"""Words of Git and of curl, in the C locale, and what they mean."""


class GitListClient:
    """Lists the repositories at some addresses of one host."""

    def __init__(self, entry: SourceEntry, settings: Settings) -> None:
        self.requests = 0
        self._entry = entry
        self._settings = settings
        self._forge = entry.forge.model_copy(update={"kind": known_kind(entry.forge.host) or entry.forge.kind})
        self.anonymous = access_to(self._forge, settings.environ).anonymous

    def tells_moves(self, login: str) -> bool:  # noqa: ARG002 - so of any
        """Tell whether moves can be asked for."""
        return False

    def is_steady(self, login: str) -> bool:  # noqa: ARG002 - so of any
        """Tell whether nothing can slip between two pages."""
        return True

    def close(self) -> None:
        """Nothing is kept open."""

    def list_owner(self, login: str, after: str = "") -> Iterator[Page]:
        """Yield what belongs to one owner."""
        chosen = tuple(one for one in self._addresses() if one.owner.lower() == login.lower())
        yield from self._list(chosen, after)

    def list_all(self, after: str = "") -> Iterator[Page]:
        """Yield a page an address; those that give nothing are skipped with the reason.

        Raises:
            ForgeUnreachable: the host answers for no address, or has a private one that nobody vouches for.
        """
        yield from self._list(self._addresses(), after)

    def list_moved(self, login: str, since: datetime) -> Iterator[Page]:
        """Never called: each address must be asked."""
        raise NotImplementedError

    def find(self, forge_id: str) -> Repository | None:  # noqa: ARG002 - there is nobody to ask
        """Return None: an address is all that is known of these repositories."""
        return None

    # --- asking ----------------------------------------------------------------------------------------------------

    def _addresses(self) -> tuple[GitAddress, ...]:
        return tuple(parse_address(url) for url in self._entry.urls)

    def _list(self, addresses: tuple[GitAddress, ...], after: str) -> Iterator[Page]:
        guarded = is_guarded(self._forge.host, self._entry.trusted, self._settings)
        pinned = refuse_private(self._forge.host) if guarded else ()
        start = int(after) if after.isdecimal() else 0
        silent = 0
        answered = start > 0
        for number, address in enumerate(addresses[start:], start + 1):
            outcome = self._asked(address, pinned)
            silent = silent + 1 if isinstance(outcome, _Left) and outcome.silent else 0
            answered = answered or not silent
            page = _left(address, outcome.reason) if isinstance(outcome, _Left) else self._found(address, outcome)
            goes_on = number < len(addresses) and not silent
            yield page._replace(expected=len(addresses) if number == 1 else None, cursor=str(number) if goes_on else "")
            if silent == _FAILURES_IN_A_ROW:
                for one in addresses[number:]:
                    yield _left(one, "not asked: its host doesn't answer")
                break
        if addresses and (silent == _FAILURES_IN_A_ROW or not answered):
            mend = "check the address, the network and the proxy, then run again"
            raise ForgeUnreachable("the host doesn't answer", source=self._forge.url, mend=mend)

    def _asked(self, address: GitAddress, pinned: tuple[str, ...]) -> str | _Left:
        """Return the default branch, or why there is none."""
        self.requests += 1
        try:
            header = self._header(address)
            branch = git.ask_remote(address.url, header=header, addresses=pinned, timeout=TIMEOUT)
        except GitError as error:
            if "command" not in error.fields:
                raise
            return self._understood(str(error.fields.get("reason", error)))
        except OuvrageError as error:
            return _Left(str(error))
        return _Left("the repository is empty") if branch is None else branch

    def _understood(self, said: str) -> _Left:
        """Return what Git's last line means: what isn't an answer of the host is silence."""
        reason = next((reason for signs, reason in _SIGNS if any(sign in said for sign in signs)), "")
        if not reason:
            why = said.rpartition("': ")[2]
            return _Left(f"no answer: {why}", silent=True)
        variable = variable_of("TOKEN", self._forge.host)
        return _Left(f"{reason}: put a token in {variable}" if reason == _SIGNS[0][1] else reason)

    def _header(self, address: GitAddress) -> str:
        forge = self._forge.model_copy(update={"url": f"{urlsplit(address.url).scheme}://{address.host}"})
        return git_header(forge, self._settings.environ, address.owner)

    # --- outcomes → nouns ------------------------------------------------------------------------------------------

    def _found(self, address: GitAddress, branch: str) -> Page:
        base = address.url.removesuffix(".git")
        owner = Owner(host=address.host, login=address.owner, name=address.owner, html_url=base.rpartition("/")[0])
        return Page(owners=(owner,), repositories=(self._repository(address, branch, base),))

    def _repository(self, address: GitAddress, branch: str, html_url: str) -> Repository:
        return Repository(
            host=address.host,
            owner=address.owner,
            name=address.name,
            full_name=f"{address.owner}/{address.name}",
            html_url=html_url,
            clone_url=address.url,
            visibility=self._entry.visibility,
            default_branch=branch,
        )


def _left(address: GitAddress, reason: str) -> Page:
    return Page(skipped=(Skipped(what=address.url, reason=reason),))
